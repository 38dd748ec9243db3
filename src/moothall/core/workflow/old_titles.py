"""Titles of shipped workflows in earlier versions: sites and exported files have stored them."""

#: Title in an earlier version → title today.
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


def with_current_titles(data):
    """Return a copy of a definition's data in which titles of earlier versions are replaced by those of today."""
    return {
        **data,
        **{
            part: {id: {**one, "title": RENAMED.get(one["title"], one["title"])} for id, one in data[part].items()}
            for part in ("states", "transitions")
        },
    }
