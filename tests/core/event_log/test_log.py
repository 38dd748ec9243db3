"""The log of facts: what happened to something, in the order in which it happened."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.content.log_events import CREATED, STATE
from moothall.core.event_log.log import ActionContext, EventLog

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_facts_of_one_moment_keep_their_order():
    log = EventLog()
    for number in range(20):
        log.append(ActionContext("ann", NOW), STATE, 7, before=number, after=number + 1)
    assert [event.after for event in log.about(7)] == list(range(1, 21))


def test_facts_are_told_by_subject_and_kind_oldest_first():
    log = EventLog()
    log.append(ActionContext("ann", NOW + timedelta(hours=1)), STATE, 7, after="published")
    log.append(ActionContext("ann", NOW), CREATED, 7)
    log.append(ActionContext("ann", NOW), CREATED, 8)
    assert [event.kind for event in log.about(7)] == ["created", "state"]
    assert [event.after for event in log.about(7, {"state"})] == ["published"]
    assert len(log) == 3


def test_the_bare_id_of_a_kind_is_refused():
    log = EventLog()
    with pytest.raises(TypeError, match="must be an EventKind, not 'state'"):
        log.append(ActionContext("ann", NOW), "state", 7)
    assert len(log) == 0
