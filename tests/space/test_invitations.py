"""Invitations: who gets in with one, and what is stored of it."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import MoothallError
from moothall.people.store import store_of
from moothall.space import (
    bans,
    invitation_acceptance,
    invitations,
    members,
    periodic_tasks,
)
from tests.factories import PRIVATE
from tests.space.log import facts


@pytest.fixture
def token(site):
    return invite(site)


def invite(site, roles=("member",), by="facilitator", path=PRIVATE, address="otto@example.net", until=None):
    """Invite somebody; returns the token."""

    def work(connection):
        tree = connection.root()["site"]
        people = store_of(connection.get_connection("people"))
        event = invitations.invite(
            site.act(by), site.viewer(tree, by), find_resource(tree, path), people, address, roles, until
        )
        return invitations.token_of(people, event.nonce)

    return site.transact(work)


def with_people(site, work):
    return site.transact(
        lambda connection: work(connection.root()["site"], store_of(connection.get_connection("people")))
    )


def accept(site, token, login="outsider"):
    return with_people(
        site, lambda tree, people: invitation_acceptance.accept(site.act(login), tree, people, token)[1].after
    )


def test_neither_token_nor_address_is_in_the_content_database(site, token):
    raw = b"".join(
        record.data for transaction in site.databases[""].storage.changes.iterator() for record in transaction
    )
    assert b"moothall.space.invitations" in raw
    assert token.encode() not in raw and b"otto@example.net" not in raw.lower()


def test_an_invitation_is_used_once_and_kept_in_the_facts(site, token):
    assert accept(site, token) == ("member",)
    with pytest.raises(MoothallError):
        accept(site, token, "reviewer")
    found = facts(site, PRIVATE, "invitation")
    assert [after[0] for _kind, _key, _before, after, _reason in found] == ["sent", "accepted"]
    left = with_people(site, lambda tree, people: (list(tree.invitations), list(people.feature_data("invitations"))))
    assert left == ([], [])


def test_a_guest_who_was_invited_has_who_invited_as_sponsor(site):
    accept(site, invite(site, ("reader",)))
    row = site.on(PRIVATE, lambda space: members.member_of(space, site.id_of("outsider"), site.clock.now))
    assert row.sponsor == site.id_of("facilitator") and row.is_guest


@pytest.mark.parametrize("spoil", ["archived", "banned", "demoted", "disabled"])
def test_what_was_offered_is_looked_at_again(site, make, token, spoil):
    if spoil == "archived":
        make.step(PRIVATE, "request_archival", by="owner")
        make.step(PRIVATE, "archive", by="sitemoderator")
    elif spoil == "banned":
        site.on(PRIVATE, lambda space: bans.ban(site.act("owner", "No."), space, site.id_of("outsider"), None) and None)
    elif spoil == "demoted":
        make.member(PRIVATE, "facilitator", "author")
    else:
        site.people(lambda store: store.disable(site.act("admin"), store.by_login("facilitator")))
    with pytest.raises(MoothallError):
        accept(site, token)


def test_nobody_mails_people_from_a_space_that_nobody_has_looked_at(site, make):
    space = make.workspace(state="draft")
    with pytest.raises(MoothallError, match="once the space is open"):
        invite(site, path=str(space), by="owner")


def test_an_invitation_to_the_same_address_replaces_the_one_before(site, token):
    again = invite(site, ("reader",), address="Otto@Example.net")
    with pytest.raises(MoothallError):
        accept(site, token)
    assert accept(site, again) == ("reader",)


def test_invitations_go_with_their_space_and_long_after_their_end(site, make, token, clock):
    space = make.workspace()
    invite(site, path=str(space))
    site.on(str(space), lambda item: item.delete_permanently(site.act("owner")))
    assert site.read(lambda tree: len(list(tree.invitations))) == 1
    # The address of the one that went with its space.
    assert periodic_tasks.forget_invitations(site.registry) == 1
    clock.advance(days=43)
    assert periodic_tasks.forget_invitations(site.registry) == 0
    clock.advance(days=2)
    assert periodic_tasks.forget_invitations(site.registry) == 1
    assert with_people(site, lambda tree, people: list(people.feature_data("invitations"))) == []
