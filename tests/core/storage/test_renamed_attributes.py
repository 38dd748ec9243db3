"""Attributes that earlier versions stored under other names."""

import transaction
from persistent import Persistent
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from moothall.core.storage.renamed import RenamedAttributes


class Record(RenamedAttributes, Persistent):
    """A class whose attribute ``dials`` has become ``policies``."""


def test_an_old_record_loads_under_the_current_names_and_is_not_written(monkeypatch):
    database = DB(MappingStorage())
    connection = database.open()
    connection.root()["record"] = record = Record()
    record.dials, record.title = {"visibility": "public"}, "Help"
    transaction.commit()
    monkeypatch.setattr(Record, "renamed_attributes", {"dials": "policies"})
    connection.cacheMinimize()
    stored = record._p_serial

    assert (record.policies, record.title, hasattr(record, "dials")) == ({"visibility": "public"}, "Help", False)
    assert not record._p_changed

    record.title = "Help desk"
    transaction.commit()
    connection.cacheMinimize()
    monkeypatch.setattr(Record, "renamed_attributes", {})
    assert vars_of(record) == {"policies": {"visibility": "public"}, "title": "Help desk"}
    assert record._p_serial != stored
    database.close()


def vars_of(record):
    record._p_activate()
    return vars(record)
