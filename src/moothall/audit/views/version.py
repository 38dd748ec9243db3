"""``<item>/versions/<n>``: the content of a version, and the difference to another one (``?against=<m>``)."""

from typing import NamedTuple

from moothall.core.base.errors import NotFound
from moothall.core.content.schema import RichText
from moothall.core.content.types import types_of
from moothall.core.content.versions import Versioned
from moothall.core.richtext import to_plain
from moothall.core.richtext.comparison import ADDED, REMOVED, SAME, deadline_in, runs
from moothall.core.workflow.transition import versions_for
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View

_WORDS = {SAME: "same", REMOVED: "gone", ADDED: "new"}


class Difference(NamedTuple):
    """A changed field: its title, and its lines with "same", "gone" or "new" before each."""

    title: str
    lines: list


class VersionPage(View):
    """One version of an item that this person may read."""

    segments = 1

    def show(self):
        versions = {version.number: version for version in versions_for(self.viewer, self.context)}
        version = versions.get(_number("/".join(self.request.subpath)))
        if version is None:
            raise NotFound()
        earlier = [number for number in versions if number < version.number]
        asked = self.request.GET.get("against")
        against = versions.get(_number(asked)) if asked else versions[max(earlier)] if earlier else None
        if asked and against is None:
            raise NotFound()
        return self.page(
            version.title,
            "text",
            space=space_head(self),
            version=version,
            against=against,
            someone=self.request.names(version.by),
            moment=self.clock.moment(version.at),
            differences=self._differences(against, version) if against is not None else [],
            fields=self._fields(version),
            history_url=self.url(self.context, "history"),
            others=[
                Link(
                    str(number),
                    self.url(self.context, "versions", str(version.number), query={"against": number}),
                    against is not None and number == against.number,
                )
                for number in versions
                if number != version.number
            ],
        )

    def _differences(self, before, after):
        old, new = dict(self._fields(before)), dict(self._fields(after))
        return [
            Difference(title, _compared(old.get(title, []), new.get(title, [])))
            for title in dict.fromkeys((*old, *new))
            if old.get(title) != new.get(title)
        ]

    def _fields(self, version):
        """Return [(title, lines)] of a version, without its empty fields."""
        schema = types_of(self.request.registry)[self.context.type_id].schema
        found = []
        for node in schema().children if schema is not None else ():
            lines = _lines(node, version.get(node.name))
            if lines:
                found.append((self.translate(node.title), lines))
        return found


def _lines(node, value):
    if value is None or value == "" or value == ():
        return []
    if isinstance(node.typ, RichText):
        return to_plain(value).split("\n")
    if isinstance(value, (tuple, list, frozenset)) and not hasattr(value, "filename"):
        return [", ".join(map(str, value))]
    return str(getattr(value, "filename", value)).split("\n")


def _compared(old, new):
    """Return [(status, line)]: lines that are the same, gone, or new."""
    return [(_WORDS[kind], line) for kind, lines in runs(old, new, deadline_in()) for line in lines]


def _number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def includeme(config):
    config.add_view(
        VersionPage,
        attr="show",
        name="versions",
        context=Versioned,
        request_method="GET",
        renderer="moothall.audit:templates/version.pt",
    )
