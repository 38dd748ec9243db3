"""The store of keys: what is encrypted stays readable over rotations, and a lost key asks again."""

import json
import os
import stat
import subprocess
import sys

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core.base.errors import Conflict
from moothall.core.base.registry import registered
from moothall.core.storage.keys import KeyMissing, KeyStore, key_id, keys_of


@pytest.fixture
def store(tmp_path):
    return KeyStore(tmp_path / "kept" / "keys.json")


def test_what_is_encrypted_can_be_decrypted_and_shows_nothing(store):
    token = store.encrypt("feeds", b"a password")
    assert store.decrypt("feeds", token) == b"a password"
    assert b"password" not in token and token != store.encrypt("feeds", b"a password")
    assert KeyStore(store.path).decrypt("feeds", token) == b"a password"


def test_only_the_owner_can_read_the_file(store):
    previous = os.umask(0)
    try:
        store.encrypt("feeds", b"x")
        store.rotate("feeds")
    finally:
        os.umask(previous)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_after_a_rotation_older_values_are_read_and_new_ones_use_the_new_key(store):
    other = KeyStore(store.path)
    before = store.encrypt("feeds", b"old")
    id = other.rotate("feeds")
    after = store.encrypt("feeds", b"new")
    assert key_id(after) == id != key_id(before)
    for each in (store, other):
        assert [each.decrypt("feeds", token) for token in (before, after)] == [b"old", b"new"]
    assert [(key.id, key.is_current) for key in store.listing()] == [(id, True), (key_id(before), False)]


def test_names_have_keys_of_their_own(store):
    token = store.encrypt("feeds", b"x")
    store.encrypt("mailboxes", b"y")
    assert key_id(token) not in {key.id for key in store.listing() if key.name == "mailboxes"}
    with pytest.raises(KeyMissing):
        store.decrypt("mailboxes", token)


@pytest.mark.parametrize("token", [b"", b":", b"nothing", b"\xff:\xff", b"0000000000:gAAA"])
def test_what_no_key_has_encrypted_asks_again(store, token):
    store.encrypt("feeds", b"x")
    with pytest.raises(KeyMissing):
        store.decrypt("feeds", token)


def test_a_damaged_value_asks_again(store):
    token = store.encrypt("feeds", b"x")
    with pytest.raises(KeyMissing):
        store.decrypt("feeds", token[:-5] + b"AAAA=")


def test_a_lost_file_asks_again_and_what_is_entered_then_can_be_read(store):
    token = store.encrypt("feeds", b"x")
    store.path.unlink()
    with pytest.raises(KeyMissing) as refused:
        store.decrypt("feeds", token)
    assert isinstance(refused.value, Conflict) and refused.value.status == 409
    assert "Enter it again" in refused.value.message
    assert store.decrypt("feeds", store.encrypt("feeds", b"again")) == b"again"


def test_processes_that_begin_at_once_agree_on_one_key(store):
    program = "import sys; from moothall.core.storage.keys import KeyStore; "
    program += "sys.stdout.buffer.write(KeyStore(sys.argv[1]).encrypt('feeds', b'x'))"
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(store.path)], stdout=subprocess.PIPE) for _ in range(4)
    ]
    tokens = [process.communicate(timeout=60)[0] for process in running]
    assert len({key_id(token) for token in tokens}) == 1
    assert [store.decrypt("feeds", token) for token in tokens] == [b"x"] * 4
    assert len(json.loads(store.path.read_text())["feeds"]) == 1


def test_an_application_has_a_store(site):
    store = keys_of(site.registry)
    assert store.path == site.base.folder / "keys.json"


def test_two_features_cannot_use_one_name():
    config = Configurator()
    config.include("moothall.core.base.settings")
    config.include("moothall.core.storage.keys")
    config.commit()
    config.add_encrypted_values("feeds", lambda site, people: ())
    config.include(lambda feature: feature.add_encrypted_values("mailboxes", lambda site, people: ()))
    config.commit()
    assert set(registered(config.registry, "encrypted values")) == {"feeds", "mailboxes"}
    for values in ((), (b"",)):
        config.add_encrypted_values("stars", lambda site, people, values=values: values)
    with pytest.raises(ConfigurationConflictError):
        config.commit()
