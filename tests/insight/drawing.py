"""Random changes: drawn from a generator of random numbers, and fitted to the tree at hand."""

from pyramid.traversal import resource_path

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.authorization.sharing import roles_for
from moothall.core.base.errors import MoothallError
from moothall.core.content.items import Container
from moothall.core.operations.removed_states import removed_states
from moothall.core.workflow import transition as steps
from moothall.insight.changes import read
from moothall.space.content import Space
from tests.insight.planted import GROUP, OTHERS
from tests.workflow_kinds import KINDS as WORKFLOW_KINDS
from tests.workflow_kinds import shipped

KINDS = ("dial", "member", "grant", "inherit", "transition", "move", "workflow", "workflows", "ban")
TRIES = 60
TOKENS = (
    "readers",
    "creator",
    "deleter",
    "shared",
    "coauthor",
    "member",
    "author",
    "moderator",
    "facilitator",
    "owner",
    "person",
    "guest",
    "post:creator",
    "own:author",
)


def drawn_change(tree, random):
    """(change, log-in of somebody who may make it), or ``None`` where luck has it that there is none."""
    for _try in range(TRIES):
        kind = random.choice(KINDS)
        login = random.choice(list(tree.people))
        item, sent = _DRAWN[kind](tree, random, login)
        if item is None:
            continue
        asker = tree.asker(login)
        if not asker.viewer.sees(item):
            continue
        try:
            change = read(asker, item, {"kind": kind, **sent})
            change.check(asker.viewer)
        except MoothallError:
            continue
        return change, login
    return None


def _one(random, items):
    return random.choice(items) if items else None


def _space(tree, random):
    return _one(random, [item for item in tree.items() if isinstance(item, Space)])


def _policy(tree, random, _login):
    names = random.sample(list(D.POLICIES), random.choice((1, 1, 2)))
    return _space(tree, random), {name: random.choice(list(D.POLICIES[name][1])) for name in names}


def _member(tree, random, _login):
    roles = random.sample(R.SPACE_ROLES, random.choice((0, 1, 1, 2)))
    return _space(tree, random), {"person": random.choice([one for one in tree.people if one]), "roles": roles}


def _ban(tree, random, _login):
    return _space(tree, random), {
        "person": random.choice([one for one in tree.people if one]),
        "banned": random.choice((True, True, False)),
    }


def _grant(tree, random, _login):
    item = _one(random, [one for one in tree.items() if one.__parent__ is not None])
    space = _space(tree, random)
    # People belong to a space by its roster.
    people = [] if isinstance(item, Space) else [one for one in tree.people if one]
    principal = random.choice([*people, GROUP, f"space:{resource_path(space)}"])
    return item, {"principal": principal, "role": random.choice([None, *roles_for(item)])}


def _inherit(tree, random, _login):
    item = _one(random, [one for one in tree.items() if not isinstance(one, Space) and one.__parent__ is not None])
    return item, {"inherit": random.choice((True, False))}


def _transition(tree, random, login):
    viewer = tree.viewer(login)
    items = [one for one in tree.items() if viewer.sees(one)]
    random.shuffle(items)
    for item in items:
        available = steps.available(viewer, item)
        if available:
            return item, {"name": random.choice(available).id}
    return None, {}


def _move(tree, random, login):
    viewer = tree.viewer(login)
    items = [one for one in tree.items() if one.__parent__ is not None and isinstance(one.__parent__, Container)]
    random.shuffle(items)
    for item in items:
        targets = [
            one
            for one in tree.items()
            if isinstance(one, Container)
            and isinstance(one, item.held_in)
            and one is not item.__parent__
            and viewer.sees(one)
        ]
        if targets and viewer.sees(item):
            return item, {"target": resource_path(random.choice(targets))}
    return None, {}


def _choice(tree, random, _login):
    space = _space(tree, random)
    chosen, states = {}, {}
    for kind in random.sample(OTHERS, random.choice((1, 1, 2))):
        chosen[kind] = random.choice((None, *tree.site["workflows"].of_kind(kind)))
        pointer = (tree.site["workflows"][chosen[kind]].uid, 1) if chosen[kind] else None
        states[kind] = {
            one.state.id: random.choice(one.choices).id
            for one in removed_states(tree.site, WORKFLOW_KINDS[kind], {space.uid: pointer})
        }
    return space, {"chosen": chosen, "states": states}


def _workflow(tree, random, _login):
    data = shipped(random.choice(("space", "content", "curated", "discussion", "post")))
    state = random.choice(list(data["matrix"]))
    permission = random.choice(("view", "edit", "delete", "share", "moderate"))
    tokens = random.sample(TOKENS, random.choice((0, 1, 2)))
    data["matrix"][state][permission] = list(tokens)
    definition = tree.site["workflows"][data["id"]]
    return random.choice((definition, _space(tree, random))), {"definition": data}


_DRAWN = {
    "dial": _policy,
    "member": _member,
    "grant": _grant,
    "inherit": _inherit,
    "transition": _transition,
    "move": _move,
    "workflow": _workflow,
    "workflows": _choice,
    "ban": _ban,
}
