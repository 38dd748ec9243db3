"""Upgrade stored workflows: permissions that creators have without taking part in a space.

Earlier versions had the token ``creator`` where ``maker`` is now: what people can do with their own items
as long as they can read the space.
"""

import copy

from moothall.core.event_log.log import ActionContext
from moothall.core.workflow.log_events import DEFINITION_VERSION, WORKFLOW_ASSIGNMENT

_CURATED = (
    (("matrix", "draft", "delete"), ["creator"], ["maker"]),
    (("matrix", "proposed", "delete"), ["creator", "facilitator"], ["maker", "facilitator"]),
    (("matrix", "needs_changes", "delete"), ["creator", "facilitator"], ["maker", "facilitator"]),
    (("transitions", "withdraw", "who"), ["creator"], ["maker"]),
    (("transitions", "request_deletion", "who"), ["creator"], ["maker"]),
)
#: Kind of workflow → (place in its data, tokens of the workflow of a new site before, tokens now).
CHANGES = {
    "content": (
        *_CURATED,
        (("transitions", "submit", "who"), ["pre:creator"], ["creator"]),
        (("transitions", "request_deletion", "who"), ["pre:creator"], ["maker"]),
    ),
    "curated": _CURATED,
    "post": ((("matrix", "pending", "delete"), ["creator"], ["maker"]),),
    "discussion": ((("matrix", "open", "reply"), ["member"], ["member", "creators"]),),
}


def with_creators_part(kind, data):
    """Return the data of a workflow with current tokens in place of those of earlier versions."""
    # Rows may share one list, which is changed once.
    found = {**data, **{part: _copied(data[part]) for part in ("matrix", "transitions")}}
    for (part, name, row), before, after in CHANGES.get(kind, ()):
        rows = found[part].get(name, {})
        if list(rows.get(row, ())) == before:
            rows[row] = list(after)
    return found


def _copied(rows):
    return {name: copy.deepcopy(row) for name, row in rows.items()}


class Upgrade:
    """Adds a version to each workflow that ``rewrite(kind, data)`` changes, in the place of the one before."""

    def __init__(self, site, at, rewrite=with_creators_part):
        self._site = site
        self._rewrite = rewrite
        self._act = ActionContext(None, at, rule="an earlier version")
        self._known = {}

    def run(self):
        """Rewrite all workflows, their uses, and activations that are in progress."""
        access = self._site.access
        for definition in self._site["workflows"].values():
            if definition.draft is not None:
                definition.draft.data = self._rewrite(definition.kind, definition.draft.data)
            if definition.active is not None:
                self._activate(definition)
        for record in list(access.values()):
            for kind, pointer in record.definitions.items():
                if self._assign(record.uid, kind, pointer):
                    access.set_definition(record, kind, self._pointer(pointer))
        for kind, pointer in list(access.definitions.items()):
            if self._assign(self._site.uid, kind, pointer):
                access.definitions[kind] = self._pointer(pointer)
        for change in access.changes.values():
            self._continue(change)
        access.note_change()

    def _activate(self, definition):
        before = definition.active
        number = self._pointer((definition.uid, before))[1]
        if number != before:
            definition.active = number
            # Undoing the last activation would restore the earlier rules.
            definition.last_change = definition.before_last = None
            self._site.event_log.append(
                self._act, DEFINITION_VERSION, definition.uid, key=definition.__name__, before=before, after=number
            )

    def _assign(self, uid, kind, pointer):
        """Log that another version is used from now on; return False if it is the same."""
        found = self._pointer(pointer)
        if found != pointer:
            self._site.event_log.append(self._act, WORKFLOW_ASSIGNMENT, uid, key=kind, before=pointer, after=found)
        return found != pointer

    def _continue(self, change):
        change.targets = {
            scope: pointer if pointer is None else self._pointer(pointer) for scope, pointer in change.targets.items()
        }
        if change.definition is not None:
            change.number = self._pointer((change.definition, change.number))[1]

    def _pointer(self, pointer):
        """Return the version that takes the place of (uid, number)."""
        if pointer not in self._known:
            uid, number = pointer
            definition = self._site.uids.get(uid)
            data = definition.data_of(number)
            found = self._rewrite(definition.kind, data)
            self._known[pointer] = pointer if found == data else (uid, definition.add_version(self._act, found))
        return self._known[pointer]


def upgrade(site, registry):
    """Add to stored workflows the permissions that creators have without taking part in a space."""
    Upgrade(site, registry.clock()).run()
