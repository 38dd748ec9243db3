"""Renders the components with sample values to files, to be looked at in a browser.

    python tests/look/pattern.py FOLDER

writes one page per kind into FOLDER and links the built style sheet and scripts beside them. Serve the folder
with ``python -m http.server`` to see the editor and the map, which browsers do not load from plain files.
"""

import sys
from pathlib import Path

from pyramid.config import Configurator
from pyramid.i18n import make_localizer
from pyramid.renderers import render

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import moothall  # noqa: E402 – found through the path set above
from tests.look import samples  # noqa: E402

STATIC = ROOT / "src" / "moothall" / "static"

# Page: what the frame says of it, and the macros in its slots.
PAGES = {
    "home": (
        {"kind": "home", "title": "", "breadcrumbs": [], "person": None, "csrf_token": ""},
        {"main": ["hero", "atlas", "activity", "figures"]},
    ),
    "space": (
        {"title": "Überblick"},
        {"top": ["space_header"], "main": ["hidden_title", "activity", "empty_state"], "aside": ["definitions"]},
    ),
    "discussions": (
        {"kind": "list", "title": "Diskussionen"},
        {"top": ["space_header"], "main": ["page_head", "filter_chips", "choosing", "pagination"]},
    ),
    "thread": (
        {"kind": "thread", "title": "Kinderbetreuung während der Abendkurse: wer hat Erfahrungen?"},
        {"main": ["page_head", "posts", "composer"], "aside": ["rail"]},
    ),
    "document": (
        {"kind": "text", "title": "Lehrkräftefortbildungsplan"},
        {"main": ["document_header", "text"], "aside": ["contents"]},
    ),
    "library": (
        {"kind": "list", "title": "Dokumente"},
        {"top": ["space_header"], "main": ["page_head", "listing", "pagination"]},
    ),
    "search": (
        {"kind": "list", "title": "Suche", "breadcrumbs": []},
        {
            "top": ["search_form"],
            "main": ["hidden_title", "facets", "active_filters", "results", "pagination"],
        },
    ),
    "repository": (
        {"kind": "list", "title": "Repositorium", "breadcrumbs": []},
        {"main": ["page_head", "facets", "repository_cards"]},
    ),
    "queue": ({"kind": "list", "title": "Wartet auf Sie"}, {"main": ["page_head", "split"]}),
    "people": ({"kind": "list", "title": "Menschen"}, {"top": ["space_header"], "main": ["page_head", "members"]}),
    "question": (
        {"kind": "narrow", "title": "Änderungen anfragen"},
        {"main": ["page_head", "confirmation", "progress"]},
    ),
    "error": ({"kind": "narrow", "title": "Nicht gefunden", "breadcrumbs": []}, {"main": ["error_page"]}),
    "small": ({"title": "Kleinteile"}, {"main": ["hidden_title", "small"]}),
}


def render_all(folder: Path):
    """Writes every page of PAGES into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "static"
    if not link.is_symlink():
        link.symlink_to(STATIC, target_is_directory=True)
    config = Configurator(settings={})
    config.include("pyramid_chameleon")
    config.commit()
    config.begin()
    localizer = make_localizer("de", [str(ROOT / "locales")])
    try:
        for name, (frame, slots) in PAGES.items():
            layout = samples.layout_of(config.registry, localizer, lambda path: f"static/{path}", **frame)
            values = samples.everything(layout)
            if name != "discussions":
                del values["choosing"]
            layout.message = values.pop("message") if name == "thread" else None
            values |= {"layout": layout, "slots": slots, "lead": None, "primary": None, "rail_label": "Zeit"}
            if name in ("discussions", "library"):
                values["primary"] = samples.Action("Diskussion beginnen", "#", icon="plus")
            page = render(str(HERE / "pattern.pt"), values, package=moothall)
            (folder / f"{name}.html").write_text(page, encoding="utf-8")
    finally:
        config.end()


if __name__ == "__main__":
    render_all(Path(sys.argv[1]))
