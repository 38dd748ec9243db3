"""Count restrictions, reports and appeals as they happen."""

from moothall.core.content.items import site_of
from moothall.core.workflow.transition import Transitioned
from moothall.moderation.appeals.appealing import AppealDecided, Appealed
from moothall.moderation.reports import Reported, ReportsDecided
from moothall.moderation.rules import space_of
from moothall.moderation.sanctions.sanctioning import Sanctioned
from moothall.moderation.statements.statement import statement_of, statement_on
from moothall.moderation.word_rules.holding import Held
from moothall.space.bans import Banned


def _count(item, at, action, rule="", is_automated=False):
    space = space_of(item)
    if space is not None:
        site_of(item).moderation_totals.count(space.uid, at, action, rule, is_automated)


def _restricted(event):
    if event.transition.restricts and event.item.creator not in (None, event.act.person):
        statement = statement_on(event.item)
        if statement is not None and statement.event.at == event.act.at:
            _count(event.item, event.act.at, event.after, statement.event.rule, statement.is_automated)


def _sanctioned(event):
    statement = statement_of(event.space, event.event)
    _count(event.space, event.act.at, statement.restriction, event.event.rule)


def _banned(event):
    _count(event.space, event.act.at, "ban", event.act.rule)


def _held(event):
    _count(event.post, event.at, "pending", is_automated=True)


def _reported(event):
    _count(event.post, event.at, "reported", event.rule)


def _reports_decided(event):
    if not event.is_removed:
        for _person in event.reporters:
            _count(event.post, event.act.at, "report dismissed")


def _appealed(event):
    _count(event.item, event.at, "appealed")


def _appeal_decided(event):
    _count(event.item, event.at, "appeal granted" if event.is_granted else "appeal refused")


def includeme(config):
    for subscriber, event in (
        (_restricted, Transitioned),
        (_sanctioned, Sanctioned),
        (_banned, Banned),
        (_held, Held),
        (_reported, Reported),
        (_reports_decided, ReportsDecided),
        (_appealed, Appealed),
        (_appeal_decided, AppealDecided),
    ):
        config.add_subscriber(subscriber, event)
