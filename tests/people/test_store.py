from datetime import UTC, datetime, timedelta

import pytest
import transaction
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from moothall.core.access.log_events import GROUP, SITE_ROLE
from moothall.core.access.person import Person
from moothall.core.base.errors import BadInput, Conflict, TooLarge
from moothall.core.event_log.log import ActionContext
from moothall.people.account import ID_ALPHABET
from moothall.people.log_events import ACCOUNT_ENABLED
from moothall.people.passwords import Passwords
from moothall.people.store import AccountChange, create_people, store_of
from moothall.web.sessions import COOKIE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ACT = ActionContext(None, NOW)
CHEAP = Passwords(time_cost=1, memory_kib=8)
PASSWORD = "a stony field of rye"


@pytest.fixture
def connection():
    manager = transaction.TransactionManager()
    connection = DB(MappingStorage()).open(manager)
    create_people(connection, b"s" * 32)
    manager.commit()
    yield connection
    manager.abort()
    connection.close()


@pytest.fixture
def store(connection):
    return store_of(connection, CHEAP)


@pytest.fixture
def ann(store):
    return store.add("ann", PASSWORD, "Ann@Example.org", "Ann Bernard", organisation="Rye", at=NOW)


def test_an_account_is_found_by_log_in_id_and_address(store, ann):
    assert store.by_login("ann") is store.by_login(" ANN ") is ann
    assert store.by_id(ann.id) is ann
    assert store.by_email("ann@example.ORG") is ann
    assert list(store) == [ann] and len(store) == 1


@pytest.mark.parametrize("unknown", ["", None, "x", "principals", 7, b"ann"])
def test_nobody_is_found_by_anything_else(store, ann, unknown):
    assert store.by_id(unknown) is None
    assert store.by_login(unknown) is None


def test_an_id_is_opaque_and_random(store, ann):
    ben = store.add("ben", None, "", "Ben")
    assert ann.id != ben.id
    assert len(ann.id) == 12 and set(ann.id) <= set(ID_ALPHABET)


def test_accounts_survive_a_commit(connection, store, ann):
    connection.transaction_manager.commit()
    connection.cacheMinimize()
    again = store_of(connection).by_login("ann")
    assert (again.id, again.login, again.name, again.organisation) == (ann.id, "ann", "Ann Bernard", "Rye")
    assert CHEAP.matches(again.password, PASSWORD)
    assert type(again.password) is str


@pytest.mark.parametrize(
    "login", ["", "a b", "-ann", "ann.", "Ännchen", "a" * 41, "everyone", "guest", "a/b", "@ann", "a\nb"]
)
def test_a_log_in_has_plain_letters(store, login):
    with pytest.raises(BadInput):
        store.add(login, None, "", "Someone")


def test_a_log_in_is_unique_however_it_is_written(store, ann):
    with pytest.raises(Conflict):
        store.add("ANN", None, "", "Another Ann")


def test_an_address_belongs_to_one_account(store, ann):
    with pytest.raises(Conflict):
        store.add("ben", None, "ann@EXAMPLE.org", "Ben")


@pytest.mark.parametrize("email", ["ann", "ann@", "a@b\r\nBcc: c@d", "a b@c.org", "<ann@example.org>", "a@b..c", "@"])
def test_an_address_looks_like_one(store, email):
    with pytest.raises(BadInput):
        store.add("ann", None, email, "Ann")


@pytest.mark.parametrize("profile", [
    {"name": ""}, {"name": "Ann\nBcc: x"}, {"name": "x" * 121}, {"language": "xx"}, {"languages": ["de", "Klingon"]},
    {"bio": "\x00"}, {"name": "\ud800"}, {"organisation": "a\tb"},
])  # fmt: skip
def test_a_profile_keeps_to_its_schema(store, ann, profile):
    with pytest.raises(BadInput):
        store.update_profile(ACT, ann, **profile)


def test_what_is_not_given_stays(store, ann):
    store.update_profile(ACT, ann, bio="Grows rye.\nAnd oats.", languages={"fr", "de"})
    assert (ann.name, ann.organisation, ann.bio) == ("Ann Bernard", "Rye", "Grows rye.\nAnd oats.")
    assert ann.languages == ("de", "fr")


def test_a_profile_cannot_change_what_somebody_holds(store, ann):
    store.update_profile(ACT, ann, name="Ann", site_roles=["administrator"], enabled=False)
    assert ann.site_roles == frozenset() and ann.enabled


def test_an_account_holds_nothing_at_first(store, ann):
    assert ann.person == Person(ann.id)
    assert store.changes_of_new(ann) == (AccountChange(ACCOUNT_ENABLED, ann.id, None, None, True),)


def test_site_roles_are_reported_one_by_one(store, ann):
    store.set_site_roles(ACT, ann, {"reviewer"})
    assert store.set_site_roles(ACT, ann, {"site_moderator"}) == (
        AccountChange(SITE_ROLE, ann.id, "reviewer", True, False),
        AccountChange(SITE_ROLE, ann.id, "site_moderator", False, True),
    )
    assert ann.person.site_roles == {"site_moderator"}
    assert store.set_site_roles(ACT, ann, {"site_moderator"}) == ()


def test_there_are_no_other_site_roles_and_groups(store, ann):
    for give in (store.set_site_roles, store.set_groups):
        with pytest.raises(BadInput):
            give(ACT, ann, {"emperor"})


def test_groups(store, ann):
    store.add_group(ACT, "trainers", "Trainers")
    assert store.groups() == {"trainers": "Trainers"}
    assert store.set_groups(ACT, ann, ["trainers"]) == (AccountChange(GROUP, ann.id, "trainers", False, True),)
    assert ann.person.groups == {"group:trainers"}
    with pytest.raises(Conflict):
        store.add("trainers", None, "", "Someone")
    with pytest.raises(Conflict):
        store.add_group(ACT, "ann")


def test_the_only_administrator_stays_one(store, ann):
    store.set_site_roles(ACT, ann, {"administrator"})
    with pytest.raises(Conflict):
        store.set_site_roles(ACT, ann, ())
    with pytest.raises(Conflict):
        store.disable(ACT, ann)
    store.add("ben", None, "", "Ben", site_roles=["administrator"])
    assert store.disable(ACT, ann) == (AccountChange(ACCOUNT_ENABLED, ann.id, None, True, False),)


def begin(store, account):
    token = store.sessions.begin(account.id, COOKIE, account.generation, NOW, timedelta(days=1))
    assert store.account_of(token, COOKIE, NOW) is account
    return token


@pytest.mark.parametrize("ending", [
    lambda store, account: store.set_password(ACT, account, "another stony field"),
    lambda store, account: store.disable(ACT, account),
    lambda store, account: store.end_sessions(ACT, account),
])  # fmt: skip
def test_a_new_password_a_disabled_account_and_a_log_out_end_every_session(store, ann, ending):
    tokens = [begin(store, ann), begin(store, ann)]
    ending(store, ann)
    assert not any(store.account_of(token, COOKIE, NOW) for token in tokens)


def test_enabling_an_account_does_not_revive_its_sessions(store, ann):
    token = begin(store, ann)
    store.disable(ACT, ann)
    assert store.enable(ACT, ann) == (AccountChange(ACCOUNT_ENABLED, ann.id, None, False, True),)
    assert store.account_of(token, COOKIE, NOW) is None


def test_purging_keeps_what_counts(store, ann):
    token = begin(store, ann)
    ben = store.add("ben", None, "", "Ben")
    begin(store, ben)
    store.end_sessions(ACT, ben)
    assert store.purge(NOW) == 1
    assert store.account_of(token, COOKIE, NOW) is ann
    assert store.purge(NOW + timedelta(days=2)) == 1


def test_a_weak_password_is_refused(store, ann):
    with pytest.raises(BadInput):
        store.set_password(ACT, ann, "ann-bernard-1")
    assert CHEAP.matches(ann.password, PASSWORD)


def test_a_password_can_be_hashed_before(store):
    hashed = CHEAP.hash("moothall-demo")
    ben = store.add("ben", hashed, "", "Ben", is_sample=True)
    assert ben.password == hashed and ben.is_sample


def test_a_new_address_frees_the_old_one(store, ann):
    store.set_email(ACT, ann, "ANN@example.org")
    store.set_email(ACT, ann, "ann@rye.example")
    assert store.by_email("ann@example.org") is None
    assert store.by_email("ann@rye.example") is ann
    store.set_email(ACT, ann, "")
    assert store.by_email("") is None


def test_a_picture_is_small(store, ann):
    store.set_picture(ACT, ann, b"png", "image/png")
    assert (ann.picture.data, ann.picture.media_type) == (b"png", "image/png")
    with pytest.raises(TooLarge):
        store.set_picture(ACT, ann, b"x" * 1_000_000, "image/png")
    store.set_picture(ACT, ann, None)
    assert ann.picture is None


def test_a_room_is_made_only_when_something_is_put_into_it(store):
    assert store.feature_data("read marks") is None
    assert store.feature_data("read marks", dict) is store.feature_data("read marks")


def test_the_colour_of_a_person_stays(ann):
    assert ann.avatar_colour == ann.avatar_colour and 0 <= ann.avatar_colour < 8
