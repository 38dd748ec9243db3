"""Titles of shipped workflows in earlier versions, which sites and exported files have stored."""

from collections.abc import Mapping
from typing import Any

#: Title in an earlier version → current title.
RENAMED = {
    "Archival requested": "Archiving requested",
    "Ask for archival": "Request archiving",
    "Ask for changes": "Request changes",
    "Ask for deletion": "Request deletion",
    "Changes asked for": "Changes requested",
    "Open again": "Reopen",
    "Publish again": "Republish",
    "Refuse": "Reject",
    "Take back": "Withdraw",
}


def with_current_titles(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a definition's data with current titles in place of those of earlier versions."""
    return {
        **data,
        **{
            part: {id: {**one, "title": RENAMED.get(one["title"], one["title"])} for id, one in data[part].items()}
            for part in ("states", "transitions")
        },
    }
