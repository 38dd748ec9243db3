"""The rules of a space: read by its readers, changed by those who manage it."""

import pytest

from tests.factories import GROUP, PRIVATE


def rules(api, login="reader", place=GROUP):
    return [(one["number"], one["title"]) for one in api(login).get(f"{place}/@rules").json["items"]]


def test_a_space_has_the_rules_of_the_site_until_it_has_its_own(api):
    assert rules(api)[0] == (1, "Respect others") and len(rules(api)) == 5
    first = api.facilitator.post_json(f"{GROUP}/@rules", {"title": "Be kind", "text": "Always."}, status=201).json
    second = api.facilitator.post_json(f"{GROUP}/@rules", {"title": "Be brief"}, status=201).json
    assert rules(api) == [(1, "Be kind"), (2, "Be brief")]
    api.facilitator.patch_json(f"{GROUP}/@rules/{second['id']}", {"title": "Be short"}, status=204)
    api.facilitator.delete(f"{GROUP}/@rules/{first['id']}", status=204)
    assert rules(api) == [(1, "Be short")]
    api.facilitator.delete(f"{GROUP}/@rules/{second['id']}", status=204)
    assert len(rules(api)) == 5
    api.facilitator.delete(f"{GROUP}/@rules/respect", status=404)


@pytest.mark.parametrize(("login", "status"), [("guest", 404), ("reader", 403), ("moderator", 403)])
def test_only_those_who_manage_a_space_change_its_rules(api, login, status):
    api(login).post_json(f"{GROUP}/@rules", {"title": "Mine"}, status=status)
    assert len(rules(api)) == 5


def test_rules_of_a_hidden_space_are_hidden_and_wrong_ones_refused(api):
    api.outsider.get(f"{PRIVATE}/@rules", status=404)
    for wrong in ({"title": " "}, {"title": 5}, {"text": "x"}):
        api.facilitator.post_json(f"{GROUP}/@rules", wrong, status=400)


def test_rules_are_kept_in_the_browser(site, actors):
    browser = site.client("facilitator")
    page = browser.get(GROUP + "/rules")
    assert "This space has no rules of its own." in page.text
    form = next(one for one in page.forms.values() if "title" in one.fields)
    assert "Fill in: Title" in form.submit("do", value="add", status=422)
    form["title"] = "Be kind"
    page = form.submit("do", value="add", status=303).follow()
    assert "Rules of “Members group” saved." in page.text and "1. Be kind" in page.text
    form = next(one for one in page.forms.values() if "id" in one.fields)
    form["title"] = "Be very kind"
    page = form.submit("do", value="change", status=303).follow()
    assert "1. Be very kind" in page.text
    assert "Add a rule" not in actors.reader.get(GROUP + "/rules").text
