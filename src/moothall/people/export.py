"""Export a person's own data: a ZIP of JSON files, generated while it is sent.

It is read from a snapshot of its own, item by item, so that the request's transaction does not stay
open and the export is never in memory as a whole.  It includes texts that the person wrote and may
no longer see; the title of the place they are in is then left out.
"""

import json
import zipfile

from pyramid.traversal import resource_path

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.settings import settings_of
from moothall.core.content.versioned import Versioned
from moothall.core.richtext import to_plain
from moothall.core.storage.databases import open_databases
from moothall.core.storage.index_maps import uids_by_value
from moothall.people.grants import grants_of
from moothall.people.personal_data import ExportContext, PersonalDataProvider, personal_data_providers
from moothall.people.store import store_of

#: Objects kept in memory; in a long list of content, written ones are released.
BATCH = 200
CHUNK = 64 * 1024


def archive(registry, person: str):
    """Yield the bytes of the ZIP in pieces."""
    with open_databases(registry) as databases:
        site, store = databases.site, store_of(databases.people_connection)
        account = store.by_id(person)
        if account is None:
            return
        base = settings_of(registry).site_url
        look = ExportContext(
            registry,
            site,
            store,
            account,
            AccessContext(site, account.person, registry.clock()),
            lambda item: base + resource_path(item).rstrip("/"),
        )
        pipe = _Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
            for provider in personal_data_providers(registry):
                if provider.export is None:
                    continue
                with file.open(f"{provider.name}.json", "w") as entry:
                    for number, text in enumerate(_as_json(provider.export(look))):
                        entry.write(text.encode())
                        if pipe.waiting >= CHUNK:
                            yield pipe.take()
                        if number % BATCH == BATCH - 1:
                            databases.connection.cacheGC()
        yield pipe.take()


class _Pipe:
    """A write-only file, from whose buffer the written bytes are taken from time to time."""

    def __init__(self):
        self._pieces = []
        self.waiting = 0

    def write(self, data):
        self._pieces.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def flush(self):
        """Do nothing: written bytes wait to be taken."""

    def take(self):
        taken, self._pieces, self.waiting = b"".join(self._pieces), [], 0
        return taken


def _as_json(values):
    """Yield a JSON list, a line for each value."""
    yield "["
    between = "\n"
    for value in values:
        yield between + json.dumps(value, ensure_ascii=False, indent=1)
        between = ",\n"
    yield "\n]\n"


def profile(look):
    """Return the account and the profile of the person."""
    account = look.account
    yield {
        "id": account.id, "login": account.login, "name": account.name, "mail address": account.email,
        "organisation": account.organisation, "about": account.bio, "language": account.language,
        "languages": list(account.languages), "appearance": account.theme, "time zone": account.zone_name,
        "since": account.created.isoformat(),
        "roles on the whole site": sorted(account.site_roles), "groups": sorted(account.groups),
        "mails not wanted": sorted(account.emails_off), "picture": account.picture is not None,
    }  # fmt: skip


def logins(look):
    """Yield the sessions that have not ended."""
    for _name, session in look.store.logins_of(look.account, look.viewer.now):
        yield {
            "since": session.begun.isoformat(),
            "until": session.until.isoformat(),
            "kind": session.kind,
            "device": session.device,
            "network": session.network,
        }


def roles_held(look):
    """Yield memberships of spaces, and grants on single items and folders."""
    for record, grants in grants_of(look.site, look.account.id):
        item = look.site.uids.get(record.uid)
        for grant in grants:
            yield {
                "where": look.place(item),
                "role": grant.role,
                "since": grant.since.isoformat(),
                "until": grant.until.isoformat() if grant.until is not None else None,
            }


def events_about(look):
    """Yield events about the person, and events of what they did."""
    person = look.account.id
    for number, event in enumerate(look.site.event_log):
        if number % BATCH == BATCH - 1:
            # Most events are about others and yield nothing, so `archive` would not release them.
            look.site._p_jar.cacheGC()
        about = person in event.key if isinstance(event.key, tuple) else event.key == person
        if about or event.actor == person:
            item = look.site.uids.get(event.subject)
            yield {
                "at": event.at.isoformat(),
                "what": event.kind,
                "where": look.place(item),
                "by you": event.actor == person,
                "about you": about,
                "before": _plain(event.before),
                "after": _plain(event.after),
                "reason": event.reason,
            }


def content(look):
    """Yield everything the person has added, with the texts they wrote."""
    created = uids_by_value(look.site.catalog["creator"]).get(look.account.id, ())
    for uid in sorted(created):
        item = look.site.uids.get(uid)
        # The entry of a working copy leads to the same item as that of the published version.
        if item is None or item.uid != uid or item.creator != look.account.id:
            continue
        yield {
            "where": look.place(item),
            "type": item.type_id,
            "created": item.created.isoformat(),
            **({"state": item.review_state} if look.viewer.sees(item) else {}),
            **_words(item, look),
        }


def _words(item, look):
    person = look.account.id
    if not isinstance(item, Versioned) and not look.viewer.sees(item):
        # Others may have changed its title since, so only texts that name their author are the person's own.
        text = item.text_by(person)
        return {"text": _text(text)} if text is not None else {}
    if isinstance(item, Versioned):
        return {
            "versions": [
                {
                    "number": version.number,
                    "at": version.at.isoformat(),
                    "title": version.title,
                    "description": version.description,
                    "subjects": list(version.subjects),
                    "text": _text(version.get("text")),
                }
                for version in item.versions.values()
                if version.by == person
            ]
        }
    found = {"title": str(item.title)}
    if hasattr(item, "text"):
        found["text"] = _text(item.text)
    return found


def _text(html):
    return to_plain(html) if isinstance(html, str) else None


def _plain(value):
    """Return a value of an event as JSON values."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return str(value)


def includeme(config):
    for name, export in (
        ("profile", profile),
        ("log-ins", logins),
        ("roles", roles_held),
        ("facts", events_about),
        ("content", content),
    ):
        config.add_personal_data(PersonalDataProvider(name, export))
