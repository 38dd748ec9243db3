"""Substance D's users and groups, with a root and an object map of their own.

Only its folders and its references are used, not its password hashing, login, password reset and stored
ACLs.  Users are added without events, since its subscribers would store an ACL on each.
"""

from substanced.folder import Folder
from substanced.objectmap import ObjectMap
from substanced.principal import Group, Groups, Principals, User, Users

__all__ = ["Group", "PrincipalsRoot", "User"]


class PrincipalsRoot(Folder):
    """The root of a database of people."""

    def __init__(self) -> None:
        super().__init__()
        self.__name__ = ""
        self.__objectmap__ = ObjectMap(self)
        self.__objectmap__.add(self, ("",))
        principals = Principals()
        self.add("principals", principals, send_events=False)
        for name, folder in (("users", Users()), ("groups", Groups())):
            principals.add(name, folder, send_events=False)

    @property
    def users(self) -> Users:
        """Return the accounts by username."""
        return self["principals"]["users"]

    @property
    def groups(self) -> Groups:
        """Return the groups by name."""
        return self["principals"]["groups"]
