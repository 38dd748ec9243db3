"""The permissions: plain verbs, the same on every type, a sentence each."""

from enum import StrEnum

from moothall.core.base.i18n import _


class Permission(StrEnum):
    """What can be allowed on an item; the rows of the workflow tables."""

    def __new__(cls, value, sentence):
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    VIEW = "view", _("View it, its title and everything it shows.")
    EDIT = "edit", _("Edit its text and details.")
    DELETE = "delete", _("Delete it.")
    ADD = "add", _("Add items to it.")
    REPLY = "reply", _("Reply to it.")
    MODERATE = "moderate", _("Approve and remove posts; close, reopen and pin discussions.")
    SHARE = "share", _("Give others access to it.")
    MANAGE = "manage", _("Manage members, settings and decisions.")


#: What remains in a space that is archived or suspended.
READING = frozenset({Permission.VIEW})
