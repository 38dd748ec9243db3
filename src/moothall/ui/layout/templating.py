"""Chameleon for every page, with less work per expression.

Four parts of the engine cost more than the markup of a long page, and are not needed here: two Python functions look
up each name, a missing attribute is tried as an item, each translation looks up the request and its localizer, and
the first page of a process waits for the versions of all installed packages.
``pyramid_chameleon`` finds and caches the templates as usual.
"""

import hashlib
from functools import cache
from importlib.metadata import version

from chameleon.tales import PythonExpr
from chameleon.utils import Scope
from pyramid.decorator import reify
from pyramid_chameleon.renderer import template_renderer_factory
from pyramid_chameleon.zpt import PyramidPageTemplateFile, ZPTTemplateRenderer


class TemplateScope(Scope):
    """The names in a template, with the speed of a dictionary."""

    __slots__ = ()

    get_name = __getitem__ = dict.__getitem__

    def __missing__(self, name):
        try:
            return dict.__getitem__(self._root, name)
        except (AttributeError, KeyError):
            raise NameError(name) from None

    def copy(self):
        names = TemplateScope(self)
        names._root = getattr(self, "_root", self)
        return names


class _AsWritten:
    def visit(self, expression):
        return expression


class Expression(PythonExpr):
    """A Python expression in which ``post.title`` is always an attribute, never an item."""

    transform = _AsWritten()


@cache
def _compiler():
    """Return the versions of what compiles templates.

    The engine's own keys have the version of every installed package, which takes half a second of each start to find.
    """
    return " ".join(f"{name} {version(name)}" for name in ("Chameleon", "pyramid_chameleon"))


class Template(PyramidPageTemplateFile):
    """A page template."""

    macro = None
    expression_types = {**PyramidPageTemplateFile.expression_types, "python": Expression}

    @property
    def _render(self):
        """Return the render function, which the engine sets when it compiles the template."""
        return self._begin

    @_render.setter
    def _render(self, function):
        self._draw = function

    def _begin(self, stream, names, *args, **kw):
        self._draw(stream, TemplateScope(names), *args, **kw)

    def digest(self, body, names):
        """Return the key of the compiled template in the folder CHAMELEON_CACHE."""
        options = (self.filename, self.trim_attribute_space, self.implicit_i18n_translate, self.strict)
        parts = (_compiler(), type(self).__name__, *map(str, options), *names, body)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "ignore")).hexdigest()[:32]

    def include(self, *args, **kw):
        """Render this template inside another one, which passes its own names."""
        self.cook_check()
        self._draw(*args, **kw)


class Renderer(ZPTTemplateRenderer):
    """Renderer of pages in the language of the request."""

    @reify
    def template(self):
        return Template(self.path, auto_reload=self.lookup.auto_reload, debug=self.lookup.debug, macro=self.macro)

    def __call__(self, value, system):
        return self.template(**{**system, "translate": system["request"].localizer.in_template, **value})


def includeme(config):
    config.include("pyramid_chameleon")
    config.add_renderer(".pt", lambda info: template_renderer_factory(info, Renderer))
