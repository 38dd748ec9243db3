"""Icons: each type of item has one that is drawn."""

from pathlib import Path

import moothall
from moothall.core.content.types import types_of

ICONS = Path(moothall.__file__).parents[2] / "assets" / "images" / "icons.svg"


def test_each_type_of_item_has_an_icon_that_exists(site):
    drawn = ICONS.read_text("utf-8")
    missing = {one.id: one.icon for one in types_of(site.registry).values() if f'id="{one.icon}"' not in drawn}
    assert not missing
