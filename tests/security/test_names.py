"""Names and titles cannot mislead, and a text nobody can see is none."""

import pytest

from tests.factories import OPEN


@pytest.mark.parametrize("name", ["Ann\u202eeiraM", "\u2066Ann", "Ann\u200b", "\u3164", "\u200d"])
def test_a_name_cannot_turn_around_the_text_after_it(actors, api, name):
    page = actors.member.get("/people/settings")
    form = next(form for form in page.forms.values() if "name" in form.fields)
    form["name"] = name
    form.submit(status="*")
    shown = api.member.get("/@users/member").json["fullname"]
    assert shown.isprintable() and shown.strip()
    api.member.patch_json("/@users/member", {"fullname": name}, status=400)
    assert api.member.get("/@users/member").json["fullname"] == shown


@pytest.mark.parametrize("text", ["<p>\u200b</p>", "<p>\u200d\u2800</p>", "<p>&#x3164;</p>", "<p>\ufeff&nbsp;</p>"])
def test_a_post_that_cannot_be_seen_is_empty(api, make, text):
    discussion = make.discussion()
    api.member.post_json(discussion.path, {"@type": "post", "text": text}, status=400)


def test_a_title_keeps_its_joiners_and_is_not_invisible(api):
    title = "می\u200cخواهم"
    made = api.member.post_json(f"{OPEN}/documents", {"@type": "document", "title": title})
    assert made.json["title"] == title
    api.member.post_json(f"{OPEN}/documents", {"@type": "document", "title": "\u200d"}, status=400)


def test_guests_cannot_learn_usernames_by_searching(site, api, make):
    document = make.document(by="member", state="published")
    assert document.path in api.member.get("/@search?Creator=member").text
    assert api.guest.get("/@search?Creator=member").json["items_total"] == 0
    assert api.guest.get(f"/@search?Creator={site.id_of('member')}").json["items_total"] > 0
