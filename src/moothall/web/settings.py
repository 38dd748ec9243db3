"""Settings of requests: limits and session lifetime."""

from dataclasses import dataclass

from pyramid.config import Configurator

from moothall.core.base.settings import setting

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class WebSettings:
    """The settings of requests."""

    session_hours: int = setting(14 * 24, "Maximum duration of a session, in hours.")
    max_request_body_size: int = setting(64 * MEBIBYTE, "Maximum size of a request body, in bytes.")
    max_form_text_size: int = setting(4 * MEBIBYTE, "Maximum size of a form without its files, in bytes.")
    max_form_fields: int = setting(1000, "Maximum number of fields in a form.")
    max_json_depth: int = setting(64, "Maximum nesting of lists and objects in JSON.")


def includeme(config: Configurator) -> None:
    """Register the settings."""
    config.add_feature_settings(WebSettings)
