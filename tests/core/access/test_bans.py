"""Who is banned from a space counts as a guest in it, and keeps what they are on the whole site."""

import pytest

from moothall.space import bans
from tests.factories import GROUP


@pytest.mark.parametrize(("login", "status"), [("admin", 200), ("sitemoderator", 200), ("member", 404)])
def test_roles_on_the_site_outlast_a_ban(api, make, site, login, status):
    made = make.document(in_=f"{GROUP}/documents", by="member", state="published")
    make.working_edition(made, by="member", state="proposed")
    site.on(GROUP, lambda space: bans.ban(site.act("owner", "Rude."), space, site.id_of(login), None))
    program = api(login)
    program.get(str(made), status=status)
    listed = status == 200
    assert (program.get("/@search?portal_type=document").json["items_total"] == 1) is listed
    if listed:
        assert program.get(f"{GROUP}/documents").json["items_total"] == 1
        assert program.get(f"{made}?edition=live").json["review_state"] == "published"
