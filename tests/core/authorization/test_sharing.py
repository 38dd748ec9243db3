"""Giving, taking, breaking off: the verbs, and what follows for everybody concerned."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource, find_root

from moothall.core.authorization import sharing
from moothall.core.base.errors import BadInput, Forbidden
from moothall.space import bans, members
from tests.factories import GROUP, OPEN, PRIVATE


def test_what_is_given_ends_by_itself(site, make, clock, share, seeing):
    document = make.document(PRIVATE + "/documents")
    share(document, "outsider", "reader", until=clock.now + timedelta(days=1))
    assert "outsider" in seeing(document)
    clock.advance(days=1)
    assert "outsider" not in seeing(document)


def test_an_end_can_be_moved_and_taken_away(site, make, clock, share, seeing):
    document = make.document(PRIVATE + "/documents")
    share(document, "outsider", "reader", until=clock.now + timedelta(days=1))
    share(document, "outsider", "reader")
    clock.advance(days=2)
    assert "outsider" in seeing(document)
    with pytest.raises(BadInput):
        share(document, "outsider", "reader", until=clock.now)


def test_a_space_shares_in_as_it_is_now(site, make, clock, share, seeing):
    other = make.workspace("Others", preset="confidential", roster={"author": ("author",)}, by="owner")
    document = make.document(PRIVATE + "/documents", by="member")
    share(document, f"space:{other.uid}", "reader", by="facilitator")
    assert "outsider" not in seeing(document)
    make.member(other, "outsider", "reader", until=clock.now + timedelta(hours=1))
    assert "outsider" in seeing(document)
    site.on(str(other), lambda item: bans.ban(site.act("owner", "Rude."), item, site.id_of("outsider"), None))
    assert "outsider" not in seeing(document)
    site.on(str(other), lambda item: bans.lift_ban(site.act("owner"), item, site.id_of("outsider")))
    assert "outsider" in seeing(document)
    clock.advance(hours=1)
    assert "outsider" not in seeing(document)


def test_what_a_space_was_given_ends_for_everybody_at_once(site, make, clock, share, seeing):
    other = make.workspace("Others", preset="confidential", roster={"outsider": ("member",)})
    document = make.document(PRIVATE + "/documents")
    share(document, f"space:{other.uid}", "reader", until=clock.now + timedelta(days=1))
    assert "outsider" in seeing(document)
    clock.advance(days=1)
    assert "outsider" not in seeing(document)


def test_a_group_shares_in_as_it_is_now(site, make, share, seeing):
    site.people(lambda store: store.add_group(None, "trainers", "Trainers"))
    document = make.document(PRIVATE + "/documents")
    site.on(str(document), lambda item: sharing.set_roles(site.act("facilitator"), item, "group:trainers", ("reader",)))
    assert "outsider" not in seeing(document)
    site.people(lambda store: store.set_groups(None, store.by_login("outsider"), ("trainers",)) and None)
    assert "outsider" in seeing(document)


def test_nobody_gives_or_takes_more_than_they_hold(site, make, share):
    folder = make.folder(OPEN + "/documents", by="author")
    share(folder, "outsider", "facilitator")
    share(folder, "reader", "moderator")
    share(folder, "moderator", "moderator", by="outsider")
    with pytest.raises(Forbidden):
        share(folder, "author", "facilitator", by="moderator")
    with pytest.raises(Forbidden):
        share(folder, "reader", by="author")
    with pytest.raises(BadInput):
        share(folder, "author", "owner", by="owner")


def test_nobody_gives_for_longer_than_they_hold(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    end = clock.now + timedelta(days=7)
    share(folder, "outsider", "facilitator", until=end)
    share(folder, "reader", "author", until=end, by="outsider")
    with pytest.raises(Forbidden):
        share(folder, "reader", "author", by="outsider")
    with pytest.raises(Forbidden):
        share(folder, "reader", "author", until=end + timedelta(days=1), by="outsider")
    share(folder, "reader", by="outsider")


def test_every_change_is_a_fact_and_none_is_none(site, make, share, set_inherits, clock):
    folder = make.folder(OPEN + "/documents")

    def kinds():
        return site.read(
            lambda tree: [
                (event.kind, event.before, event.after)
                for event in tree.event_log.about(folder.uid, {"grant", "break"})
            ]
        )

    share(folder, "outsider", "reader")
    share(folder, "outsider", "reader")
    set_inherits(folder, False)
    set_inherits(folder, False)
    set_inherits(folder, True)
    share(folder, "outsider")
    assert kinds() == [
        ("grant", (), ("reader",)),
        ("break", True, False),
        ("break", False, True),
        ("grant", ("reader",), ()),
    ]


def test_a_space_cannot_belong_to_itself(site, share):
    own = site.on(OPEN, lambda item: item.uid)
    with pytest.raises(BadInput):
        share(OPEN, f"space:{own}", "facilitator")


def test_groups_and_spaces_on_a_roster_are_no_people(site, make):
    def look(tree):
        space = find_resource(tree, OPEN)
        return members.count_members(space, site.clock.now), len(members.members(space, site.clock.now))

    before = site.read(look)
    other = site.read(lambda tree: find_resource(tree, GROUP).uid)
    for principal in ("group:trainers", f"space:{other}"):
        site.on(OPEN, lambda item, one=principal: sharing.set_roles(site.act("owner"), item, one, ("reader",)))
    assert site.read(look) == before


def test_nobody_needs_more_than_what_they_change(site, make, clock, share):
    """Whoever saves the form of somebody with a higher role changes what is new, unless the end is another."""
    folder = make.folder(OPEN + "/documents")
    end = clock.now + timedelta(days=9)
    share(folder, "outsider", "moderator")
    share(folder, "reader", "facilitator", until=end)
    share(folder, "reader", "facilitator", "member", until=end, by="outsider")
    for roles, until in (
        (("facilitator", "member"), None),
        (("facilitator", "member"), end + timedelta(days=1)),
        (("member",), end),
        ((), None),
        (("facilitator", "member", "author"), end),
    ):
        with pytest.raises(Forbidden, match="roles that you have yourself"):
            share(folder, "reader", *roles, until=until, by="outsider")
    with pytest.raises(Forbidden, match="roles that you have yourself"):
        share(folder, "reader", "facilitator", "member", until=end, sponsor=site.id_of("owner"), by="outsider")
    assert site.on(str(folder), lambda item: sharing.roles_on(item, site.id_of("reader"), clock.now)) == (
        "facilitator", "member",
    )  # fmt: skip
    share(folder, "reader", "facilitator", until=end, by="outsider")
    share(folder, "reader", "facilitator", until=end, sponsor=site.id_of("owner"))
    share(folder, "reader", "facilitator", "member", until=end, sponsor=site.id_of("owner"), by="outsider")


def test_an_end_is_asked_for_only_of_what_is_given(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    end = clock.now + timedelta(days=9)
    share(folder, "reader", "member")
    share(folder, "outsider", "facilitator", until=end)
    with pytest.raises(Forbidden, match="has an end date"):
        share(folder, "reader", "member", "author", by="outsider")
    share(folder, "reader", by="outsider")
    assert site.on(str(folder), lambda item: sharing.roles_on(item, site.id_of("reader"), clock.now)) == ()


def test_what_cannot_be_shared_is_refused_when_it_is_asked_about(site, make, clock):
    document = make.document(PRIVATE + "/documents")
    space = site.on(OPEN, lambda item: item.uid)
    for path, principal, roles, until, said in (
        (OPEN, f"space:{space}", ("reader",), None, "cannot belong to itself"),
        (str(document), "trainers", ("moderator",), None, "cannot be given here"),
        (OPEN, "trainers", ("owner",), None, "cannot be given here"),
        (str(document), "trainers", ("reader",), timedelta(0), "must be in the future"),
    ):

        def check(item, principal=principal, roles=roles, until=until):
            end = None if until is None else clock.now + until
            sharing.check_may_share(site.viewer(find_root(item), "owner"), item, principal, roles, end)

        with pytest.raises(BadInput, match=said):
            site.on(path, check)

        def give(item, principal=principal, roles=roles, until=until):
            act = site.act("owner")
            sharing.set_roles(act, item, principal, roles, None if until is None else act.at + until)

        with pytest.raises(BadInput, match=said):
            site.on(path, give)
    # An end is nothing to somebody who loses what they have.
    site.on(
        str(document),
        lambda item: sharing.check_may_share(site.viewer(find_root(item), "owner"), item, "trainers", (), clock.now),
    )


def test_what_somebody_can_give(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    own = make.document(str(folder), by="member", state="draft")
    share(folder, "outsider", "moderator", until=clock.now + timedelta(days=9))

    def can(path, login):
        return site.on(str(path), lambda item: sharing.grantable_roles(site.viewer(find_root(item), login), item))

    assert can(folder, "outsider") == ["reader", "member", "moderator"]
    assert can(folder, "owner") == ["reader", "member", "author", "moderator", "facilitator"]
    assert can(folder, "member") == ["reader", "member"] and can(folder, None) == []
    assert can(own, "member") == can(own, "facilitator") == ["reader", "author"]

    def end(path, login, role):
        return site.on(str(path), lambda item: sharing.latest_end(site.viewer(find_root(item), login), item, role))

    assert end(folder, "outsider", "member") == clock.now + timedelta(days=9)
    assert end(folder, "owner", "member") is None and end(own, "member", "author") is None


def test_what_a_change_of_sharing_is_announced_with(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    until = clock.now + timedelta(days=9)
    outsider = site.id_of("outsider")

    def look(roles, until=None, sponsor=None):
        def change(item):
            viewer, act = site.viewer(find_root(item), "owner"), site.act("owner")
            event = sharing.share(viewer, act, item, outsider, roles, until, sponsor)
            grants = sharing.grants_on(item).get(outsider, ())
            return (event.before, event.after, event.until, event.principal == outsider), grants

        return site.on(str(folder), change)

    event, first = look(("reader", "reader"), until)
    assert event == ((), ("reader",), until, True)
    assert [(grant.role, grant.until, grant.by) for grant in first] == [("reader", until, site.id_of("owner"))]
    clock.advance(days=1)
    event, second = look(("author", "reader"), None, site.id_of("owner"))
    assert event == (("reader",), ("author", "reader"), None, True)
    # What somebody keeps began when it began.
    assert second[1].since == first[0].since < second[0].since
    assert {(grant.until, grant.sponsor) for grant in second} == {(None, site.id_of("owner"))}
    assert look(())[1] == ()

    def logged(tree):
        events = tree.event_log.about(folder.uid, {"grant"})
        return [(event.key, event.before, event.after, event.until, event.since == event.at) for event in events]

    assert site.read(logged) == [
        (outsider, (), ("reader",), until, True),
        (outsider, ("reader",), ("author", "reader"), None, True),
        (outsider, ("author", "reader"), (), None, True),
    ]


def test_what_a_group_has_in_a_space_is_a_membership(site):
    site.on(OPEN, lambda item: sharing.set_roles(site.act("owner"), item, "trainers", ("reader",)) and None)
    kinds = site.on(OPEN, lambda item: [event.kind for event in find_root(item).event_log.about(item.uid)])
    assert kinds[-1] == "membership"
