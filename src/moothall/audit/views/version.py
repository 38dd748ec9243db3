"""``<item>/versions/<n>``: the content of a version, and the difference to another one (``?against=<m>``).

POST brings the version back: its content is saved as a new version.  ``<item>/versions/<n>/download`` is the file of a
version.
"""

from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.authorization.versions import versions_for
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.schema import CHANGE_NOTE, RichTextType, UploadType, change_note_node
from moothall.core.content.terms import term_title
from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring
from moothall.core.richtext import stored
from moothall.core.richtext.comparison import deadline_in
from moothall.core.richtext.differences import compare_html, compare_text
from moothall.space.header import space_head
from moothall.ui.badges import size_of
from moothall.ui.forms.page import BASIS_FIELD
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.status_messages import about_item
from moothall.web.stored_files import DOWNLOAD, file_response


class Difference(NamedTuple):
    """A changed field: its title, and its value with removed and added words marked."""

    title: str
    html: object


class VersionPage(View):
    """One version of an item that this person may read."""

    segments = 2

    def __init__(self, context, request):
        super().__init__(context, request)
        self.versions = {version.number: version for version in versions_for(self.viewer, context)}
        number, *self.rest = request.subpath or ("",)
        self.version = self.versions.get(_number(number))
        if self.version is None or self.rest not in ([], [DOWNLOAD]):
            raise NotFound()
        self.current = self.viewer.shown(context).version.number

    def show(self, error="", note=""):
        if self.rest:
            return self._download()
        version, against = self.version, self._against()
        return self.page(
            version.title,
            "text",
            space=space_head(self),
            version=version,
            against=against,
            someone=self.request.names(version.by),
            moment=self.clock.moment(version.at),
            origin=restored_from(self, version, self.versions.values()),
            differences=self._differences(against, version) if against is not None else [],
            fields=[(title, value) for title, value, _is_rich in self._fields(version)],
            file_url=self.url(self.context, "versions", str(version.number), DOWNLOAD) if self._files(version) else "",
            history_url=self.url(self.context, "history"),
            others=[
                Link(
                    str(number),
                    self.url(self.context, "versions", str(version.number), query={"against": number}),
                    against is not None and number == against.number,
                )
                for number in self.versions
                if number != version.number
            ],
            restorable=self._restorable(against),
            basis=self.current,
            note=note,
            error=error,
        )

    def restore(self):
        """Save this version as a new one, unless the item was saved since the page was opened."""
        if self.rest:
            raise NotFound()
        authoring.require(self.request, Permission.EDIT, self.context)
        posted = self.request.POST
        note = " ".join(posted.get(CHANGE_NOTE, "").split())
        basis = posted.get(BASIS_FIELD) or self.request.GET.get(BASIS_FIELD) or str(self.current)
        if basis != str(self.current):
            self.request.response.status_int = 409
            return self.show(
                self.translate(
                    _("This was saved again since you opened this page. Compare it with the current version.")
                ),
                note,
            )
        longest = change_note_node().validator.max
        authoring.restore_version(self.request, self.context, self.version.number, note[:longest])
        return self.back("version-restored")

    def _files(self, version):
        """Return the files in the fields of a version."""
        schema = types_of(self.request.registry)[self.context.type_id].schema
        names = [node.name for node in schema().children if isinstance(node.typ, UploadType)] if schema else ()
        return [found for name in names if (found := version.get(name)) is not None]

    def _download(self):
        """Return the file of the version; types have at most one."""
        for stored_file in self._files(self.version):
            return file_response(stored_file.blob, stored_file.size, stored_file.filename, stored_file.media_type)
        raise NotFound()

    def _against(self):
        asked = self.request.GET.get("against")
        if asked:
            against = self.versions.get(_number(asked))
            if against is None:
                raise NotFound()
            return against
        earlier = [number for number in self.versions if number < self.version.number]
        return self.versions[max(earlier)] if earlier else None

    def _restorable(self, against):
        """Return a button for each version shown that this person may bring back."""
        if not self.viewer.allowed(Permission.EDIT, self.context):
            return []
        shown = [self.version] + ([against] if against is not None and "against" in self.request.GET else [])
        return [
            Action(
                self.translate(
                    _("Restore this version")
                    if one is self.version
                    else _("Restore version ${n}", mapping={"n": one.number})
                ),
                self.url(self.context, "versions", str(one.number)),
                post=True,
            )
            for one in shown
            if one.number != self.current
        ]

    def _differences(self, before, after):
        old = {title: (value, is_rich) for title, value, is_rich in self._fields(before)}
        new = {title: (value, is_rich) for title, value, is_rich in self._fields(after)}
        deadline = deadline_in()
        return [
            Difference(title, _compared(old.get(title), new.get(title), deadline))
            for title in dict.fromkeys((*old, *new))
            if old.get(title) != new.get(title)
        ]

    def _fields(self, version):
        """Return [(title, value, whether it is HTML)] of a version, without its empty fields."""
        schema = types_of(self.request.registry)[self.context.type_id].schema
        found = []
        for node in schema().children if schema is not None else ():
            value = version.get(node.name)
            if value is None or value in ("", ()):
                continue
            is_rich = isinstance(node.typ, RichTextType)
            found.append((self.translate(node.title), stored(value) if is_rich else self._words(node, value), is_rich))
        return found

    def _words(self, node, value):
        if isinstance(node.typ, UploadType):
            # Two versions can have files of one name.
            return f"{value.filename} ({size_of(self.translate, value.size)})"
        values = value if isinstance(value, (tuple, list, frozenset)) else (value,)
        return ", ".join(self.translate(term_title(self.request, node.name, str(one))) for one in values)


def restored_from(view, version, versions):
    """Return that a version brought back another one, or an empty text."""
    if version.restored is None or version.restored[0] not in {one.number for one in versions}:
        return ""
    return view.translate(_("Version ${n} brought back", mapping={"n": version.restored[0]}))


def _compared(old, new, deadline):
    """Return the difference between two (value, whether it is HTML); ``None`` stands for an empty field."""
    before, after = (one[0] if one is not None else "" for one in (old, new))
    is_rich = (old or new)[1]
    return (compare_html if is_rich else compare_text)(before, after, deadline)


def _undo(view):
    """Return the button that undoes the restoring of a version, for the person who restored it."""
    edition = view.viewer.shown(view.context) if isinstance(view.context, Versioned) else None
    version = edition.version if edition is not None else None
    if version is None or version.restored is None or version.by != view.request.person.id:
        return None
    replaced = version.restored[1]
    query = {BASIS_FIELD: version.number}
    return Action(view.translate(_("Undo")), view.url(view.context, "versions", str(replaced), query=query), post=True)


def _undo_save(view):
    """Return the button that undoes the last save, for the person who has just saved, if there was a version before."""
    item = view.context
    edition = view.viewer.shown(item) if isinstance(item, Versioned) else None
    if (
        edition is None
        or edition.version.by != view.request.person.id
        or not view.viewer.allowed(Permission.EDIT, item)
    ):
        return None
    number = edition.version.number
    earlier = [one.number for one in versions_for(view.viewer, item) if one.number < number]
    if not earlier:
        return None
    address = view.url(item, "versions", str(max(earlier)), query={BASIS_FIELD: number})
    return Action(view.translate(_("Undo")), address, post=True)


def _number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def includeme(config):
    template = "moothall.audit:templates/version.pt"
    config.add_page(VersionPage, "versions", context=Versioned, template=template, post="restore", asks=Permission.EDIT)
    config.add_status_messages(
        {
            "version-restored": about_item(
                _("Version of “${title}” restored. It is a new version; the one before is in the history.")
            )
        },
        undo=_undo,
    )
    config.add_status_undo("item-saved", _undo_save)
