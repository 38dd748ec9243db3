"""The answers to invitations, so that a repeated answer leads to the same page.

An answered invitation is deleted.  Its answer is kept by ID and by the hash of the token, as long as the link would
have been valid, without the email address.
"""

from BTrees.OOBTree import OOBTree

from moothall.space import members


def keep(site, invitation, person, how):
    """Record that ``person`` (``None`` for visitors) has answered; ``how`` is "accepted" or "declined"."""
    if site.invitations.answered is None:
        site.invitations.answered = OOBTree()
    for key in (invitation.id.encode(), invitation.hashed):
        site.invitations.answered[key] = invitation.space, person, how, invitation.expires


def space_of_answer(act, site, key, how):
    """Return the space of an invitation that the person who acts has answered in this way already, or ``None``.

    ``key`` is the hash of a token, or an ID in bytes.  A person who is no longer a member has not joined.
    """
    answers = site.invitations.answered
    uid, person, answer, expires = (answers.get(key) if answers is not None else None) or (None, None, "", act.at)
    space = site.uids.get(uid) if answer == how and person == act.person and act.at < expires else None
    if space is None or (how == "accepted" and not members.roles_given(space, act.person, act.at)):
        return None
    return space


def forget(site, now):
    """Delete the answers to invitations that have expired."""
    answers = site.invitations.answered
    for key, answer in list(answers.items() if answers is not None else ()):
        if now >= answer[3]:
            del answers[key]
