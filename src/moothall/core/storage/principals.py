"""Substance D's users and groups, in a root and an object map of their own.

Its folders and its bookkeeping serve us; its hashing, log-in, reset and stored
access lists do not.  Members are added without events, since its subscribers
would store an access list on each.
"""

from substanced.folder import Folder
from substanced.objectmap import ObjectMap
from substanced.principal import Group, Groups, Principals, User, Users

__all__ = ["Group", "PrincipalsRoot", "User"]


class PrincipalsRoot(Folder):
    """The root of a database of people."""

    def __init__(self):
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
        """Accounts by log-in."""
        return self["principals"]["users"]

    @property
    def groups(self) -> Groups:
        """Groups by name."""
        return self["principals"]["groups"]
