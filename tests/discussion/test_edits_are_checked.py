"""Where every post is checked by a moderator, a change of one is checked too."""

import pytest

from tests.factories import OPEN


@pytest.fixture
def checked(site, api):
    """The space in which all posts wait for a moderator."""
    api.owner.patch_json(OPEN, {"post_moderation": "all"})
    return OPEN


def test_a_changed_post_waits_again_and_others_do_not_read_it(checked, api, actors, make):
    discussion = make.discussion()
    post = make.post(discussion, "<p>Approved words.</p>")
    api.member.patch_json(str(post), {"text": "<p>Other words.</p>"})
    assert api.member.get(str(post)).json["review_state"] == "pending"
    for reader in (api.guest, api.author):
        reader.get(str(post), status=404)
        assert "Other words" not in reader.get(f"/@search?SearchableText=other&path={discussion}").text
    assert "Other words" not in actors.guest.get(str(discussion)).text
    assert "Other words" in api.moderator.get("/@queue").text
    api.moderator.post_json(f"{post}/@workflow/approve", {})
    assert "Other words" in actors.guest.get(str(discussion)).text


def test_the_person_is_told_that_it_waits(checked, actors, make):
    post = make.post(make.discussion(), "<p>Approved words.</p>")
    form = next(form for form in actors.member.get(f"{post}/edit").forms.values() if "text" in form.fields)
    form["text"] = "<p>Other words.</p>"
    assert "A moderator will check it" in form.submit().maybe_follow().maybe_follow().text


def test_a_first_post_waits_again_and_a_title_is_for_moderators(checked, api, make):
    discussion = make.discussion(title="Approved title")
    make.post(discussion, by="author")
    answer = api.member.patch_json(str(discussion), {"title": "Other title"}, status=403)
    assert "Moderators check every post" in answer.json["message"]
    api.member.patch_json(str(discussion), {"subjects": ["other"]}, status=403)
    api.member.patch_json(str(discussion), {"text": "<p>Other words.</p>", "title": "Approved title"})
    assert "Other words" not in api.guest.get(str(discussion)).text
    api.moderator.patch_json(str(discussion), {"title": "Other title"})
    assert api.guest.get(str(discussion)).json["title"] == "Other title"


def test_what_was_not_changed_and_what_moderators_change_does_not_wait(checked, api, make):
    post = make.post(make.discussion(by="moderator"), "<p>Approved words.</p>", by="moderator")
    api.moderator.patch_json(str(post), {"text": "<p>Other words.</p>"})
    assert api.guest.get(str(post)).json["review_state"] == "published"
    own = make.post(make.discussion(), "<p>Approved words.</p>")
    api.member.patch_json(str(own), {"text": "<p>Approved words.</p>"})
    assert api.guest.get(str(own)).json["review_state"] == "published"


def test_elsewhere_a_change_is_read_at_once(api, make):
    post = make.post(make.discussion(), "<p>Approved words.</p>")
    api.member.patch_json(str(post), {"text": "<p>Other words.</p>"})
    assert "Other words" in api.guest.get(str(post)).text
