"""Chameleon as every page uses it: the same templates, with less done for each expression.

Three things of the engine cost more than the markup of a long page, and none of them is
needed here: looking up a name goes through two functions of Python, an attribute that is
not there is tried as an item, and each translation asks for the request and its localizer.
``pyramid_chameleon`` finds and keeps the templates; this is what it makes of them.
"""

from chameleon.tales import PythonExpr
from chameleon.utils import Scope
from pyramid.decorator import reify
from pyramid_chameleon.renderer import template_renderer_factory
from pyramid_chameleon.zpt import PyramidPageTemplateFile, ZPTTemplateRenderer


class TemplateScope(Scope):
    """The names a template knows, found at the speed of a dictionary."""

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
    """An expression of Python that means what it says: ``post.title`` is an attribute, never an item."""

    transform = _AsWritten()


class Template(PyramidPageTemplateFile):
    """A page template."""

    macro = None
    expression_types = {**PyramidPageTemplateFile.expression_types, "python": Expression}

    @property
    def _render(self):
        """What the engine calls to draw a whole template; it sets it when the template is compiled."""
        return self._begin

    @_render.setter
    def _render(self, function):
        self._draw = function

    def _begin(self, stream, names, *args, **kw):
        self._draw(stream, TemplateScope(names), *args, **kw)

    def include(self, *args, **kw):
        """Draw it inside another one, which hands over its own names."""
        self.cook_check()
        self._draw(*args, **kw)


class Renderer(ZPTTemplateRenderer):
    """Draws a page in the language of its request."""

    @reify
    def template(self):
        return Template(self.path, auto_reload=self.lookup.auto_reload, debug=self.lookup.debug, macro=self.macro)

    def __call__(self, value, system):
        return self.template(**{**system, "translate": system["request"].localizer.in_template, **value})


def includeme(config):
    config.include("pyramid_chameleon")
    config.add_renderer(".pt", lambda info: template_renderer_factory(info, Renderer))
