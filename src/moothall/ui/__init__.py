"""Shared parts of pages: base classes, frame, forms and components."""


def includeme(config):
    for name in (
        "settings",
        "locale",
        "page",
        "forms",
        "display_names",
        "frame",
        "workflow_bar",
        "status_messages",
        "event_undo",
        "forms.item_forms",
        "bulk_actions",
        "move_page",
    ):
        config.include(f".{name}")
