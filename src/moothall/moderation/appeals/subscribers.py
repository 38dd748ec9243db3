"""End appeals about what is no longer restricted, and redirect them when a person confirms an automated decision."""

from moothall.core.workflow.transition import Transitioned
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.moderation.appeals.appealing import end_without_restriction, follow_confirmation
from moothall.moderation.log_events import REPORT
from moothall.moderation.reports import ReportsDecided
from moothall.moderation.sanctions.sanctioning import SanctionLifted
from moothall.moderation.statements.statement import statement_on
from moothall.space.bans import BanLifted


def _after_transition(event):
    if isinstance(event.item, Post | Discussion):
        end_without_restriction(event.act, event.item)


def _after_confirmation(event):
    statement = statement_on(event.post) if event.is_removed else None
    if statement is not None and statement.event.kind == REPORT.id:
        follow_confirmation(event.post, statement.event)


def _after_sanction(event):
    end_without_restriction(event.act, event.space)


def includeme(config):
    # A decision on reports is announced after the transition, so appeals are redirected before they would end.
    config.add_subscriber(_after_transition, Transitioned)
    config.add_subscriber(_after_confirmation, ReportsDecided)
    config.add_subscriber(_after_sanction, BanLifted)
    config.add_subscriber(_after_sanction, SanctionLifted)
