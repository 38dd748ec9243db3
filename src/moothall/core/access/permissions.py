"""The permissions: plain verbs, the same for every type, with a sentence each."""

from enum import StrEnum
from typing import Self

from moothall.core.base.i18n import _


class Permission(StrEnum):
    """An action that can be allowed on an item; the rows of a workflow definition."""

    def __new__(cls, value: str, sentence: str) -> Self:
        """Create a member with the sentence that explains it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    sentence: str

    VIEW = "view", _("View it, its title and everything it shows.")
    EDIT = "edit", _("Edit its text and details.")
    DELETE = "delete", _("Delete it.")
    ADD = "add", _("Add items to it.")
    REPLY = "reply", _("Reply to it.")
    MODERATE = "moderate", _("Approve and remove posts; close, reopen and pin discussions.")
    SHARE = "share", _("Give others access to it.")
    MANAGE = "manage", _("Manage members, settings and decisions.")


#: Permissions that remain in an archived or suspended space.
READING = frozenset({Permission.VIEW})
