"""The same date gives the same sample site: its addresses can be written down."""

from datetime import UTC, datetime, timedelta

import pytest
import transaction
from pyramid.traversal import resource_path

from moothall import main
from moothall.core.base import randomness
from moothall.core.content.uids import new_uid
from moothall.core.storage.databases import SITE
from moothall.people.account import new_id
from moothall.site.command import create
from tests.whole_site import SETTINGS

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def test_ids_repeat_while_samples_are_loaded_and_never_else():
    drawn = []
    for seed in ("one", "one", "another"):
        with randomness.seeded(seed):
            drawn.append((new_uid(), new_id()))
    assert drawn[0] == drawn[1] != drawn[2]
    assert len({*drawn, (new_uid(), new_id()), (new_uid(), new_id())}) == 4


def sample_site(folder, day):
    """The paths and uids of everything, and of people their ids, in a new sample site of a day."""
    folder.mkdir()
    files = f"file://{folder}/content.fs?database_name=content&blobstorage_dir={folder}/blobs"
    paths = {f"moothall.{name}_path": str(folder / name) for name in ("index", "mail")}
    app = main({}, **SETTINGS | {"zodbconn.uri": files} | paths).registry
    assert create(_Application(app), True, day) == 0
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = app._zodb_databases[""].open(manager)
    try:
        site = connection.root()[SITE]
        people = {person for record in site.access.values() for person in record.grants}
        return {resource_path(site.uids.get(uid)): uid for uid in site.uids}, people
    finally:
        manager.abort()
        connection.close()
        for database in app._zodb_databases.values():
            database.close()
        app.search_index.close()


class _Application:
    def __init__(self, registry):
        self.registry = registry


@pytest.mark.long
def test_the_same_date_gives_the_same_addresses(tmp_path, capsys):
    one, again = sample_site(tmp_path / "one", DAY), sample_site(tmp_path / "again", DAY + timedelta(hours=9))
    other = sample_site(tmp_path / "other", DAY + timedelta(days=1))
    assert one == again
    assert len(one[0]) > 2000
    assert not one[1] & other[1]
