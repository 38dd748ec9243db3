"""Exports of a filter: streamed from a snapshot of their own, since they can contain the whole audit log."""

import csv
import io
import json
from datetime import datetime

from pyramid.response import Response

from moothall.audit.event_formatter import EventFormatter
from moothall.audit.queries import is_relevant_to
from moothall.core.audit.audit_log import audit_log_in
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.base.zones import local, name_of
from moothall.core.event_log.kinds import PLACES
from moothall.core.storage.databases import AUDIT, open_databases
from moothall.people.store import store_of

#: ``?format=`` → (label, media type, file extension).
FORMATS = {
    "csv": (_("Export as CSV"), "text/csv", "csv"),
    "jsonl": (_("Export as JSON lines"), "application/x-ndjson", "jsonl"),
}
COLUMNS = ("number", "time", "kind", "text", "actor", "person", "item", "until", "reason", "hash")
#: Formats whose times are in the time zone of the person.
TIMES = ("time", "until")
#: First characters with which a spreadsheet takes a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Number of entries after which cached objects are released.
FLUSH = 500


def export(request, name, asked, within=None):
    """Return a response that streams every entry of a filter, newest first."""
    _words, media_type, ending = FORMATS[name]
    lines = _lines(
        request.registry,
        request.person,
        request.now,
        request.localizer,
        asked,
        within.uid if within is not None else None,
        _csv if name == "csv" else _json,
    )
    response = Response(app_iter=lines, content_type=media_type, charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit.{ending}"'
    return response


def plain(formatter, entry, site_url):
    """Return an entry as plain values: people by username, or by ID if their account is gone."""
    item = formatter.viewer.site.uids.get(entry.subject) if entry.subject is not None else None
    seen = item is not None and formatter.viewer.sees(item)
    # The name in the address of an item says what it is about.
    hidden = not seen and formatter.category(entry) == PLACES
    link = {"@id": site_url + formatter.address(item), "title": formatter.translate(item.title)} if seen else None
    key = entry.key[1:] if isinstance(entry.key, list) else entry.key
    return {
        "number": entry.number,
        "time": _moment(entry.at),
        "kind": entry.kind,
        "text": formatter.sentence(entry),
        "actor": formatter.login(entry.actor) or entry.actor,
        "person": formatter.login(entry.person) or entry.person,
        "item": link,
        "uid": entry.subject,
        "space": entry.space,
        "key": None if key == entry.person else key,
        "before": None if hidden else entry.before,
        "after": None if hidden else entry.after,
        "since": _moment(entry.since),
        "until": _moment(entry.until),
        "reason": entry.reason,
        "rule": entry.rule,
        "version": entry.version,
        "forgotten": entry.forgotten,
        "hash": entry.digest.hex(),
    }


def _lines(registry, person, now, localizer, asked, within, writer):
    """Yield the lines from separate connections, since the request has ended by then."""
    site_url = settings_of(registry).site_url
    with open_databases(registry) as databases, open_databases(registry, AUDIT) as audit:
        site = databases.site
        viewer = AccessContext(site, person, now)
        formatter = EventFormatter(registry, viewer, store_of(databases.people_connection), localizer)
        space = site.uids.get(within) if within is not None else None
        write = writer(localizer.zone)
        yield write(None)
        for number, entry in enumerate(audit_log_in(audit.root).walk(asked.terms, asked.since, asked.until), 1):
            if within is None or (space is not None and is_relevant_to(viewer, space, entry)):
                yield write(plain(formatter, entry, site_url))
            if number % FLUSH == 0:
                audit.connection.cacheGC()


def _csv(zone):
    heading = [f"{name} ({name_of(zone)})" if name in TIMES else name for name in COLUMNS]

    def write(values):
        text = io.StringIO()
        if values is None:
            # Without the byte order mark, a spreadsheet program assumes another encoding.
            return "\N{BYTE ORDER MARK}".encode() + (",".join(heading) + "\r\n").encode()
        cells = {**values, "item": values["item"]["@id"] if values["item"] else ""}
        cells |= {name: _moment(local(datetime.fromisoformat(cells[name]), zone)) for name in TIMES if cells[name]}
        csv.writer(text).writerow([_harmless(cells[name]) for name in COLUMNS])
        return text.getvalue().encode()

    return write


def _json(_zone):
    def write(values):
        return b"" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n"

    return write


def _harmless(value):
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _moment(at):
    return at.isoformat(timespec="seconds") if at is not None else None
