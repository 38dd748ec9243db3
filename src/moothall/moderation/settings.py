"""Settings of moderation."""

from dataclasses import dataclass

from moothall.core.base.settings import setting


@dataclass(frozen=True)
class ModerationSettings:
    """The settings of moderation."""

    report_threshold: int = setting(
        5, "Number of people whose reports hide a post until a moderator decides; 0 hides none."
    )


def includeme(config):
    config.add_feature_settings(ModerationSettings)
