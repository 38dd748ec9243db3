"""Who decides is named only to people who may list those people anyway."""

import pytest

from moothall.core.authorization import sharing
from tests.factories import PRIVATE


@pytest.fixture
def proposed(site, make):
    """A document that waits, in a folder of a private space that somebody else has been let into."""
    folder = make.folder(PRIVATE + "/documents", "Inner", by="owner")
    outsider = site.id_of("outsider")
    act = site.act("sitemoderator", "Because.")
    site.on(str(folder), lambda item: sharing.set_roles(act, item, outsider, ("facilitator",)) and None)
    return make.document(str(folder), "Plan", by="author", state="proposed")


def test_deciders_of_a_space_whose_members_one_cannot_list_are_neither_named_nor_counted(site, proposed):
    names = site.people(lambda store: [store.by_login(login).name for login in ("owner", "facilitator")])
    seen = []
    for page in (str(proposed), f"{proposed}/why?permission=edit", "/queue"):
        text = site.client("outsider").get(page).html.main.text
        seen.append(text)
        assert not any(name in text for name in names), page
    assert "Waiting for the facilitators" in seen[0]
    assert any(name in site.client("author").get(str(proposed)).html.main.text for name in names)
