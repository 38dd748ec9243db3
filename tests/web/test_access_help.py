"""Which question a refused person is offered."""

import pytest

from tests.factories import CURATED, GROUP


@pytest.fixture
def repository(site, make):
    """The repository of a space that is archived, where nothing can be added any more."""
    made = make.repository(in_=GROUP)
    site.program("owner").post_json(f"{GROUP}/@workflow/request_archival", {"comment": "Done."})
    site.program("admin").post_json(f"{GROUP}/@workflow/archive", {"comment": "Done."})
    return made


def test_a_view_says_what_it_asks_for(api, repository):
    refused = api.member.post_json(str(repository), {"@type": "resource", "title": "x"}, status=409).json
    assert refused["explain"] == f"http://localhost{repository}/@explain?permission=add"


def test_so_does_a_page(as_member, repository):
    page = as_member.get(f"{repository}/add/resource", status=409)
    assert page.html.find("a", string="Why can't I?")["href"] == f"{repository}/why?permission=add"


def test_a_transition_is_asked_for_by_its_id(api, actors, make):
    document = make.document(in_=CURATED + "/documents")
    refused = api.member.post_json(f"{document}/@workflow/archive", {}, status=403).json
    assert refused["explain"] == f"http://localhost{document}/@explain?step=archive"
    page = actors.member.get(f"{document}/workflow/archive", status=403)
    assert page.html.find("a", string="Why can't I?")["href"] == f"{document}/why?step=archive"


def test_a_condition_is_explained_and_not_the_permission_that_one_has(api, actors, make):
    guards = [{"kind": "not_creator"}]
    make.table("content", lambda table: table["transitions"]["delete"].update(guards=guards))
    document = make.document(in_=CURATED + "/documents", by="facilitator")
    explain = api.facilitator.delete(str(document), status=403).json["explain"]
    explained = api.facilitator.get(explain.removeprefix("http://localhost")).json
    assert explained["allowed"] is False and "You added it yourself" in str(explained["because"])
    page = actors.facilitator.get(f"{document}/delete", status=403)
    page = actors.facilitator.get(page.html.find("a", string="Why can't I?")["href"])
    assert "You added it yourself" in page.html.main.text
