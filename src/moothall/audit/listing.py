"""A list of entries with its filter: what ``/admin/audit`` and the page of a space have in common."""

from functools import partial

from moothall.audit.event_texts import CATEGORY_WORDS, EventFormatter
from moothall.audit.export import FORMATS, export
from moothall.audit.queries import AuditFilter, filter_from, is_relevant_to, place_in
from moothall.core.audit import entries as E
from moothall.core.audit.audit_log import audit_log_in
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.storage.databases import audit_root
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link

PAGE_SIZE = 50


class Listing:
    """What a request asks of the trail, within a space or everywhere."""

    def __init__(self, request, within=None):
        self.request = request
        self.within = within
        self.formatter = EventFormatter(request.registry, request.viewer, request.people, request.localizer)
        self.kinds = {
            kind: words
            for kind, words in request.registry.fact_words.items()
            if within is None or kind in E.OF_A_SPACE or kind == "state"
        }

    def asked(self):
        """The filter; raises :class:`BadInput` for one that makes no sense."""
        return filter_from(self.request, self.kinds, self.within)

    def find(self, asked, size=PAGE_SIZE):
        """The piece that the address asks for."""
        keep = None if self.within is None else partial(is_relevant_to, self.request.viewer, self.within)
        trail = audit_log_in(audit_root(self.request))
        return trail.find(asked.terms, asked.since, asked.until, place_in(self.request), size, keep)

    def answer(self, view):
        """The values for the page, or the export that was asked for."""
        wanted, error = self.request.GET.get("format", ""), ""
        try:
            asked = self.asked()
            if wanted in FORMATS:
                return export(self.request, wanted, asked, self.within)
            found = self.find(asked)
        except BadInput as problem:
            self.request.response.status_int = 400
            typed = {name: self.request.GET.get(name, "") for name in ("person", "kind", "item", "space", "from", "to")}
            asked, found, error = AuditFilter(typed=typed), None, view.translate(problem.message)
        return self._values(view, asked, found, error)

    def _values(self, view, asked, found, error):
        translate, path = view.translate, self.request.path
        entries = found.entries if found is not None else []
        filtered = any(asked.typed.values())
        return {
            "rows": [self._row(view, entry) for entry in entries],
            "typed": asked.typed,
            "error": error,
            "kinds": self._choices(translate),
            "action": path,
            "within": self.within is not None,
            "older": f"{path}?{asked.query(after=found.next)}" if found is not None and found.next else "",
            "newest": f"{path}?{asked.query()}" if self.request.GET.get("after") else "",
            "exports": [
                Link(translate(word), f"{path}?{asked.query(format=name)}") for name, (word, *_rest) in FORMATS.items()
            ]
            if entries
            else [],
            "all_url": path if filtered else "",
            "empty": Empty(translate(_("No matching entries") if filtered else _("No entries yet")))
            if not entries and not error
            else None,
        }

    def _row(self, view, entry):
        # Where one is needs no link.
        here = entry.subject in (None, self.request.site.uid, getattr(self.within, "uid", None))
        link = None if here else self.formatter.link(entry.subject)
        return {
            "sentence": self.formatter.tell(entry),
            "moment": view.clock.moment(entry.at),
            "reason": entry.reason,
            "link": link,
            "number": entry.number,
            "seal": entry.digest.hex()[:12],
        }

    def _choices(self, translate):
        """[(word, [(value, word)])]: a group of kinds, and each kind of it."""
        choices = []
        for sort, kinds in E.CATEGORIES.items():
            known = [(kind, translate(self.kinds[kind][0])) for kind in self.kinds if kind in kinds]
            if known:
                choices.append((translate(CATEGORY_WORDS[sort]), [(sort, translate(_("All selected types"))), *known]))
        others = [(kind, translate(words[0])) for kind, words in self.kinds.items() if E.category_of(kind) == E.OTHER]
        return [*choices, (translate(_("Other")), others)] if others else choices
