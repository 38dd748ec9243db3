"""The transitions that lead to each state, from the one that a new item is in."""

SPACES = {
    "draft": (),
    "proposed": ("submit",),
    "active": ("submit", "activate"),
    "archival_requested": ("submit", "activate", "request_archival"),
    "archived": ("submit", "activate", "request_archival", "archive"),
    "suspended": ("submit", "activate", "suspend"),
}
DISCUSSIONS = {"open": (), "closed": ("close",), "archived": ("close", "archive")}
POSTS = {"published": (), "pending": (), "hidden": ("hide",), "refused": ("refuse",)}
