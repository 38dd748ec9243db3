"""Every setting: its name, type, default and a sentence.

In a configuration file each is written ``moothall.<name>``.  They are parsed
once, when the application starts; nothing else reads the raw strings, and a
name that is not listed here stops the start, because a misspelt setting is
otherwise never noticed.
"""

from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from pyramid.exceptions import ConfigurationError
from pyramid.settings import asbool, aslist

PREFIX = "moothall."

MEBIBYTE = 1024 * 1024


def setting(default, sentence):
    """A setting with its default and the sentence that documents it."""
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True)
class Settings:
    """The settings of a running site."""

    site_url: str = setting(
        "http://localhost:6543", "The address people use; every link begins with it, and other hosts are refused."
    )
    session_hours: int = setting(14 * 24, "How long a log-in lasts at most, in hours.")
    password_time_cost: int = setting(3, "argon2id: number of passes over the memory.")
    password_memory_kib: int = setting(32 * 1024, "argon2id: memory for one hash, in KiB.")
    password_parallelism: int = setting(1, "argon2id: number of lanes.")
    login_free_tries: int = setting(5, "Failed log-ins for one account before each further one has to wait.")
    network_free_tries: int = setting(
        40, "Failed log-ins from one network before each further one has to wait; a classroom shares one address."
    )
    login_longest_wait: int = setting(300, "The longest wait after failed log-ins, in seconds.")
    sign_up: bool = setting(True, "Whether people can make themselves an account; administrators always can.")
    mails_free_tries: int = setting(
        3, "Mails for sign-up, a new password or a new address to one address before each further one has to wait."
    )
    mails_network_free_tries: int = setting(60, "The same from one network; a classroom shares one address.")
    max_request_body_size: int = setting(64 * MEBIBYTE, "The largest request body taken, in bytes.")
    max_form_text_size: int = setting(4 * MEBIBYTE, "The largest form without files taken, in bytes.")
    max_form_fields: int = setting(1000, "The largest number of fields taken in one form.")
    max_json_depth: int = setting(64, "How deep lists and objects may be nested in JSON.")
    write_lock_wait: float = setting(
        2.0, "How long a write waits for its turn before it goes ahead and risks a conflict, in seconds."
    )
    write_attempts: int = setting(8, "How often a write that met another one is tried in all.")

    index_path: str = setting("var/index", "The folder of the search index; it can be deleted at any time and rebuilt.")
    keys_path: str = setting(
        "var/keys.json", "The file of the keys that encrypt stored credentials; backups do not contain it."
    )
    extensions: tuple = setting((), "The packages that add features to this site, separated by spaces or line breaks.")
    locales_path: str = setting("locales", "The folder of the translations.")
    default_language: str = setting("en", "The language of the interface for people whose own it does not speak.")
    mail_delivery: str = setting("files", "Where mails go: “files” keeps them under mail_path, “smtp” sends them.")
    mail_path: str = setting("var/mail", "The folder of mails that are kept as files.")
    mail_sender: str = setting("Moothall <moothall@localhost>", "The sender of every mail.")
    audit_days: int = setting(1826, "How long an entry of the audit trail is kept, in days; 0 keeps it without end.")
    audit_login_days: int = setting(
        365, "How long the audit trail keeps who logged in, in days; 0 keeps it as long as the entry."
    )
    work_inside: bool = setting(
        True, "Whether this process indexes and sends mails itself; switch it off where workers run apart."
    )

    def __post_init__(self):
        parts = urlsplit(self.site_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ConfigurationError(f"{PREFIX}site_url must be like https://example.org, not {self.site_url!r}")
        if self.write_attempts < 6:
            raise ConfigurationError(f"{PREFIX}write_attempts must be 6 or more: one try and at least five more")

    @property
    def secure(self) -> bool:
        """Whether people reach the site by https."""
        return self.site_url.startswith("https:")

    @classmethod
    def parsed(cls, raw: dict) -> "Settings":
        """The settings among ``raw``, the strings of a configuration file."""
        known = {each.name: each for each in fields(cls)}
        values = {}
        for key, text in raw.items():
            if not key.startswith(PREFIX):
                continue
            name = key.removeprefix(PREFIX)
            if name not in known:
                raise ConfigurationError(f"there is no setting {key}")
            try:
                values[name] = _as(known[name].type, text)
            except (TypeError, ValueError):
                raise ConfigurationError(f"{key} must be of type {known[name].type.__name__}, not {text!r}") from None
        return cls(**values)


def _as(kind, text):
    if kind is bool:
        return asbool(text)
    if kind is tuple:
        return tuple(aslist(text))
    if kind is str:
        return str(text).strip().rstrip("/")
    return kind(text)


def settings_of(registry) -> Settings:
    """The parsed settings of the application that ``registry`` belongs to."""
    return registry.moothall_settings


def includeme(config):
    """Parse the settings; include this first, for everything else reads them."""
    config.registry.moothall_settings = Settings.parsed(config.registry.settings)
