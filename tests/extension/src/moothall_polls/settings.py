"""Settings of polls."""

from dataclasses import dataclass

from pyramid.exceptions import ConfigurationError

from moothall.core.base.settings import setting


@dataclass(frozen=True)
class PollSettings:
    """The settings of polls."""

    polls_days: int = setting(14, "Number of days for which a poll is open.")

    def __post_init__(self):
        """Raise ConfigurationError for a number that makes no sense."""
        if self.polls_days < 1:
            raise ConfigurationError("moothall.polls_days must be 1 or more")
