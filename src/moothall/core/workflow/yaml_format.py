"""Workflow definitions as YAML: written in a fixed order, and parsed strictly, since files are untrusted."""

import datetime
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.workflow.kinds import WorkflowKind, kind_named, kind_of, with_restrictions
from moothall.core.workflow.old_titles import with_current_titles
from moothall.core.workflow.tokens import KEY_ORDER
from moothall.core.workflow.validation import check

#: Maximum number of characters; the longest shipped definition has about 4,000.
MAX_BYTES = 200_000
BEGIN = "# A workflow of Moothall. It can be changed here and imported again under Administration, Workflows.\n"


class _Loader(yaml.SafeLoader):
    """Load plain data only, without duplicate keys, and without merge keys, which could expand enormously."""

    def flatten_mapping(self, node: Any) -> None:
        """Raise an error for merge keys."""
        for key, _value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise ConstructorError(None, None, "merge keys are not taken", key.start_mark)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        """Return the mapping; raise :class:`DuplicateKey` if a key occurs twice."""
        found = super().construct_mapping(node, deep)
        if isinstance(node, yaml.MappingNode) and len(found) < len(node.value):
            raise DuplicateKey(node.start_mark.line + 1)
        return found


class DuplicateKey(Exception):
    """Two entries of one mapping have the same id."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def read(text: str, kinds: Mapping[str, WorkflowKind]) -> dict[str, Any]:
    """Return the data of a definition in a file; raise :class:`BadInput` with a message for invalid files."""
    if len(text) > MAX_BYTES:
        raise BadInput(_("The file is too long for a workflow."))
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, made stricter
    except DuplicateKey as error:
        raise BadInput(_("Two entries after line ${line} have the same ID.", mapping={"line": error.line})) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise BadInput(_("This is not valid YAML. Check line ${line}.", mapping={"line": line})) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, LookupError, AttributeError):
        # PyYAML raises the last two for values that do not fit their tag, such as "!!bool x".
        raise BadInput(_("This is not a workflow definition. Export an existing workflow to see the format.")) from None
    check(data, kinds)
    return tidy(with_restrictions(kind_named(kinds, kind_of(data)), with_current_titles(data)))


def write(data: dict[str, Any]) -> str:
    """Return a definition as the text of a file."""
    return BEGIN + yaml.safe_dump(tidy(data), sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


#: Keys that are written even if they are empty.
KEPT_EMPTY = ("title", "initial", "states", "matrix", "transitions", "from", "to", "restricts")


def tidy(data: dict[str, Any]) -> dict[str, Any]:
    """Return the same data in the order of the shipped files, without empty values."""
    return _ordered(
        {
            **data,
            "states": {id: _ordered(state) for id, state in data["states"].items()},
            "matrix": {
                state: {name: list(tokens) for name, tokens in rows.items()}
                for state, rows in data["matrix"].items()
                if state in data["states"] and rows
            },
            "transitions": {
                id: _ordered({**step, "guards": [_plain(guard) for guard in step.get("guards", ())]})
                for id, step in data["transitions"].items()
            },
        }
    )


def _plain(guard: dict[str, Any]) -> dict[str, Any]:
    """Return a guard with the date as text, since YAML parses an unquoted date."""
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in guard.items()}


def _ordered(one: dict[str, Any]) -> dict[str, Any]:
    """Return the data without empty values, except for required keys.

    That a transition restricts no one is kept, since files of earlier versions lack the mark.
    """
    return {
        name: list(one[name]) if isinstance(one[name], tuple) else one[name]
        for name in KEY_ORDER
        if name in one and (one[name] or name in KEPT_EMPTY)
    }
