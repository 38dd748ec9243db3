"""Compare entries of the audit log with the events they were copied from."""

import argparse
import re
from typing import Any

from moothall.core.audit import entries as audit_entries


def agrees(entry: Any, event: Any, kind: Any) -> bool:
    """Return True if an entry agrees with an event; its person is known for registered kinds only."""
    fields, note = audit_entries.from_log_event(event, kind, entry.space)
    if kind is None and entry.person is not None:
        fields["person"] = entry.person
    data = audit_entries.canonical({**fields, "n": entry.number, **({"note": ""} if note else {})})
    kept = audit_entries.canonical(note) if note and not entry.forgotten else None
    return audit_entries.read(data, entry.digest, kept) == entry


def is_pruned(trail: Any, event: Any) -> bool:
    return trail.pruned_before is not None and event.at < trail.pruned_before


def parse_seal(text: str) -> tuple[int, bytes]:
    """Return (number, digest) of a seal as ``check`` prints it; raise ArgumentTypeError for another text."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError("a seal is a number, a colon and 64 digits or letters from a to f")
    return int(found[1]), bytes.fromhex(found[2])
