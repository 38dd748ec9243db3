"""Forms that replace stored choices: keep what others changed since the form was shown, and say so before saving.

A form of this kind contains the control ``form_basis`` with :func:`choices_basis` of the values that it began with.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.operations import revisions
from moothall.ui.forms.page import BASIS_FIELD


class ChoiceConflict(Conflict):
    """Others changed values of a form after it was shown; ``merged`` are both changes."""

    heading = _("Changed meanwhile")

    def __init__(self, sentence, merged):
        super().__init__(sentence)
        self.merged = merged


def choices_basis(stored: Mapping[str, Any]) -> str:
    """Return the basis of a form that shows these stored values."""
    return revisions.digests(stored)


def check_unchanged(
    view,
    stored: Mapping[str, Any],
    mine: Mapping[str, Any],
    titles: Mapping[str, str],
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Raise :class:`ChoiceConflict` if saving ``mine`` would replace a value that others changed meanwhile.

    ``titles`` are the labels of the names, and ``words`` those of the values.
    """
    merged, changed = revisions.keep_changes(stored, view.request.POST.get(BASIS_FIELD, ""), mine)
    if changed:
        named = ", ".join(
            f"{view.translate(titles[name])} ({words[name] or '–'})" if name in words else view.translate(titles[name])
            for name in changed
        )
        raise ChoiceConflict(
            _(
                "Someone changed this since you opened the form: ${settings}. Nothing of yours is saved yet. "
                "Check the settings, then save.",
                mapping={"settings": named},
            ),
            merged,
        )


def checked_names(merged: Mapping[str, Any]) -> list[str]:
    """Return the names of check boxes that are ticked."""
    return [name for name, is_on in merged.items() if is_on]
