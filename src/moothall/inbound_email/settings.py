"""Settings of replies by email."""

import re
from dataclasses import dataclass

from pyramid.exceptions import ConfigurationError

from moothall.core.base.settings import PREFIX, setting

#: Maximum length of the part of an address before the token: 64 characters are left of the @ (RFC 5321, 4.5.3.1.1).
_MAX_PREFIX_LENGTH = 16


@dataclass(frozen=True)
class InboundEmailSettings:
    """The settings of replies by email."""

    inbound_listen: str = setting(
        "",
        "Address at which the worker takes replies by SMTP or LMTP, for example 127.0.0.1:8025. Not set: emails about "
        "posts cannot be answered by email.",
    )
    inbound_domain: str = setting("", "Domain of the addresses for replies. Required with inbound_listen.")
    inbound_prefix: str = setting("reply", "First part of the addresses for replies, before the +.")
    inbound_max_bytes: int = setting(10 * 1024 * 1024, "Maximum size of a reply by email, in bytes.")
    inbound_per_hour: int = setting(30, "Replies by email per person and hour; further ones have to wait.")

    def __post_init__(self) -> None:
        if not self.inbound_listen:
            return
        host, _colon, port = self.inbound_listen.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ConfigurationError(f"{PREFIX}inbound_listen must be like 127.0.0.1:8025, not {self.inbound_listen!r}")
        if not re.fullmatch(r"[A-Za-z0-9.-]+", self.inbound_domain):
            raise ConfigurationError(f"{PREFIX}inbound_domain must be like example.org, not {self.inbound_domain!r}")
        if not re.fullmatch(r"[A-Za-z0-9._-]+", self.inbound_prefix) or len(self.inbound_prefix) > _MAX_PREFIX_LENGTH:
            raise ConfigurationError(f"{PREFIX}inbound_prefix must be like reply, not {self.inbound_prefix!r}")
        if self.inbound_max_bytes < 1 or self.inbound_per_hour < 1:
            raise ConfigurationError(f"{PREFIX}inbound_max_bytes and {PREFIX}inbound_per_hour must be 1 or more")

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port of the listener."""
        host, _colon, port = self.inbound_listen.rpartition(":")
        return host.strip("[]"), int(port)


def includeme(config):
    config.add_feature_settings(InboundEmailSettings)
