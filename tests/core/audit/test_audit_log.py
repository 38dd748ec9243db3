"""The chain: whatever is not as it was written shows, and shows where."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.core.access.log_events import BAN, MEMBERSHIP, POLICY
from moothall.core.audit import entries
from moothall.core.audit.audit_log import BLOCK, AuditLog, pruned_record
from moothall.core.content.log_events import CREATED, STATE
from moothall.core.event_log.audit_queue import Event, PendingEvents, Seals
from moothall.core.event_log.kinds import ACCESS, ALWAYS, KEY, RULES, EventKind
from moothall.core.event_log.log import ActionContext, EventLog
from moothall.people.log_events import LOGIN

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = {kind.id: kind for kind in (BAN, CREATED, POLICY, LOGIN, MEMBERSHIP, STATE)}


def record(number, kind=MEMBERSHIP, person="ben", reason="Because.", subject=7, space=7, at=None):
    log = EventLog()
    act = ActionContext("ana", at or NOW + timedelta(minutes=number), reason)
    event = log.append(act, kind, subject, key=person, before=(), after=("author",), until=NOW + timedelta(days=60))
    return entries.from_log_event(event, kind, space)


def new_trail():
    trail = AuditLog()
    trail.store_kinds(KINDS.values())
    return trail


def login(id, at):
    return entries.from_account_event(Event(id, id, at, "ben", "ben", LOGIN.id, {"network": "abc"}), LOGIN)


def trail_of(count=10):
    """A trail in blocks of different lengths."""
    trail, records = new_trail(), [record(number) for number in range(count)]
    for start in range(0, count, 3):
        trail.append(records[start : start + 3])
    return trail


def first_break(trail, seals=()):
    return next(trail.verify(seals), None)


def block_of(trail, number):
    block = trail.blocks[trail.blocks.maxKey(number)]
    return block, number - block.first


def rewrite(trail, number, data=None, digest=None):
    block, place = block_of(trail, number)
    pairs = list(block.pairs)
    pairs[place] = (pairs[place][0] if data is None else data, pairs[place][1] if digest is None else digest)
    block.pairs = tuple(pairs)


def test_what_was_written_is_as_it_was_written():
    trail = trail_of()
    assert list(trail.verify()) == []
    assert [entry.number for entry in trail] == list(range(1, 11))
    entry = trail.get(4)
    assert (entry.kind, entry.actor, entry.person, entry.subject, entry.after) == (
        "membership",
        "ana",
        "ben",
        7,
        ["author"],
    )
    assert entry.reason == "Because."
    assert entry.at == NOW + timedelta(minutes=3)


@pytest.mark.parametrize("number", [1, 4, 10])
def test_any_byte_that_is_changed_shows_at_its_entry(number):
    trail = trail_of()
    block, at = block_of(trail, number)
    data, digest = block.pairs[at]
    for place in range(len(data)):
        rewrite(trail, number, data=data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert first_break(trail).number == number
    rewrite(trail, number, data=data)
    for place in range(len(digest)):
        rewrite(trail, number, digest=digest[:place] + bytes([digest[place] ^ 1]) + digest[place + 1 :])
        assert first_break(trail).number == number
    rewrite(trail, number, digest=digest)
    assert list(trail.verify()) == []


@pytest.mark.parametrize("part", [0, 1], ids=["salt", "text"])
def test_a_note_that_is_changed_shows(part):
    trail = trail_of()
    block, place = block_of(trail, 5)
    note = list(block.notes[place])
    note[part] = bytes([note[part][0] ^ 1]) + note[part][1:]
    block.notes[place] = tuple(note)
    assert first_break(trail).number == 5


def test_a_note_that_is_forgotten_leaves_the_chain_whole():
    trail = trail_of()
    trail.forget(5)
    assert list(trail.verify()) == []
    assert trail.get(5).reason == ""
    assert trail.get(5).forgotten
    assert trail.get(5).person == "ben"


def test_an_entry_taken_out_shows():
    trail = trail_of()
    block, place = block_of(trail, 5)
    block.pairs = block.pairs[:place] + block.pairs[place + 1 :]
    assert first_break(trail).number == 5


def test_a_block_taken_out_shows():
    trail = trail_of()
    del trail.blocks[4]
    assert first_break(trail).number == 4


def test_two_entries_in_another_order_show():
    trail = trail_of()
    block, _place = block_of(trail, 4)
    one, two, three = block.pairs
    block.pairs = (two, one, three)
    assert first_break(trail).number == 4


def test_the_end_cut_off_shows():
    trail = trail_of()
    del trail.blocks[10]
    assert first_break(trail).number == 10


def test_a_chain_written_anew_shows_by_its_seals():
    """Whoever can compute hashes can make another chain, but not another seal where the facts are."""
    trail, other = trail_of(), new_trail()
    seals = Seals()
    seals.put(*trail.head)
    for entry in trail:
        other.append([record(entry.number, person="mallory" if entry.number == 6 else "ben")])
    assert list(other.verify()) == []
    assert [broken.number for broken in other.verify(seals)] == [10]


def test_a_chain_that_was_cut_and_closed_again_shows_by_its_seals():
    trail = trail_of()
    seals = [trail.head]
    shorter = trail_of(9)
    assert first_break(shorter, seals).number == 10


def test_an_entry_that_is_not_found_any_more_shows():
    trail = trail_of()
    del trail.index["person:ben"][next(iter(trail.index["person:ben"]))]
    assert first_break(trail) is not None
    trail.repair_index()
    assert list(trail.verify()) == []


def test_what_is_told_twice_is_written_once():
    trail, records = new_trail(), [record(number) for number in range(5)]
    assert trail.append(records[:3]) == 3
    assert trail.append(records) == 2
    assert trail.append([records[4], records[4]]) == 0
    assert len(trail) == 5


RUMOUR = EventKind("rumour", ACCESS, ALWAYS, person=KEY)


def test_a_kind_keeps_the_filing_it_was_first_learned_with():
    """So that its entries are found as they were when the feature is gone, or files them otherwise."""
    trail = new_trail()
    trail.store_kinds([RUMOUR])
    trail.append([record(1, RUMOUR)])
    trail.store_kinds([EventKind("rumour", RULES)])
    trail.append([record(2, RUMOUR)])
    assert [entry.number for entry in trail.find(["sort:access", "access in:7"]).entries] == [2, 1]
    assert trail.find(["sort:rules"]).entries == []
    trail.repair_index()
    assert len(trail.find(["sort:access", "access in:7"]).entries) == 2
    assert list(trail.verify()) == []


def test_a_kind_that_nobody_registered_is_filed_among_others_for_good():
    trail = new_trail()
    log = EventLog()
    event = log.append(ActionContext("ana", NOW, "Because."), RUMOUR, 7, key="ben")
    trail.append([entries.from_log_event(event, None, 7)])
    trail.store_kinds([RUMOUR])
    (entry,) = trail.find(["sort:other"]).entries
    assert (entry.kind, entry.actor, entry.person, entry.key) == ("rumour", "ana", None, "ben")
    assert trail.find(["access in:7"]).entries == []
    trail.forget(entry.number)
    trail.repair_index(KINDS.values())
    assert list(trail.verify()) == []
    assert len(trail.find(["sort:other", "kind:rumour"]).entries) == 1


def test_an_account_event_of_an_unknown_kind_counts_as_personal():
    trail = new_trail()
    event = Event(1, 1, NOW, "ben", "ben", "eid log-in", {})
    trail.append([entries.from_account_event(event, None)])
    assert trail.get(1).person == "ben"
    assert b"ben" not in trail.blocks[1].pairs[0][0]
    assert trail.forget_logins(NOW + timedelta(days=1)) == 1
    assert trail.get(1).person is None


def test_a_trail_of_an_earlier_version_says_by_its_index_how_it_is_filed():
    """It remembers no kinds until it hears of the next event."""
    trail = trail_of(6)
    trail.append([login(100, NOW)])
    del trail.filing
    assert list(trail.verify()) == []
    trail.forget(2)
    assert len(trail.find(["sort:access", "access in:7"]).entries) == 6
    assert list(trail.verify()) == []
    trail.prune(NOW + timedelta(minutes=3), lambda base: pruned_record(1, NOW, base))
    assert list(trail.verify()) == []
    trail.store_kinds(KINDS.values())
    trail.append([record(20)])
    assert list(trail.verify()) == []
    assert len(trail.find(["sort:access"]).entries) == 4


def test_long_batches_are_several_blocks():
    trail = new_trail()
    trail.append([record(number) for number in range(2 * BLOCK + 1)])
    assert [len(block.pairs) for block in trail.blocks.values()] == [BLOCK, BLOCK, 1]
    assert trail.get(BLOCK + 1).number == BLOCK + 1
    assert trail.get(0) is None
    assert trail.get(2 * BLOCK + 2) is None


def test_no_word_that_somebody_wrote_is_in_the_chain():
    trail, log = new_trail(), EventLog()
    act = ActionContext("ana", NOW, "Ben Schmidt was rude to Éva.")
    for event in (
        log.append(act, BAN, 7, key="ben", after="Ben Schmidt was rude"),
        log.append(act, CREATED, 8, key="document", after=(7, "minutes-of-ben-schmidt")),
        log.append(act, POLICY, 7, key="contact", before="ben@example.org", after=("schmidt, ben",)),
    ):
        trail.append([entries.from_log_event(event, KINDS[event.kind])])
    trail.append([login(5, NOW)])
    chain = b"".join(data for block in trail.blocks.values() for data, _digest in block.pairs).lower()
    assert b"schmidt" not in chain
    assert b"example" not in chain
    assert b"network" not in chain
    assert trail.get(1).after == "Ben Schmidt was rude"
    assert trail.get(2).after == [7, "minutes-of-ben-schmidt"]
    assert trail.get(4).person == "ben"


def test_who_logged_in_is_forgotten_after_a_while():
    trail = new_trail()
    for day in range(10):
        at = NOW + timedelta(days=day)
        trail.append([login(100 + day, at)])
    assert trail.forget_logins(NOW + timedelta(days=4)) == 4
    assert trail.forget_logins(NOW + timedelta(days=4)) == 0
    assert [entry.person for entry in trail] == [None] * 4 + ["ben"] * 6
    assert len(trail.find(["person:ben"]).entries) == 6
    assert len(trail.find(["kind:log-in"]).entries) == 10
    assert list(trail.verify()) == []


def test_what_was_written_about_somebody_erased_is_forgotten():
    trail = new_trail()
    trail.append([record(1, person="ben"), record(2, person="eva")])
    assert trail.forget_person("ben") == 1
    assert [entry.reason for entry in trail] == ["", "Because."]
    assert list(trail.verify()) == []


def test_old_entries_leave_from_the_beginning_and_the_chain_says_so():
    trail = trail_of(12)
    gone = trail.prune(NOW + timedelta(minutes=7), lambda base: pruned_record(1, NOW, base))
    assert gone == 6
    assert trail.get(6) is None
    assert trail.get(7).number == 7
    assert list(trail.verify()) == []
    assert len(trail.find(limit=50).entries) == 7
    trail.base = (trail.base[0], b"x" * 32)
    assert first_break(trail) is not None


def test_a_beginning_that_was_cut_off_by_hand_shows():
    trail = trail_of(12)
    block = trail.blocks[4]
    trail.base = (6, block.pairs[-1][1])
    for first in (1, 4):
        del trail.blocks[first]
    assert first_break(trail) is not None


def test_seals_are_few_and_the_newest_is_always_there():
    seals = Seals()
    for number in range(1, 1000):
        seals.put(number, number.to_bytes(32))
    assert len(seals.kept) < 10
    assert list(seals)[-1] == (999, (999).to_bytes(32))


LISTED = (MEMBERSHIP, BAN, POLICY)
PEOPLE = ("ben", "eva")


@given(
    st.lists(
        st.tuples(
            st.sampled_from((MEMBERSHIP, BAN, POLICY)), st.sampled_from(PEOPLE), st.integers(0, 5), st.integers(1, 3)
        ),
        max_size=40,
    ),
    st.sets(st.sampled_from(("kind:membership", "person:ben", "person:eva", "item:2", "space:1", "person:ana"))),
    st.one_of(st.none(), st.integers(0, 5)),
    st.one_of(st.none(), st.integers(0, 5)),
    st.integers(1, 7),
)
@settings(max_examples=150, deadline=None)
def test_a_filter_finds_what_a_walk_finds(told, terms, since, until, limit):
    trail = new_trail()
    trail.append(
        [
            record(0, kind, person, subject=item, space=1 + item % 2, at=NOW + timedelta(hours=hour))
            for kind, person, hour, item in told
        ]
    )
    since, until = (None if hour is None else NOW + timedelta(hours=hour) for hour in (since, until))
    expected = [
        entry.number
        for entry in trail
        if set(terms) <= set(entries.terms_of(entry))
        and (since is None or entry.at >= since)
        and (until is None or entry.at < until)
    ]
    expected.sort(key=lambda number: (trail.get(number).at, number), reverse=True)
    found, after = [], None
    while True:
        piece = trail.find(terms, since, until, after, limit)
        assert len(piece.entries) <= limit
        found += [entry.number for entry in piece.entries]
        after = piece.next
        if after is None:
            break
    assert found == expected
    assert [entry.number for entry in trail.walk(terms, since, until)] == expected


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_waits_waits_until_it_is_done(data):
    waiting, log = PendingEvents(), EventLog()
    facts = [
        log.append(ActionContext("ana", NOW + timedelta(seconds=second)), STATE, 7)
        for second in data.draw(st.lists(st.integers(0, 60), max_size=20))
    ]
    for event in facts:
        waiting.put(event)
    done = data.draw(st.sets(st.sampled_from([event.id for event in facts]))) if facts else set()
    waiting.done(done)
    assert {id for _order, id in waiting.peek(100)} == {event.id for event in facts} - done
    assert len(waiting) == len(facts) - len(done)
