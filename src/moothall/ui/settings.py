"""Settings of the interface: its languages."""

from dataclasses import dataclass

from moothall.core.base.settings import setting


@dataclass(frozen=True)
class InterfaceSettings:
    """The settings of the interface."""

    locales_path: str = setting("locales", "Folder of the translations.")
    default_language: str = setting("en", "Language of the interface for people whose language has no translation.")


def includeme(config):
    config.add_feature_settings(InterfaceSettings)
