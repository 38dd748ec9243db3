"""A filtered list of entries, for ``/admin/audit`` and the page of a space."""

from datetime import UTC
from functools import partial

from moothall.audit.event_formatter import CATEGORY_WORDS, EventFormatter
from moothall.audit.export import FORMATS, export
from moothall.audit.queries import AuditFilter, filter_from, is_relevant_to, place_in
from moothall.core.audit import entries
from moothall.core.audit.audit_log import audit_log_in
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import CATEGORIES, NEVER, OTHER, registered_kinds
from moothall.core.storage.databases import audit_root
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link

PAGE_SIZE = 50


class AuditListing:
    """The entries that a request asks for, within a space or everywhere."""

    def __init__(self, request, within=None):
        self.request = request
        self.within = within
        self.formatter = EventFormatter(request.registry, request.viewer, request.people, request.localizer)
        self._trail = audit_log_in(audit_root(request))
        self._filing = self._filing_of_kinds()
        known = registered_kinds(request.registry)
        #: ID of a kind → its title, which is the ID if the kind is not registered.
        self.kinds = {id: known[id].title if id in known else id for id in self._filing}

    def _filing_of_kinds(self):
        """Return the kinds in the list with their filing: registered ones, and others that are stored."""
        found = {id: entries.stored_kind_of(one.kind) for id, one in registered_kinds(self.request.registry).items()}
        for id, filing in self._trail.filing.items():
            found.setdefault(id, entries.StoredKind(*filing))
        return {id: filing for id, filing in found.items() if self.within is None or filing.in_space != NEVER}

    def asked(self, zone=UTC):
        """Return the filter, whose days are those of ``zone``; raise :class:`BadInput` for an invalid one."""
        return filter_from(self.request, self.kinds, self.within, zone)

    def find(self, asked, size=PAGE_SIZE):
        """Return the page of entries that the address asks for."""
        keep = None if self.within is None else partial(is_relevant_to, self.request.viewer, self.within)
        return self._trail.find(asked.terms, asked.since, asked.until, place_in(self.request), size, keep)

    def answer(self, view):
        """Return the values for the template, or the requested export."""
        wanted, error = self.request.GET.get("format", ""), ""
        try:
            asked = self.asked(view.clock.zone)
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
        listed = found.entries if found is not None else []
        filtered = any(asked.typed.values())
        return {
            "rows": [self._row(view, entry) for entry in listed],
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
            if listed
            else [],
            "all_url": path if filtered else "",
            "empty": Empty(translate(_("No matching entries") if filtered else _("No entries yet")))
            if not listed and not error
            else None,
        }

    def _row(self, view, entry):
        # The current view needs no link.
        here = entry.subject in (None, self.request.site.uid, getattr(self.within, "uid", None))
        link = None if here else self.formatter.link(entry.subject)
        return {
            "sentence": self.formatter.sentence(entry),
            "moment": view.clock.moment(entry.at),
            "reason": entry.reason,
            "link": link,
            "number": entry.number,
            "seal": entry.digest.hex()[:12],
        }

    def _choices(self, translate):
        """Return [(label, [(value, label)])]: a group of kinds, and each kind in it."""
        choices = []
        for category in (*CATEGORIES, OTHER):
            ids = [id for id, filing in self._filing.items() if filing.category == category]
            kinds = [(id, translate(self.kinds[id])) for id in ids]
            if kinds and category in CATEGORIES:
                kinds.insert(0, (category, translate(_("All selected types"))))
            if kinds:
                choices.append((translate(CATEGORY_WORDS[category]), kinds))
        return choices
