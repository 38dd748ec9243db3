"""Settings: how features declare them, and those of the core.

In a configuration file each is written ``moothall.<name>``.  A feature declares its own in
its module ``settings``: a frozen dataclass with a field per setting, registered by
``config.add_feature_settings``.  ``settings_of(registry, ThatClass)`` returns the values, parsed
once; nothing else reads the raw strings.  A name that no feature declares prevents the start,
because a misspelt setting would never be noticed.

A field of type ``Path`` is a file or folder.  A relative one is relative to the settings file
(``here``); a default that begins with ``var/`` is in the folder of all data (``var``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import tzinfo
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.registry import Registry
from pyramid.settings import asbool, aslist

from moothall.core.base.registry import register, registered
from moothall.core.base.zones import zone_name, zone_of

PREFIX = "moothall."
CATEGORY = "setting"

#: Keys beside the settings: the folder of the settings file, and the folder of all data.
HERE, VAR = "here", "var"

#: Order of the action that finds unknown names: after all those by which features declare theirs.
_LAST = 1000

T = TypeVar("T")


class Setting(NamedTuple):
    """A declared setting: its name without prefix, type, default, sentence, and the module that declares it."""

    name: str
    type: Any
    default: Any
    sentence: str
    module: str
    secret: bool = False


def setting(default: Any, sentence: str, *, secret: bool = False) -> Any:
    """Return the field of a setting, with its default and the sentence that documents it.

    The value of a ``secret`` one is never shown.
    """
    return field(default=default, metadata={"sentence": sentence, "secret": secret})


def _is_site_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # The port is no number up to 65535, or a bracket is missing.
        return False
    is_bare = bool(parts.hostname) and not parts.path.strip("/") and not parts.query and port != 0
    return parts.scheme in ("http", "https") and is_bare


@dataclass(frozen=True)
class Settings:
    """The settings of the core."""

    site_url: str = setting(
        "http://localhost:6543", "Address of the site. Every link begins with it; requests for other hosts are refused."
    )
    time_zone: str = setting(
        "UTC",
        "Time zone of the site, such as Europe/Brussels: end dates are days in it, and people who have no time zone of "
        "their own see times in it.",
    )
    extensions: tuple = setting((), "Packages that add features to the site, separated by spaces or line breaks.")
    write_lock_wait: float = setting(
        2.0, "Maximum wait for the write lock, in seconds. The write then continues and risks a conflict."
    )
    write_attempts: int = setting(8, "Maximum attempts per write (at least 6).")
    index_path: Path = setting(
        Path("var/index"), "Folder of the search index. It can be deleted at any time and rebuilt."
    )
    keys_path: Path = setting(
        Path("var/keys.json"), "File of the keys that encrypt stored credentials. Backups do not contain it."
    )
    mail_delivery: str = setting("files", "Delivery of email: “files” stores it in mail_path, “smtp” sends it.")
    mail_path: Path = setting(Path("var/mail"), "Folder of emails that are stored as files.")
    mail_sender: str = setting("Moothall <moothall@localhost>", "Sender of every email.")
    audit_days: int = setting(1826, "Retention of audit log entries, in days; 0 for no limit.")
    audit_login_days: int = setting(
        365, "Retention of the identity in login events of the audit log, in days; 0 for as long as the entry."
    )
    backups_path: Path = setting(
        Path("var/backups.json"), "File with the times of the last backup and of the last tested restore."
    )
    status_listen: str = setting(
        "", "Address of health, readiness and metrics, for example 127.0.0.1:9100. Not set: no listener."
    )
    work_inside: bool = setting(
        True, "Index content and send email in the server process. Set to false if a worker runs separately."
    )

    def __post_init__(self) -> None:
        if not _is_site_address(self.site_url):
            raise ConfigurationError(f"{PREFIX}site_url must be like https://example.org, not {self.site_url!r}")
        if not zone_name(self.time_zone):
            raise ConfigurationError(f"{PREFIX}time_zone must be like Europe/Brussels, not {self.time_zone!r}")
        if self.write_attempts < 6:
            raise ConfigurationError(f"{PREFIX}write_attempts must be 6 or more: one try and at least five more")

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the site."""
        return zone_of(zone_name(self.time_zone))

    @property
    def secure(self) -> bool:
        """Return True if the site is served by https."""
        return self.site_url.startswith("https:")


def add_feature_settings(config: Configurator, declared: type) -> None:
    """Declare the settings of a feature: a directive.

    ``declared`` is a frozen dataclass whose fields are created by :func:`setting`; its
    ``__post_init__`` may raise ConfigurationError.  Two declarations of one name conflict.
    """
    settings_of(config.registry, declared)
    for each in fields(declared):
        value = Setting(
            each.name,
            each.type,
            each.default,
            each.metadata["sentence"],
            declared.__module__,
            each.metadata.get("secret", False),
        )
        register(config, CATEGORY, each.name, value)


def settings_of(registry: Registry, declared: type[T] = Settings) -> T:  # type: ignore[assignment]
    """Return the parsed settings of a feature; by default those of the core."""
    known = getattr(registry, "moothall_settings", None)
    if known is None:
        known = registry.moothall_settings = {}
    if declared not in known:
        known[declared] = parse_settings(declared, registry.settings)
    return known[declared]


def parse_settings(declared: type[T], raw: Mapping[str, Any]) -> T:
    """Parse the settings of a configuration file that ``declared`` has fields for; may raise ConfigurationError."""
    values = {}
    for each in fields(cast(Any, declared)):
        key = PREFIX + each.name
        if key not in raw:
            if each.type is Path and VAR in raw:
                values[each.name] = _in_var(cast(Path, each.default), Path(raw[VAR]))
            continue
        if each.type is Path:
            values[each.name] = Path(raw.get(HERE, "")) / str(raw[key]).strip()
            continue
        try:
            values[each.name] = _parsed(cast(type, each.type), raw[key])
        except (TypeError, ValueError):
            raise ConfigurationError(
                f"{key} must be of type {cast(type, each.type).__name__}, not {raw[key]!r}"
            ) from None
    return declared(**values)


def _in_var(default: Path, var: Path) -> Path:
    return var.joinpath(*default.parts[1:]) if default.parts[:1] == (VAR,) else default


def _parsed(kind: type, text: Any) -> Any:
    if kind is bool:
        return asbool(text)
    if kind is tuple:
        return tuple(aslist(text))
    if kind is str:
        return str(text).strip().rstrip("/")
    return kind(text)


def _refuse_unknown(registry: Registry) -> None:
    declared = registered(registry, CATEGORY)
    for key in registry.settings:
        if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in declared:
            raise ConfigurationError(f"there is no setting {key}")


def includeme(config: Configurator) -> None:
    """Declare the settings of the core; include this first, because everything else reads them."""
    config.add_directive("add_feature_settings", add_feature_settings)
    config.add_feature_settings(Settings)
    config.action(("unknown settings",), _refuse_unknown, args=(config.registry,), order=_LAST)
