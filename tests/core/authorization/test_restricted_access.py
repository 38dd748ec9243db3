"""Restricted access: who is excluded, who stays, and what happens to access given inside."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource

from moothall.core.access.permissions import Permission
from moothall.core.authorization import sharing
from moothall.core.base.errors import Conflict, Forbidden
from moothall.core.content.items import scope_of
from tests.factories import GROUP, OPEN, PRIVATE, ROSTER


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
