"""Configure Sphinx: ``bin/sphinx-build -W docs docs/_build/html``."""

project = "Moothall"
copyright = "the Moothall authors; files GPL-2.0-or-later, distributed under GPL-3.0"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Where coalitions meet, deliberate and share what works", "page_width": "1100px"}
autodoc_member_order = "bysource"
nitpicky = False
