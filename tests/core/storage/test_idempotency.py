"""Receipts expire together: one write for all of six hours."""

import secrets
from datetime import timedelta

from moothall.core.storage.databases import open_databases
from moothall.core.storage.idempotency import Receipt, Receipts
from moothall.web.api.idempotency import purge
from tests.whole_site import BEGINNING


def test_they_are_found_for_a_day_and_deleted_later_in_generations():
    receipts, keys = Receipts(), {}
    for hour in range(48):
        at = BEGINNING + timedelta(hours=hour)
        keys[hour] = secrets.token_bytes(32)
        receipts.keep(keys[hour], Receipt(at, b"asked", 201, "/x"))
    now = BEGINNING + timedelta(hours=47)
    assert [hour for hour in keys if receipts.find(keys[hour], now)] == list(range(24, 48))
    gone = receipts.purge(now)
    assert 18 <= gone <= 24
    assert [hour for hour in keys if receipts.find(keys[hour], now)] == list(range(24, 48))
    assert len(list(receipts)) == 48 - gone and receipts.purge(now) == 0


def test_deleting_thousands_writes_little(site, clock):
    with open_databases(site.registry) as databases:
        for _number in range(3000):
            databases.site.receipts.keep(secrets.token_bytes(32), Receipt(clock.now, b"x" * 32, 201, "/a/path"))
        databases.commit()
    clock.advance(hours=31)
    before = site.databases[""].storage.getSize()
    purge(site.registry)
    assert site.read(lambda tree: len(list(tree.receipts))) == 0
    assert site.databases[""].storage.getSize() - before < 5_000
