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
from chameleon.zpt.template import BOOLEAN_HTML_ATTRIBUTES
from pyramid.decorator import reify
from pyramid_chameleon.renderer import template_renderer_factory
from pyramid_chameleon.zpt import PyramidPageTemplateFile, ZPTTemplateRenderer

from moothall.ui.layout.direction import VERSION, MacroProgram


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
    """Return the versions of the packages that compile templates.

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

    def parse(self, body):
        """Return the program of the template, in which people's text has its own direction."""
        return MacroProgram(
            body.replace("\r\n", "\n").replace("\r", "\n"),
            self.mode,
            self.filename,
            escape=self.mode == "xml",
            default_marker=self.default_marker,
            boolean_attributes=self.boolean_attributes or BOOLEAN_HTML_ATTRIBUTES,
            implicit_i18n_translate=self.implicit_i18n_translate,
            implicit_i18n_attributes=self.implicit_i18n_attributes,
            trim_attribute_space=self.trim_attribute_space,
            enable_data_attributes=self.enable_data_attributes,
            enable_comment_interpolation=self.enable_comment_interpolation,
            restricted_namespace=self.restricted_namespace,
            tokenizer=self.tokenizer,
        )

    def digest(self, body, names):
        """Return the key of the compiled template in the folder CHAMELEON_CACHE."""
        options = (self.filename, self.trim_attribute_space, self.implicit_i18n_translate, self.strict)
        parts = (_compiler(), VERSION, type(self).__name__, *map(str, options), *names, body)
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
