"""The people of the matrix: what is known of each, and how the design would judge them.

Nothing here asks the application.  An :class:`Actor` is who they are; :func:`judge`
says from the tables of :mod:`tests.matrix.design` what they may do.
"""

from typing import NamedTuple

from tests.matrix import design


class Actor(NamedTuple):
    """``login`` is ``None`` for guests.  ``role`` holds in every space; what it was before is ``was``.

    ``own``: asked about what they created, otherwise about what somebody else did.
    ``given``: the role given to them on the item itself, ``through`` a space of which they are a member
    if that is set.  ``folder``: the role given to them on the room the item is in.
    """

    name: str
    login: str | None
    role: str | None = None
    site: str | None = None
    own: bool = False
    was: str | None = None
    banned: bool = False
    ended: bool = False
    given: str | None = None
    removed: bool = False
    through: bool = False
    folder: str | None = None


#: Who is asked about items that somebody else created.
OTHERS = (
    Actor("guest", None),
    Actor("outsider", "outsider"),
    Actor("reader", "reader", "reader"),
    Actor("member", "member", "member"),
    Actor("author", "author", "author"),
    Actor("moderator", "moderator", "moderator"),
    Actor("facilitator", "facilitator", "facilitator"),
    Actor("owner", "owner", "owner"),
    Actor("administrator", "admin", site="administrator"),
    Actor("site moderator", "sitemoderator", site="site moderator"),
    Actor("reviewer", "reviewer", site="reviewer"),
    Actor("banned member", "banned", was="member", banned=True),
    Actor("former member", "former", was="member", ended=True),
)
#: Who is asked about items they were given a role on.
GRANTED = (
    Actor("granted reader", "granted-reader", given="reader"),
    Actor("granted author", "granted-author", given="author"),
    Actor("once granted author", "once-granted", given="author", ended=True),
    Actor("banned granted author", "banned-granted", given="author", banned=True),
    Actor("granted author through a space", "of-club", given="author", through=True),
)
#: Who is asked about what is in a room on which they were given a role.
LET_IN = (Actor("let into one room", "let-in", folder="member"),)
#: Who is asked about items they created themselves.
CREATORS = (
    Actor("creator, a member", "own-member", "member", own=True),
    Actor("creator, an author", "own-author", "author", own=True),
    Actor("creator, a moderator", "own-moderator", "moderator", own=True),
    Actor("creator, a facilitator", "own-facilitator", "facilitator", own=True),
    Actor("creator, a reader now", "own-reader", "reader", own=True, was="member"),
    Actor("creator, banned", "own-banned", own=True, was="author", banned=True),
    Actor("creator, a removed author", "own-former", own=True, was="author", removed=True),
    Actor("creator, an administrator", "admin", site="administrator", own=True),
)
ACTORS = (*OTHERS, *GRANTED, *CREATORS)

#: Whose items the others are asked about; an author, and never asked anything.
SOMEBODY = "somebody"


def owner_of(actor):
    """The log-in of who created the items ``actor`` is asked about, and whether those are shared."""
    if actor.own:
        return actor.login
    return "shared" if actor.given else SOMEBODY


def held(role):
    """``role`` and all it holds."""
    found = {role}
    for one in design.ROLES[role]:
        found |= held(one)
    return found


class Place(NamedTuple):
    """Where an item is: ``policies`` in the order of the design, the state of the space, and what kind of place."""

    policies: tuple
    state: str = "active"
    repository: bool = False

    @property
    def visibility(self):
        return "private" if self.state in design.UNSEEN else self.policies[0]

    @property
    def creation(self):
        return self.policies[2]

    @property
    def moderation(self):
        return self.policies[3]

    @property
    def posts(self):
        return self.policies[4]


class Standing:
    """What an actor holds at a place, on one item: it answers whether they are one of ``words``."""

    def __init__(self, actor, place, deleter=False, creator=None, item=True, leaf=False, parts=(), room=False):
        self.actor = actor
        #: Whether it is in a room in which a role was given.
        self.room = room
        self.place = place
        self.leaf = leaf
        #: What they would have of "takes part" and "adds" besides what they have.
        self.parts = parts
        self.deleter = deleter
        self.is_creator = actor.own if creator is None else creator
        self.roles = self._roles(item)

    def _roles(self, item):
        actor = self.actor
        found = {"guest"}
        if actor.login is None:
            return found
        # Who is banned counts as a guest in that space; what they are on the whole site stays.
        if not actor.banned or self.place.repository:
            found.add("person")
            if actor.role and not self.place.repository:
                found |= held(actor.role)
            if self.room and actor.folder and not self.place.repository:
                found |= held(actor.folder)
            if item and actor.given and not actor.ended:
                # A grant on a single thing is to read it or to write in its draft; it makes nobody a member.
                found |= {"reader", "shared"} if self.leaf else held(actor.given)
                if self.leaf and "author" in held(actor.given):
                    found.add("shared author")
        if actor.site:
            found.add(actor.site)
            if actor.site in design.SITE_ROLES:
                found |= held(design.SITE_ROLES[actor.site])
            elif actor.site == "reviewer" and self.place.repository:
                found |= held("facilitator")
        return found

    @property
    def reads(self):
        """Whether they are among the readers of the space."""
        return design.READERS[self.place.visibility] in self.roles

    @property
    def adds(self):
        """Whether they are free to add such an item today."""
        return "adds" in self.parts or (design.CREATORS[self.place.creation] in self.roles and self.reads)

    @property
    def takes_part(self):
        return self.parts or "member" in self.roles or self.adds

    def with_all_parts(self):
        """The same person, if they took part and were free to add."""
        found = Standing(self.actor, self.place, self.deleter, self.is_creator, leaf=self.leaf, parts=("adds",))
        found.roles = self.roles | {"person"}
        return found

    def is_one_of(self, words, viewing=False):
        return any(self._is(word, viewing) for word in words)

    def _is(self, word, viewing=False):
        known = {"F": "facilitator", "M": "moderator", "O": "owner"}
        if word in known:
            return known[word] in self.roles
        if word == "c":
            # Who is banned reads as a guest, and asks for no more than the deletion of what everybody sees.
            return self.is_creator and (self._still_around() or (not viewing and self.reads))
        if word in ("C", "C adding"):
            return self.is_creator and self._still_around() and (self.adds if word != "C" else self.takes_part)
        if word == "deleter":
            return self.deleter and self.is_creator and self._still_around()
        if word in ("A own", "F own"):
            return {"A": "author", "F": "facilitator"}[word[0]] in self.roles and self._is("C adding")
        if word == "readers":
            return self.reads
        if word == "creators":
            return design.CREATORS[self.place.creation] in self.roles and self.reads
        return word in self.roles

    def _still_around(self):
        # What somebody made in a space is theirs for as long as they may read that space.
        return ("person" in self.roles and self.reads) or "shared" in self.roles


class Judge:
    """What the design says about an item of one table, in one place."""

    def __init__(self, rows, transitions, place, before=None):
        self.rows, self.transitions, self.place = rows, transitions, place
        #: The state of a deleted item before.
        self.before = before
        self.states = {state for state, _permission in rows}
        self.names = tuple(dict.fromkeys(row.name for row in transitions))

    @property
    def still(self):
        return self.place.state in design.STILL

    def sees(self, standing, state):
        seen = standing.is_one_of(self.rows[state, "view"], viewing=True)
        return seen and (state != "deleted" or self.before is None or self.sees(standing, self.before))

    def words(self, permission, state):
        if permission == "delete" and (state, "delete") not in self.rows:
            return design.may_transit(self.transitions, "delete", state, self.place.moderation) or ()
        return self.rows[state, permission]

    def may(self, standing, permission, state):
        """The status of an act under ``permission`` by somebody who sees the item: 200, 401, 403 or 409."""
        return self._answer(
            standing,
            self.words(permission, state),
            any(standing.is_one_of(self.words(permission, other)) for other in self._comparable(state)),
        )

    def takes(self, standing, name, state):
        """The status of taking the transition ``name`` by somebody who sees the item in ``state``."""
        words = design.may_transit(self.transitions, name, state, self.place.moderation)
        elsewhere = any(
            standing.is_one_of(row.pre if self.place.moderation == "pre" else row.post)
            for row in self.transitions
            if row.name == name
        )
        before = self.before if name == "restore" and state == "deleted" else None
        if before is not None and not standing.is_one_of(self.words("delete", before)):
            # Who could not delete it any more does not restore it either.
            return 403 if standing.is_one_of(words) or not elsewhere else 409
        return self._answer(standing, words or (), elsewhere)

    def _comparable(self, state):
        # What has no state of its own is in no other one at another time.
        passing = {one for one in self.states if one not in ("container", "unapproved")}
        return {state} if state == "container" else passing

    def _answer(self, standing, words, elsewhere):
        if standing.actor.login is None:
            return 401
        if standing.is_one_of(words):
            return 409 if self.still else 200
        if standing.with_all_parts().is_one_of(words):
            return 403
        return 409 if elsewhere else 403
