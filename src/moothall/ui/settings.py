"""Settings of the interface: its languages."""

from dataclasses import dataclass
from pathlib import Path

from moothall.core.base.settings import setting

#: The folder that is not set.
_NOT_SET = Path()


@dataclass(frozen=True)
class InterfaceSettings:
    """The settings of the interface."""

    locales_path: Path = setting(_NOT_SET, "Folder of the translations.")
    default_language: str = setting("en", "Language of the interface for people whose language has no translation.")

    @property
    def locales(self) -> Path:
        """Return the folder of the translations."""
        if self.locales_path != _NOT_SET:
            return self.locales_path
        return Path(__file__).resolve().parents[3] / "locales"


def includeme(config):
    config.add_feature_settings(InterfaceSettings)
