"""Giving, taking, breaking off: the verbs, and what follows for everybody concerned."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource

from moothall.core.access.permissions import Permission
from moothall.core.authorization import sharing
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.content.items import scope_of
from moothall.core.search.query import ContentQuery
from moothall.space import bans, members
from tests.factories import GROUP, OPEN, PRIVATE, ROSTER


@pytest.fixture
def share(site):
    """``share(item, "outsider", "reader", by="facilitator", until=…)`` as that person may."""

    def give(made, who, *roles, by="facilitator", until=None, sponsor=None):
        principal = who if ":" in who else site.id_of(who)
        return site.on(
            str(made),
            lambda item: sharing.share(
                site.viewer(_root(item), by), site.act(by), item, principal, roles, until, sponsor
            ),
        )

    return give


@pytest.fixture
def set_inherits(site):
    def change(made, inherits, by="facilitator"):
        site.on(
            str(made), lambda item: sharing.set_inherits(site.viewer(_root(item), by), site.act(by), item, inherits)
        )

    return change


@pytest.fixture
def seeing(site):
    """The log-ins that see something, of all there are; page and list agree on each."""

    def look(made):
        def ask(tree):
            item, found = find_resource(tree, str(made)), set()
            for login in (*ROSTER, "outsider", "admin", None):
                viewer = site.viewer(tree, login)
                sees = viewer.sees(item)
                assert sees == (item.uid in ContentQuery(viewer).including_working_copies().uids()), login
                if sees:
                    found.add(login)
            return found

        return site.read(ask)

    return look


def _root(item):
    while item.__parent__ is not None:
        item = item.__parent__
    return item


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


def test_a_break_keeps_out_all_but_the_named_and_those_who_answer_for_the_space(make, share, set_inherits, seeing):
    folder = make.folder(OPEN + "/documents", by="author")
    document = make.document(str(folder), by="member")
    assert seeing(document) == {*ROSTER, "outsider", "admin", None}
    set_inherits(folder, False)
    assert seeing(folder) == seeing(document) == {"owner", "facilitator", "admin"}
    share(folder, "outsider", "reader")
    share(folder, "moderator", "author")
    assert seeing(document) == {"owner", "facilitator", "admin", "outsider", "moderator"}
    set_inherits(folder, True)
    assert seeing(document) == {*ROSTER, "outsider", "admin", None}


def test_a_draft_behind_a_break_comes_back_to_who_made_it(make, share, set_inherits, seeing):
    """Page, list and search go by the same rule: whoever is not named there sees nothing in it, their own included."""
    folder = make.folder(GROUP + "/documents", by="author")
    draft = make.document(str(folder), by="member", state="draft")
    set_inherits(folder, False)
    assert seeing(draft) == set()
    share(folder, "member", "reader")
    assert seeing(draft) == {"member"}
    share(folder, "member")
    set_inherits(folder, True)
    assert seeing(draft) == {"member"}


def test_who_breaks_off_their_own_document_keeps_it_until_they_leave(make, share, set_inherits, seeing):
    document = make.document(PRIVATE + "/documents", by="member")
    set_inherits(document, False, by="member")
    assert seeing(document) == {"member", "owner", "facilitator", "admin"}
    make.member(PRIVATE, "member")
    assert seeing(document) == {"owner", "facilitator", "admin"}


def test_nobody_lets_themselves_in(make, share, seeing):
    document = make.document(PRIVATE + "/documents", by="member", state="draft")
    share(document, "member", "author", by="member")
    make.member(PRIVATE, "member")
    assert seeing(document) == set()


def test_the_creator_stays_when_somebody_else_breaks_it_off(make, set_inherits, seeing):
    document = make.document(PRIVATE + "/documents", by="member")
    set_inherits(document, False, by="facilitator")
    assert seeing(document) == {"member", "owner", "facilitator", "admin"}
    set_inherits(document, True, by="facilitator")
    make.member(PRIVATE, "member")
    assert "member" not in seeing(document), "what was kept goes with the break"


def test_a_guest_manager_keeps_what_they_break_off_for_as_long_as_they_manage(site, make, clock, share, set_inherits):
    outer = make.folder(PRIVATE + "/documents")
    inner = make.folder(str(outer))
    share(outer, "outsider", "facilitator", until=clock.now + timedelta(days=3))
    set_inherits(inner, False, by="outsider")

    def may(permission):
        return site.read(
            lambda tree: site.viewer(tree, "outsider").allowed(permission, find_resource(tree, str(inner)))
        )

    assert may(Permission.SHARE)
    clock.advance(days=3)
    assert not may(Permission.SHARE) and not may(Permission.VIEW)


def test_who_holds_less_than_a_moderator_breaks_off_no_folder(make, share, set_inherits):
    folder = make.folder(OPEN + "/documents", by="author")
    for login in ("author", "moderator", "outsider"):
        with pytest.raises(Forbidden):
            set_inherits(folder, False, by=login)


def test_a_space_is_not_broken_off(set_inherits):
    with pytest.raises(Conflict):
        set_inherits(OPEN, False)


def test_scopes_inside_stand_under_a_new_one_and_stay_when_it_goes(site, make, share, set_inherits, seeing):
    folder = make.folder(PRIVATE + "/documents")
    document = make.document(str(folder))
    share(document, "reader", "author")
    share(folder, "outsider", "reader")
    assert "outsider" in seeing(document)
    set_inherits(folder, False)
    assert "author" not in seeing(document)
    set_inherits(folder, True)
    share(folder, "outsider")
    assert seeing(document) == {*ROSTER, "admin"}
    agree = site.read(
        lambda tree: all(
            record.parent == scope_of(tree.uids.get(record.uid).__parent__)
            for record in tree.access.values()
            if record.parent is not None
        )
    )
    assert agree


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
            sharing.check_may_share(site.viewer(_root(item), "owner"), item, principal, roles, end)

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
        lambda item: sharing.check_may_share(site.viewer(_root(item), "owner"), item, "trainers", (), clock.now),
    )


def test_what_somebody_can_give(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    own = make.document(str(folder), by="member", state="draft")
    share(folder, "outsider", "moderator", until=clock.now + timedelta(days=9))

    def can(path, login):
        return site.on(str(path), lambda item: sharing.grantable_roles(site.viewer(_root(item), login), item))

    assert can(folder, "outsider") == ["reader", "member", "moderator"]
    assert can(folder, "owner") == ["reader", "member", "author", "moderator", "facilitator"]
    assert can(folder, "member") == ["reader", "member"] and can(folder, None) == []
    assert can(own, "member") == can(own, "facilitator") == ["reader", "author"]

    def end(path, login, role):
        return site.on(str(path), lambda item: sharing.latest_end(site.viewer(_root(item), login), item, role))

    assert end(folder, "outsider", "member") == clock.now + timedelta(days=9)
    assert end(folder, "owner", "member") is None and end(own, "member", "author") is None


def test_what_a_change_of_sharing_is_announced_with(site, make, clock, share):
    folder = make.folder(OPEN + "/documents")
    until = clock.now + timedelta(days=9)
    outsider = site.id_of("outsider")

    def look(roles, until=None, sponsor=None):
        def change(item):
            viewer, act = site.viewer(_root(item), "owner"), site.act("owner")
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


def test_a_break_says_whether_it_is_one(site, make, share, set_inherits):
    folder = make.folder(OPEN + "/documents")

    def inherits():
        return site.on(str(folder), sharing.inherits)

    assert inherits()
    share(folder, "outsider", "reader")
    assert inherits()
    set_inherits(folder, False)
    assert not inherits()
    set_inherits(folder, True)
    assert inherits()
    assert site.on(str(folder), lambda item: list(sharing.grants_on(item))) == [site.id_of("outsider")]
    with pytest.raises(Forbidden, match="roles that you have yourself"):
        set_inherits(folder, False, by="moderator")
    document = make.document(OPEN + "/documents", by="member")
    for breaks, named in ((True, [site.id_of("member")]), (False, [])):
        set_inherits(document, not breaks, by="member")
        assert site.on(str(document), lambda item: list(sharing.grants_on(item))) == named


def test_what_a_group_has_in_a_space_is_a_membership(site):
    site.on(OPEN, lambda item: sharing.set_roles(site.act("owner"), item, "trainers", ("reader",)) and None)
    kinds = site.on(OPEN, lambda item: [event.kind for event in _root(item).event_log.about(item.uid)])
    assert kinds[-1] == "membership"
