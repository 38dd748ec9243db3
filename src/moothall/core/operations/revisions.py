"""Detect that an item changed after a form or a program read it, and propose a merge of both changes.

A *basis* names the values that were read.  For items with editions it is the number of the version shown to the person;
for all others it has a digest of each field, since their earlier values are not stored.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import colander

from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.versions import version_for, versions_for
from moothall.core.base.errors import PreconditionFailed
from moothall.core.content.draft_conflicts import base_of_draft, fields_changed_meanwhile
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.schema import RichTextType, UploadType
from moothall.core.content.versioned import Versioned
from moothall.core.richtext.merging import Passage, merge_html, merge_words

_ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


class FieldMerge(NamedTuple):
    """A field that others changed: its value now, the value sent, and the proposal.

    ``passages`` are the parts of a text that both changed; ``is_conflict`` is True if both changed the field so that
    the proposal needs a decision.
    """

    name: str
    theirs: Any
    mine: Any
    proposed: Any
    passages: list[Passage]
    is_conflict: bool


class Merge(NamedTuple):
    """A proposal: all values for the form, the fields that others changed, and the new basis."""

    values: dict[str, Any]
    fields: list[FieldMerge]
    basis: str
    by: str | None
    at: datetime


def values_of(
    viewer: AccessContext, item: Item, schema: colander.SchemaNode, edition: Edition | None = None
) -> dict[str, Any]:
    """Return the values of an item's fields in the edition this person works on, or in ``edition``."""
    policies = getattr(getattr(item, "record", None), "policies", {})
    hidden = item.fields_hidden_from(viewer)
    if isinstance(item, Versioned):
        get: Any = (edition or viewer.shown(item)).version.get  # type: ignore[union-attr]
    else:

        def get(name: str) -> Any:
            return policies.get(name, getattr(item, name, None))

    return {node.name: get(node.name) for node in schema.children if node.name not in hidden}


def basis_of(viewer: AccessContext, item: Item, schema: colander.SchemaNode, edition: Edition | None = None) -> str:
    """Return the basis of what this person reads now."""
    if isinstance(item, Versioned):
        return str((edition or viewer.shown(item)).version.number)  # type: ignore[union-attr]
    return digests(values_of(viewer, item, schema))


def digests(values: Mapping[str, Any]) -> str:
    """Return a basis with a digest of each value."""
    return ",".join(f"{name}:{_digest(value)}" for name, value in values.items())


def changed_since(values: Mapping[str, Any], basis: str) -> list[str]:
    """Return the names of the values that differ from a basis by :func:`digests`; an empty basis differs in none."""
    known = _parsed(basis)
    return [name for name, value in values.items() if name in known and known[name] != _digest(value)]


def keep_changes(values: Mapping[str, Any], basis: str, mine: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return ``mine`` with the values that only others changed since ``basis``, and the names that others changed.

    The names are those whose current value differs from the one sent: saving would lose it.
    """
    known = _parsed(basis)
    changed = [name for name in changed_since(values, basis) if name in mine and not _same(mine[name], values[name])]
    kept = {name: values[name] for name in changed if known[name] == _digest(mine[name])}
    return {**mine, **kept}, changed


def revision_of(viewer: AccessContext, item: Item, schema: type | None, edition: Edition | None = None) -> str:
    """Return the beginning of the entity tag of an item as this person reads it; empty if nothing can be edited."""
    if schema is None:
        return ""
    if isinstance(item, Versioned):
        return basis_of(viewer, item, schema(), edition)
    return digest_of(values_of(viewer, item, schema()))


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the revision of values that have no versions."""
    return _digest(digests(values))


def require_match(if_match: str | None, revision: str) -> None:
    """Raise :class:`PreconditionFailed` unless the header ``If-Match`` names the revision, or is missing.

    Only the part of each entity tag before the first hyphen counts, since the rest depends on person and language.
    """
    if if_match is None or if_match.strip() == "*":
        return
    if revision not in (tag.partition("-")[0] for tag in _ENTITY_TAG.findall(if_match)):
        raise PreconditionFailed()


def merge_with_current(
    viewer: AccessContext, item: Item, schema: colander.SchemaNode, basis: str, mine: Mapping[str, Any]
) -> Merge | None:
    """Return a proposal if others changed fields since ``basis`` that would be lost by saving ``mine``.

    An empty basis makes no statement, so it is up to date.
    """
    now = basis_of(viewer, item, schema)
    if not basis or basis == now:
        return None
    current = values_of(viewer, item, schema)
    base = _base_values(viewer, item, basis, current, mine)
    merged = []
    for node in schema.children:
        theirs = current[node.name]
        # A field that was not sent, such as a file, is not to be changed.
        merged.append(_merge(node, base, theirs, mine.get(node.name, base.get(node.name, theirs))))
    others = [
        one
        for one in merged
        if not _same(one.theirs, one.mine) and (one.name not in base or not _same(one.theirs, base[one.name]))
    ]
    if not others:
        return None
    shown = viewer.shown(item) if isinstance(item, Versioned) else None
    by, at = (shown.version.by, shown.version.at) if shown is not None else (None, item.modified)
    return Merge({**mine, **{one.name: one.proposed for one in merged}}, others, now, by, at)


def merge_with_published(viewer: AccessContext, item: Versioned, schema: colander.SchemaNode) -> Merge | None:
    """Return a proposal for a draft that lacks changes published after it was begun.

    ``None`` if it lacks none, or if this person may not read the published version.
    """
    live, working = viewer.live(item), item.working
    if live is None or working is None or not fields_changed_meanwhile(item):
        return None
    theirs, mine = (values_of(viewer, item, schema, edition) for edition in (live, working))
    number = base_of_draft(item)
    version = version_for(viewer, item, number) if number is not None else None
    base = {name: version.get(name) for name in theirs} if version is not None else {}
    merged = [_merge(node, base, theirs[node.name], mine[node.name]) for node in schema.children]
    others = [
        one
        for one in merged
        if not _same(one.theirs, one.mine) and (one.name not in base or not _same(one.theirs, base[one.name]))
    ]
    proposed = {**mine, **{one.name: one.proposed for one in merged}}
    basis = str(working.version.number)
    return Merge(proposed, others, basis, live.version.by, live.version.at) if others else None


def _base_values(
    viewer: AccessContext, item: Item, basis: str, current: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values at ``basis``, as far as they are known and this person may read them."""
    if isinstance(item, Versioned):
        version = next((one for one in versions_for(viewer, item) if str(one.number) == basis), None)
        return {name: version.get(name) for name in current} if version is not None else {}
    known = _parsed(basis)
    found = {}
    for name, digest in known.items():
        candidates = (current.get(name), mine.get(name), *item.earlier_values(name))
        for value in candidates:
            if _digest(value) == digest:
                found[name] = value
                break
    return found


def _merge(node: colander.SchemaNode, base: Mapping[str, Any], theirs: Any, mine: Any) -> FieldMerge:
    name = node.name
    if _same(mine, theirs) or (name in base and _same(mine, base[name])):
        return FieldMerge(name, theirs, mine, theirs, [], False)
    if name in base and _same(theirs, base[name]):
        return FieldMerge(name, theirs, mine, mine, [], False)
    before = base.get(name)
    if isinstance(node.typ, RichTextType):
        merged = merge_html(before or "", theirs or "", mine or "")
        return FieldMerge(name, theirs, mine, merged.html, merged.conflicts, bool(merged.conflicts))
    if not isinstance(node.typ, UploadType) and isinstance(mine, tuple) and isinstance(theirs or (), tuple):
        return FieldMerge(name, theirs, mine, _merged_sets(before or (), theirs or (), mine), [], False)
    words = merge_words(before or "", theirs, mine) if isinstance(mine, str) and isinstance(theirs, str) else None
    if words is None or not before:
        return FieldMerge(name, theirs, mine, mine, [], True)
    return FieldMerge(name, theirs, mine, words, [], False)


def _merged_sets(base: Iterable, theirs: Iterable, mine: Iterable) -> tuple:
    """Return the elements of both, without those that either removed."""
    base, theirs, mine = list(base), list(theirs), list(mine)
    removed = {one for one in base if one not in theirs or one not in mine}
    return tuple(dict.fromkeys(one for one in (*theirs, *mine) if one not in removed))


def _same(one: Any, other: Any) -> bool:
    """Return True for equal values; a missing value equals an empty one."""
    return one == other or (_is_empty(one) and _is_empty(other))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", (), colander.null)


def _digest(value: Any) -> str:
    plain = "" if _is_empty(value) else str(value) if isinstance(value, str) else repr(value)
    # Browsers send line breaks of text fields as two characters.
    return hashlib.sha256(plain.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _parsed(basis: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in basis.split(","))
    return {name: digest for name, _colon, digest in pairs if digest}
