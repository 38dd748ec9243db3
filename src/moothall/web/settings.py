"""Settings of requests: limits and session lifetime."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from moothall.core.base.settings import PREFIX, setting

MEBIBYTE = 1024 * 1024
#: In ``cors_origins``, every origin.
ANY_ORIGIN = "*"


@dataclass(frozen=True)
class WebSettings:
    """The settings of requests."""

    session_hours: int = setting(14 * 24, "Maximum duration of a session, in hours.")
    max_request_body_size: int = setting(64 * MEBIBYTE, "Maximum size of a request body, in bytes.")
    max_form_text_size: int = setting(4 * MEBIBYTE, "Maximum size of a form without its files, in bytes.")
    max_form_fields: int = setting(1000, "Maximum number of fields in a form.")
    max_json_depth: int = setting(64, "Maximum nesting of lists and objects in JSON.")
    cors_origins: tuple = setting(
        (),
        "Origins, such as https://app.example.org, whose scripts can use the HTTP API with bearer tokens, separated by"
        " spaces or line breaks; * for every origin.",
    )

    def __post_init__(self) -> None:
        for origin in self.cors_origins:
            parts = urlsplit(origin)
            is_origin = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc.lower()}"
            if origin != ANY_ORIGIN and not (is_origin and parts.hostname):
                raise ConfigurationError(f"{PREFIX}cors_origins must be like https://app.example.org, not {origin!r}")


def includeme(config: Configurator) -> None:
    """Register the settings."""
    config.add_feature_settings(WebSettings)
