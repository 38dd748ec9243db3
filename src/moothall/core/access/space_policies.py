"""The policies of a space, their values in the order of the form, and the four presets."""

from collections.abc import Mapping
from typing import Any

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

PUBLIC, SIGNED_IN, PRIVATE = "public", "signed-in", "private"

#: Policy → (title, {value: sentence}).  The first value is the default.
POLICIES = {
    "visibility": (
        _("Who can read"),
        {
            PUBLIC: _("Everyone can read it, even without an account."),
            SIGNED_IN: _("Everyone who is logged in can read it."),
            PRIVATE: _("Only members and invited readers can read it. Others cannot tell that it exists."),
        },
    ),
    "joining": (
        _("How to join"),
        {
            "request": _("People ask to join, and a facilitator answers."),
            "open": _("Anyone who can read it can join immediately."),
            "invitation": _("People join by invitation only."),
        },
    ),
    "creation": (
        _("Who can add"),
        {
            "members": _("Members can start discussions and add documents."),
            "authors": _("Authors and facilitators can start discussions and add documents."),
            "signed-in": _("Everyone who is logged in can start discussions and add documents."),
        },
    ),
    "moderation": (
        _("When documents are published"),
        {
            "pre": _("Documents are published after a facilitator has approved them. Authors publish their own."),
            "post": _("Documents are published by their creator. Facilitators can request changes."),
        },
    ),
    "post_moderation": (
        _("When posts appear"),
        {
            "none": _("Posts appear immediately."),
            "first": _("A person's first post needs approval by a moderator. Later posts appear immediately."),
            "all": _("Every post needs approval by a moderator."),
        },
    ),
}

DEFAULTS = {name: next(iter(values)) for name, (_title, values) in POLICIES.items()}

#: From the widest to the narrowest; a nested space has at most its parent's visibility.
VISIBILITY_ORDER = (PUBLIC, SIGNED_IN, PRIVATE)


def _preset(
    title: str, visibility: str, joining: str, creation: str, moderation: str, post_moderation: str
) -> tuple[str, dict[str, str]]:
    return title, {
        "visibility": visibility,
        "joining": joining,
        "creation": creation,
        "moderation": moderation,
        "post_moderation": post_moderation,
    }


PRESETS = {
    "open-community": _preset(_("Open community"), PUBLIC, "open", "members", "post", "first"),
    "members-group": _preset(_("Members' group"), SIGNED_IN, "request", "members", "post", "none"),
    "curated-space": _preset(_("Curated space"), PUBLIC, "request", "authors", "pre", "none"),
    "confidential": _preset(_("Confidential"), PRIVATE, "invitation", "members", "post", "none"),
}

#: The preset selected in the form for a new space.
FIRST_PRESET = "members-group"


def checked(policies: Mapping[str, Any]) -> dict[str, str]:
    """Return complete policies; omitted ones get their defaults.

    Raise :class:`~moothall.core.base.errors.BadInput` for an unknown policy or value,
    and for a private space that everyone can join.
    """
    full = dict(DEFAULTS)
    for name, value in policies.items():
        if name not in POLICIES or not isinstance(value, str) or value not in POLICIES[name][1]:
            raise BadInput(
                _(
                    "There is no setting “${name}” with the value “${value}”.",
                    mapping={"name": str(name)[:100], "value": str(value)[:100]},
                )
            )
        full[name] = value
    if full["visibility"] == PRIVATE and full["joining"] == "open":
        raise BadInput(_("A private space cannot be open for everyone to join."))
    return full


def preset_of(policies: Mapping[str, str]) -> str | None:
    """Return the id of the preset with these policies, or None if they were customised."""
    return next((name for name, (_title, values) in PRESETS.items() if values == policies), None)
