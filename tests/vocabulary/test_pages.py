"""The pages of vocabularies."""

import pytest


def test_guests_find_the_vocabularies_and_their_terms(as_guest):
    page = as_guest.get("/vocabularies")
    listed = [" ".join(one.text.split()) for one in page.html.select("main .m-list li")]
    assert "Target audience · 4 terms" in listed
    terms = as_guest.get("/vocabularies/target_audience").html
    assert terms.select_one("#digital-skills-in-education").text.strip().startswith("Digital skills in education")


def test_narrower_terms_stand_under_the_wider(as_guest):
    page = as_guest.get("/vocabularies/digcomp").html
    assert page.select("main ul ul li")


@pytest.mark.parametrize("path", ["/vocabularies/nothing", "/vocabularies/digcomp/nothing"])
def test_what_is_not_there_is_not_found(as_guest, path):
    as_guest.get(path, status=404)
