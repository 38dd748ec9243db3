"""The macros of all component templates in one mapping: `layout.ui["posts"]`.

A page uses a component without naming its file, and each template is found and compiled once per process.
"""

from pathlib import Path

from pyramid.renderers import get_renderer

TEMPLATES = "moothall.ui.layout:templates/"


class Macros:
    """Component macros by name; loading checks that names are unique over all files."""

    def __init__(self, load):
        self._load = load
        self._home: dict[str, object] = {}
        self._templates: dict[str, object] = {}

    def template(self, name: str):
        """Return a whole template, such as `master`."""
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._load(name)
        return found

    def __getitem__(self, name: str):
        if not self._home:
            self._find_all()
        return self._home[name].macros[name]

    def __iter__(self):
        """Iterate over the names of all components."""
        if not self._home:
            self._find_all()
        return iter(self._home)

    def _find_all(self):
        homes: dict[str, object] = {}
        for path in sorted((Path(__file__).parent / "templates").glob("*.pt")):
            template = self.template(path.stem)
            for name in template.macros.names:
                if name in homes:
                    raise LookupError(f"Two components are called {name!r}; one is in {path.name}.")
                homes[name] = template
        self._home = homes


def macros_of(registry) -> Macros:
    """Return the macros of this application, built for the first page because they need the translator."""

    def load(name):
        return get_renderer(f"{TEMPLATES}{name}.pt", registry=registry).implementation()

    macros = getattr(registry, "layout_macros", None)
    if macros is None:
        macros = registry.layout_macros = Macros(load)
    return macros
