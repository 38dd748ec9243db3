"""Sharing as people may, and who sees an item."""

import pytest
from pyramid.traversal import find_resource, find_root

from moothall.core.authorization import sharing
from moothall.core.search.query import ContentQuery
from tests.factories import ROSTER


@pytest.fixture
def share(site):
    """``share(item, "outsider", "reader", by="facilitator", until=…)`` as that person may."""

    def give(made, who, *roles, by="facilitator", until=None, sponsor=None):
        principal = who if ":" in who else site.id_of(who)
        return site.on(
            str(made),
            lambda item: sharing.share(
                site.viewer(find_root(item), by), site.act(by), item, principal, roles, until, sponsor
            ),
        )

    return give


@pytest.fixture
def set_inherits(site):
    def change(made, inherits, by="facilitator"):
        site.on(
            str(made), lambda item: sharing.set_inherits(site.viewer(find_root(item), by), site.act(by), item, inherits)
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
