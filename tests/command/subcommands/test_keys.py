"""``keys``: what is listed and rotated; ``check`` and ``backup`` know of the file."""

import re

from pyramid.config import Configurator

from moothall.command.subcommands.check import check
from moothall.core.storage.keys import KeyStore, add_encrypted_values, key_id, keys_of


def test_keys_are_listed_without_their_secrets_and_rotated(moothall):
    store = KeyStore(moothall.var / "keys.json")
    assert moothall("keys", "list")[1].startswith("There are no keys in")
    assert moothall("keys", "rotate", "feeds")[0] == 1 and not store.path.exists()
    token = store.encrypt("feeds", b"x")
    code, said, _err = moothall("keys", "rotate", "feeds")
    assert code == 0 and "from now on" in said
    assert moothall("keys", "rotate")[0] == 1
    listed = moothall("keys", "list")[1].splitlines()
    assert [line.split()[-1] for line in listed] == ["current", "only"]
    assert key_id(token) in listed[1] and "0 days" in listed[0]
    secrets = re.findall(r'"key": "([^"]+)"', store.path.read_text())
    assert len(secrets) == 2 and not any(secret in "".join(listed) for secret in secrets)


def test_check_names_a_key_that_is_missing(moothall, capsys):
    with moothall.app() as app:
        token = keys_of(app.registry).encrypt("feeds", b"x")
        config = Configurator(registry=app.registry, autocommit=True)
        add_encrypted_values(config, "feeds", lambda _site, _people: [token, token])
        assert check(app) == 0
        keys_of(app.registry).path.unlink()
        assert check(app, repair=True) == 1
    assert f"Key {key_id(token)} of feeds is missing; 2 stored values need it." in capsys.readouterr().out


def test_a_backup_leaves_the_keys_out_and_says_so(moothall, tmp_path):
    KeyStore(moothall.var / "keys.json").encrypt("feeds", b"x")
    code, said, _err = moothall("backup", tmp_path / "copy")
    assert code == 0 and "does not contain the file of keys" in said
    assert not list((tmp_path / "copy").rglob("*keys*"))
