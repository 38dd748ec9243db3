"""The server prints the accounts of the sample site, and of no other one."""

from moothall.core.storage.databases import open_databases
from moothall.core.work.server_events import SiteAnnounced
from moothall.demo.data import read
from moothall.demo.sample_accounts import LOGINS


def announced(registry):
    with open_databases(registry) as databases:
        event = SiteAnnounced(databases, [])
        registry.notify(event)
        return event.lines


def test_the_accounts_of_the_sample_site_are_printed(site):
    accounts, password = announced(site.registry)
    assert "owner" in accounts and password == "Password of all: moothall-demo"
    assert set(LOGINS) == {one["login"] for one in read("people.yaml") if "login" in one}


def test_a_site_without_samples_prints_none(moothall):
    with moothall.app() as app:
        assert announced(app.registry) == []
