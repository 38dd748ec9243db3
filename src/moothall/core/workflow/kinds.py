"""Kinds of workflows: what the program needs of each definition that can be used for a kind."""

from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Any, NamedTuple

import yaml
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.access.permissions import PERMISSIONS, Permission
from moothall.core.base.registry import register, registered

#: Who chooses another workflow of a kind for a space: its owners, the managers of the site's workflows, or no one.
OWNERS, MANAGERS, NO_ONE = "owners", "managers", "no one"


class WorkflowKind(NamedTuple):
    """A kind of workflows, as the feature that owns the items registers it.

    ``table``: the definition of a new site, as "package:file.yaml"; its id is that of the kind.
    ``needed_states``: states into which, or out of which, the program itself moves items.
    ``needed_transitions``: transitions that the program itself performs; they lead to "deleted".
    ``initial_states``: the usual initial state, then other possible ones; empty if the definition decides.
    ``with_editions``: True if its items have a published version and a working copy.
    ``unused_tokens``: tokens of a row that have no meaning for these items.
    ``permissions``: the permissions for which its definitions can have rows.
    ``checks``: functions of a definition's data that yield a :class:`.Problem` for each problem of this kind only.
    """

    id: str
    table: str = ""
    needed_states: tuple[str, ...] = ()
    needed_transitions: tuple[str, ...] = ()
    initial_states: tuple[str, ...] = ()
    with_editions: bool = False
    unused_tokens: frozenset[str] = frozenset()
    chosen_by: str = OWNERS
    permissions: tuple[Permission, ...] = PERMISSIONS
    checks: tuple[Callable[[dict], Iterable], ...] = ()

    @property
    def can_restore(self) -> bool:
        """Return True if its items can be deleted so that they can be restored."""
        return "deleted" in self.needed_states

    @property
    def restricted_states(self) -> frozenset[str]:
        """Return the states to which the transitions lead that restrict someone in the definition of a new site."""
        if not self.table:
            return frozenset()
        return frozenset(step["to"] for step in self.shipped()["transitions"].values() if step.get("restricts"))

    def shipped(self) -> dict[str, Any]:
        """Return the data of the definition that a new site has."""
        package, _colon, name = self.table.partition(":")
        return yaml.safe_load(resources.files(package).joinpath(name).read_text("utf-8"))


def with_restrictions(kind: WorkflowKind, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a definition with the mark of restrictions, which earlier versions did not have."""
    states = kind.restricted_states
    if not any(step["to"] in states and "restricts" not in step for step in data["transitions"].values()):
        return data
    return {
        **data,
        "transitions": {
            id: {**step, "restricts": True} if step["to"] in states and "restricts" not in step else step
            for id, step in data["transitions"].items()
        },
    }


def kind_of(data: Mapping[str, Any]) -> str:
    """Return the id of the kind for which a workflow with this data can be used."""
    return data.get("kind", data["id"])


def add_workflow_kind(config: Configurator, kind: WorkflowKind, order: int = 0) -> None:
    """Register a kind of workflows, with the definition of new sites.

    Items belong to it by the attribute ``workflow`` of their class.  Lists of workflows are sorted by ``order``.
    """
    register(config, "workflow kind", kind.id, kind, order=order)


def workflow_kinds(registry: Registry) -> Mapping[str, WorkflowKind]:
    """Return the registered kinds by id, in order."""
    return registered(registry, "workflow kind")


def kind_named(kinds: Mapping[str, WorkflowKind], id: str) -> WorkflowKind:
    """Return the kind with this id; one without needs if its feature was removed."""
    return kinds.get(id) or WorkflowKind(id)


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_workflow_kind", add_workflow_kind)
