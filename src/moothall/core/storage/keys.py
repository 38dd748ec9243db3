"""The keys that encrypt stored credentials, in a file outside databases and backups.

The file (setting ``keys_path``, mode 0600) is JSON: purpose → keys, the current one first.  Encrypted
values begin with the id of their key, so that they stay readable after a rotation, and a lost key is
recognized.  The keys are Fernet keys (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec).
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.errors import Conflict, MoothallError
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of

#: Separates the id of the key from the encrypted value.
SEPARATOR = b":"


class KeyMissing(Conflict):
    """Error for a lost key or a damaged value: the person has to enter the credential again."""

    heading = _("Enter it again")
    default = _("This stored credential can no longer be read. Enter it again.")


class DamagedKeys(MoothallError):
    """Error for a file that does not contain keys; it is not written to."""


class Key(NamedTuple):
    """A key without its secret, for display."""

    name: str
    id: str
    created: datetime
    is_current: bool


class KeyStore:
    """The keys in one file, which several processes can use at the same time."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._known: dict[str, list[dict[str, str]]] = {}
        self._stamp: tuple[int, int] | None = None

    def encrypt(self, name: str, data: bytes) -> bytes:
        """Return ``data`` encrypted with the current key for ``name``; the first use creates that key."""
        keys = self._read().get(name)
        key = keys[0] if keys else self._add(name, only_first=True)
        return key["id"].encode() + SEPARATOR + Fernet(key["key"]).encrypt(data)

    def decrypt(self, name: str, token: bytes) -> bytes:
        """Return the original data; raise :class:`KeyMissing` if the key is lost or the value is damaged."""
        id = key_id(token)
        for key in self._read().get(name, ()):
            if key["id"] == id:
                try:
                    return Fernet(key["key"]).decrypt(token.partition(SEPARATOR)[2])
                except InvalidToken:
                    break
        raise KeyMissing()

    def rotate(self, name: str) -> str:
        """Add a new current key and return its id; older keys can still decrypt."""
        return self._add(name)["id"]

    def listing(self) -> list[Key]:
        """Return all keys sorted by name, the current one of each name first."""
        return [
            Key(name, key["id"], datetime.fromisoformat(key["created"]), number == 0)
            for name, keys in sorted(self._read().items())
            for number, key in enumerate(keys)
        ]

    def _read(self) -> dict[str, list[dict[str, str]]]:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._known, self._stamp = {}, None
            return self._known
        # Another process can have rotated: each writes a new file.
        stamp = status.st_ino, status.st_mtime_ns
        if stamp != self._stamp:
            self._known, self._stamp = _parsed(self.path), stamp
        return self._known

    def _add(self, name: str, only_first: bool = False) -> dict[str, str]:
        with self._locked():
            keys = {name: list(each) for name, each in self._read().items()}
            if only_first and keys.get(name):
                return keys[name][0]
            key = {
                "id": secrets.token_hex(5),
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "key": Fernet.generate_key().decode(),
            }
            keys.setdefault(name, []).insert(0, key)
            self._write(keys)
            return key

    def _write(self, keys: dict[str, list[dict[str, str]]]) -> None:
        part = self.path.with_name(f"{self.path.name}.part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.path.with_name(f"{self.path.name}.lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _parsed(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return what is in a file of keys; raise DamagedKeys if it is not one."""
    try:
        found = json.loads(path.read_text("utf-8"))
        for key in (key for keys in found.values() for key in keys):
            Fernet(key["key"])
            datetime.fromisoformat(key["created"])
            key["id"].encode()
    except (ValueError, TypeError, LookupError, AttributeError):
        raise DamagedKeys(f"{path} is not a file of keys. Put a copy of it in its place.") from None
    return found


def key_id(token: bytes) -> str:
    """Return the id of the key that encrypted ``token``."""
    return token.partition(SEPARATOR)[0].decode("ascii", "replace")


def keys_of(registry: Registry) -> KeyStore:
    """Return the key store of an application."""
    return registry.moothall_keys


#: ``references(site, people)`` yields the values in the databases that were encrypted under a name.
References = Callable[[object, object], Iterable[bytes]]


def add_encrypted_values(config: Configurator, name: str, references: References) -> None:
    """Register the values that a feature stores encrypted under ``name``, so that ``check`` finds lost keys."""
    register(config, "encrypted values", name, references)


def missing_keys(registry: Registry, site: Any, people: Any) -> list[tuple[str, str, int]]:
    """Return (name, key id, number of values) for each key that stored values need but that is missing."""
    there = {(key.name, key.id) for key in keys_of(registry).listing()}
    needed: dict[tuple[str, str], int] = {}
    for name, references in registered(registry, "encrypted values").items():
        for token in references(site, people):
            needed[name, key_id(token)] = needed.get((name, key_id(token)), 0) + 1
    return [(*key, number) for key, number in sorted(needed.items()) if key not in there]


def includeme(config: Configurator) -> None:
    """Register the directive and open the key store."""
    config.add_directive("add_encrypted_values", add_encrypted_values)
    config.registry.moothall_keys = KeyStore(settings_of(config.registry).keys_path)
