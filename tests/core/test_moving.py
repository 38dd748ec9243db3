"""Moving asks for what adding and deleting ask for."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.errors import Refused
from moothall.core.moving import check_may_move
from tests.factories import GROUP, OPEN


def test_a_repository_goes_only_to_where_one_may_be_added(site, make):
    make.member(GROUP, "member", "facilitator")
    made = make.repository(GROUP, by="member")

    def check(root, login, source=made.path, target=OPEN):
        check_may_move(site.viewer(root, login), find_resource(root, source), find_resource(root, target))

    with pytest.raises(Refused):
        site.read(lambda root: check(root, "member"))
    site.read(lambda root: check(root, "facilitator"))
