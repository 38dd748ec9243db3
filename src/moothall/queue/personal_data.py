"""What is kept about people: what they have noted at decisions for the others who decide.

A note is a part of what several people say to each other.  Like posts, those of somebody
whose account is erased stay, by a former member, until they have had their time.
"""

from moothall.core.content.uids import uid_from_name
from moothall.people.personal_data import PersonalDataProvider


def notes_left(look):
    """The notes of a person, with what each was about."""
    for key, note in look.site.desk.notes_by(look.account.id):
        # The rest of a key names the kind of the decision, and somebody else.
        item = look.site.uids.get(uid_from_name(key.partition("-")[0]))
        yield {"where": look.place(item), "at": note.at.isoformat(), "text": note.text}


def includeme(config):
    config.add_personal_data(PersonalDataProvider("notes-at-decisions", notes_left))
