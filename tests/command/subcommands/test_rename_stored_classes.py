"""Classes that are stored under a name they no longer have: translated, written anew, or refused."""

import sys
from types import ModuleType

import pytest

from moothall.core.decisions.claims import ClaimStore
from moothall.core.storage import databases as storage
from moothall.core.storage import renamed

OLD = ("moothall.a_module_that_was", "ClaimStore")
NEW = (ClaimStore.__module__, "ClaimStore")
SENTENCE = (
    "The databases hold objects of classes that this version does not have: moothall.a_module_that_was.ClaimStore."
)


@pytest.fixture
def old_site(moothall, monkeypatch):
    """A site in which the desk is stored under the name of an earlier version."""
    with monkeypatch.context() as earlier:
        module = ModuleType(OLD[0])
        module.ClaimStore = ClaimStore
        earlier.setitem(sys.modules, OLD[0], module)
        earlier.setattr(ClaimStore, "__module__", OLD[0])
        with moothall.open() as databases:
            # The object names its class, and so does what refers to it.
            databases.site._p_changed = databases.site.claims._p_changed = True
    return moothall


@pytest.fixture
def table(monkeypatch):
    """The row that the version in between should have added."""
    monkeypatch.setitem(renamed._CURRENT, OLD, NEW)


@pytest.mark.parametrize("command", ["check", "evolve", "serve", "worker"])
def test_without_a_row_nothing_starts(old_site, command):
    code, _said, complaint = old_site(command)
    assert code == 1
    assert complaint.startswith(SENTENCE)
    # The databases were let go of.
    assert old_site(command)[2] == complaint


def test_check_looks_at_every_record(old_site, monkeypatch):
    monkeypatch.setattr(storage, "RECORDS_AT_START", 1)
    code, said, _complaint = old_site("check")
    assert code == 1
    assert said.startswith(SENTENCE)
    assert "Everything agrees" not in said


@pytest.mark.usefixtures("table")
def test_with_a_row_the_object_is_what_it_was(old_site):
    assert old_site("check")[0] == 0
    with old_site.open() as databases:
        assert type(databases.site.claims) is ClaimStore
        assert databases.site.claims.emailed_on == ""


def test_the_names_can_be_written_anew(old_site, monkeypatch):
    with monkeypatch.context() as row:
        row.setitem(renamed._CURRENT, OLD, NEW)
        assert old_site("rename-stored-classes", "--dry-run")[:2] == (
            0,
            "content: 2 records to rewrite.\npeople: 0 records to rewrite.\naudit: 0 records to rewrite.\n",
        )
        code, _said, complaint = old_site("rename-stored-classes")
        assert code == 1
        assert "--backed-up" in complaint
        for expected in (2, 0):
            code, said, _complaint = old_site("rename-stored-classes", "--backed-up")
            assert code == 0
            assert said.startswith(f"content: {expected} records rewritten.")
    assert old_site("check")[0] == 0
    with old_site.open() as databases:
        assert type(databases.site.claims) is ClaimStore


def test_names_are_written_while_nobody_else_has_the_databases(moothall, serving):
    code, _said, complaint = moothall("rename-stored-classes", "--backed-up")
    assert code == 1
    assert "stop it first" in complaint
