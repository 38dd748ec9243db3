"""Templates, static files and the page for errors."""

import os

from pyramid.renderers import render

from moothall.core.pages import frame

#: How long browsers keep static files; their address changes with their content.
YEAR = 365 * 24 * 3600
STATIC = "moothall:static"


def error_page(request, error, kept):
    """The page for an error, in the site's frame; the same for absent and hidden things."""
    values = {"layout": frame(request, request.site, error.heading), "error": error, "kept": kept,
              "sentence": request.localizer.translate(error.sentence)}
    return render("moothall.core.layout:templates/error_page.pt", values, request)


def _version():
    """A value that differs when any static file does."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "static")
    stamps = [os.stat(os.path.join(where, name)).st_mtime_ns
              for where, _dirs, names in os.walk(folder) for name in names]
    return format(max(stamps, default=0), "x")


def includeme(config):
    config.include("pyramid_chameleon")
    config.add_static_view("static", STATIC, cache_max_age=YEAR)
    config.registry.static_version = _version()
    config.set_error_page(error_page)
