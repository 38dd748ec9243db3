"""Personal data in the queue: notes to the other people who decide.

A note is part of a conversation.  Like posts, the notes of an erased account stay until they expire, by a former
member.
"""

from moothall.core.content.uids import uid_from_name
from moothall.people.personal_data import PersonalDataProvider


def notes_of_person(look):
    """Return the notes of a person, each with the item it is about."""
    for key, note in look.site.claims.notes_by(look.account.id):
        # The rest of a key contains the decision type and another person.
        item = look.site.uids.get(uid_from_name(key.partition("-")[0]))
        yield {"where": look.place(item), "at": note.at.isoformat(), "text": note.text}


def includeme(config):
    config.add_personal_data(PersonalDataProvider("notes-at-decisions", notes_of_person))
