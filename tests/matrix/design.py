"""Who may do what, written once more: in the words of the design, and without looking at the shipped tables.

Each table below is the one people agreed upon.  What is asked of the running site
comes from here; :mod:`tests.matrix.test_shipped` compares it with the tables that
are shipped, so that neither changes alone.

The words of the cells: *c* is whoever created the item, as long as they can see it;
*C* a c who takes part in the place: a member, or free to add such items; "C adding" a
C who is free to add them. *F* is a facilitator, *M* a moderator, *O* an owner; "A own"
an author, on what they created; *readers* follows the visibility of the space,
*creators* the policy of who can add; "shared" are those whom a draft is shared with,
"shared author" those given author on it; *deleter* is who deleted their own. What is
deleted is seen by those who saw it before, and restored by those who may still delete it.
"""

from typing import NamedTuple

#: role → the roles it holds directly.
ROLES = {
    "reader": (),
    "member": ("reader",),
    "author": ("member",),
    "moderator": ("member",),
    "facilitator": ("author", "moderator"),
    "owner": ("facilitator",),
}

#: Role on the site → the role it counts as, everywhere.
SITE_ROLES = {"administrator": "owner", "site moderator": "facilitator"}

PRESETS = {
    "open-community": ("public", "open", "members", "post", "first"),
    "members-group": ("signed-in", "request", "members", "post", "none"),
    "curated-space": ("public", "request", "authors", "pre", "none"),
    "confidential": ("private", "invitation", "members", "post", "none"),
}
POLICIES = ("visibility", "joining", "creation", "moderation", "post_moderation")

#: What "readers of the space" and who can add mean, by policy.
READERS = {"public": "guest", "signed-in": "person", "private": "reader"}
CREATORS = {"members": "member", "authors": "author", "signed-in": "person"}

CONTENT_STATES = ("draft", "proposed", "needs_changes", "published", "deletion_requested", "archived", "deleted")
SPACE_STATES = ("draft", "proposed", "active", "archival_requested", "archived", "suspended")
DISCUSSION_STATES = ("open", "closed", "archived")
POST_STATES = ("pending", "published", "hidden", "refused")

#: Spaces in these states leave nothing but reading to what is inside them.
STILL = ("archived", "suspended")
#: Spaces in these states are seen by their roster alone.
UNSEEN = ("draft", "proposed")


class Row(NamedTuple):
    """A transition: ``pre`` and ``post`` are who takes it under either moderation."""

    name: str
    sources: tuple
    target: str
    pre: tuple
    post: tuple
    reason: bool


def _words(cell):
    return tuple(word.strip() for word in cell.split(",") if word.strip() not in ("", "–"))


def _transitions(table):
    rows = []
    for line in table.strip().splitlines():
        name, way, *who = line.split("|")
        sources, target = way.split("→")
        name, reason = (name.strip(), False) if "reason" not in name else (name.split(",")[0].strip(), True)
        pre, post = who if len(who) == 2 else who * 2
        rows.append(
            Row(
                name,
                tuple(one.strip().replace(" ", "_") for one in sources.split(" or ")),
                target.strip().replace(" ", "_"),
                _words(pre),
                _words(post),
                reason,
            )
        )
    return rows


def _matrix(table, columns):
    found = {}
    for line in table.strip().splitlines():
        state, *cells = line.split("|")
        for one in state.split(" or "):
            for column, cell in zip(columns, cells, strict=True):
                found[one.strip().replace(" ", "_"), column] = _words(cell)
    return found


#: For documents, files and links.
CONTENT_TRANSITIONS = _transitions("""
submit                   | draft → proposed                                     | C             | C
withdraw                 | proposed → draft                                     | c             | c
publish                  | draft → published                                    | A own, F own  | C adding
approve                  | proposed → published                                 | F             | F
request_changes, reason  | proposed or published → needs changes                | F             | F
resubmit                 | needs changes → proposed                             | C, F          | C, F
request_deletion, reason | published → deletion requested                       | c             | c
refuse_deletion, reason  | deletion requested → published                       | F             | F
delete                   | draft → deleted                                      | c             | c
delete                   | proposed or needs changes → deleted                  | c, F          | c, F
delete                   | published → deleted                                  | F             | C adding, F
delete                   | deletion requested or archived → deleted             | F             | F
restore                  | deleted → the previous state                           | deleter, F    | deleter, F
archive                  | published → archived                                 | F             | F
unarchive                | archived → published                                 | F             | F
""")

CONTENT_ROWS = _matrix(
    """
draft                           | c, shared  | C, shared author | C
proposed or needs changes       | c, F       | C, F             | C, F
published or deletion requested | readers    | C, F             | C, F
archived                        | readers    | –                | –
deleted                         | deleter, F | –                | –
""",
    ("view", "edit", "share"),
)

#: Who changes what readers see by saving a published item, under pre- and post-moderation; others open an edition.
AT_ONCE = {"pre": ("A own", "F"), "post": ("C adding", "F")}

DISCUSSION_TRANSITIONS = _transitions("""
close   | open → closed     | M
reopen  | closed → open     | M
archive | closed → archived | F
""")

DISCUSSION_ROWS = _matrix(
    """
open       | readers | member, creators | C, M | M | F
closed     | readers | –                | M    | M | F
archived   | readers | –                | –    | – | F
unapproved | c, M    | –                | C, M | M | F
""",
    ("view", "reply", "edit", "moderate", "delete"),
)

POST_TRANSITIONS = _transitions("""
approve        | pending or refused → published | M
refuse, reason | pending → refused   | M
hide, reason   | published → hidden  | M
unhide         | hidden → published  | M
delete         | pending → deleted   | c
delete         | published → deleted | C
restore        | deleted → the previous state | deleter, M
""")

POST_ROWS = _matrix(
    """
pending           | c, M    | C | c
published         | readers | C | C
hidden            | c, M    | – | –
refused           | c, M    | C | –
deleted           | deleter, M | – | –
""",
    ("view", "edit", "delete"),
)

SPACE_TRANSITIONS = _transitions("""
submit           | draft → proposed              | O
activate         | proposed → active             | site moderator, administrator
refuse, reason   | proposed → draft              | site moderator, administrator
request_archival | active → archival requested   | O
refuse_archival  | archival requested → active   | site moderator, administrator
archive          | archival requested → archived | site moderator, administrator
suspend          | active → suspended            | site moderator, administrator
resume           | suspended → active            | site moderator, administrator
""")

SPACE_ROWS = _matrix(
    """
draft or proposed            | reader  | F    | creators | F    | O
active or archival requested | readers | F    | creators | F    | O
archived or suspended        | readers | –    | –        | –    | –
container                    | readers | C, F | creators | F    | C, F
""",
    ("view", "edit", "add", "manage", "delete"),
)


def may_transit(rows, name, state, moderation):
    """The words of who can use the transition ``name`` out of ``state``, ``None`` where it does not begin there."""
    for row in rows:
        if row.name == name and state in row.sources:
            return row.pre if moderation == "pre" else row.post
    return None


def target_of(rows, name, state):
    """The state that the transition leads to from ``state``."""
    return next(row.target for row in rows if row.name == name and state in row.sources)


def needs_reason(rows, name):
    return any(row.reason for row in rows if row.name == name)
