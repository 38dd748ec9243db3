"""Reactions to posts, and the post that answers a discussion."""

import pytest

from tests.factories import GROUP
from tests.people.test_own_data import erase, export

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="member")


@pytest.fixture
def post(thread, api):
    sent = {"@type": "post", "text": "<p>The blue one.</p>"}
    return api.author.post_json(str(thread), sent, status=201).json["@id"].removeprefix("http://localhost")


def counted(api, post, login="reader"):
    return {one["reaction"]: one["count"] for one in api(login).get(f"{post}/@reactions").json["items"]}


def test_people_react_once_with_each_and_take_it_back(api, post):
    for _ in range(2):
        api.member.post_json(f"{post}/@reactions", {"reaction": "thanks"})
    found = api.owner.post_json(f"{post}/@reactions", {"reaction": "agree"}).json["items"]
    assert [(one["reaction"], one["own"], one["people"]) for one in found] == [
        ("thanks", False, ["member"]),
        ("agree", True, ["owner"]),
    ]
    assert counted(api, post) == {"thanks": 1, "agree": 1} == api.reader.get(post).json["reactions"]
    api.member.delete_json(f"{post}/@reactions", {"reaction": "thanks"}, status=204)
    api.member.delete_json(f"{post}/@reactions", {"reaction": "thanks"}, status=204)
    assert counted(api, post) == {"agree": 1}


@pytest.mark.parametrize(
    ("login", "reaction", "status"),
    [
        ("guest", "like", 404),
        ("reader", "like", 403),
        ("author", "like", 403),
        ("member", "love", 400),
        ("member", "", 400),
    ],
)
def test_who_may_not_reply_does_not_react_nor_to_ones_own(api, post, login, reaction, status):
    api(login).post_json(f"{post}/@reactions", {"reaction": reaction}, status=status)
    assert counted(api, post) == {}


def test_a_closed_discussion_and_a_removed_post_take_no_reactions(api, post, thread):
    api.member.post_json(f"{post}/@reactions", {"reaction": "like"})
    api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    api.moderator.post_json(f"{post}/@reactions", {"reaction": "like"}, status=409)
    api.member.get(f"{post}/@reactions", status=404)
    api.moderator.post_json(f"{post}/@workflow/unhide", {})
    api.moderator.post_json(f"{thread}/@workflow/close", {"rule": "law", "comment": "Done."})
    api.member.post_json(f"{post}/@reactions", {"reaction": "thanks"}, status=403)
    assert counted(api, post) == {"like": 1}


def test_reactions_are_pressed_and_shown_in_the_browser(site, thread, post):
    browser = site.client("member")
    page = browser.get(str(thread)).click("React")
    form = next(one for one in page.forms.values() if "reaction" in one.fields)
    shown = form.submit("reaction", value="insightful", status=303).follow().follow()
    (item,) = shown.html.select(".m-reactions li")
    assert " ".join(item.text.split()) == "💡 Insightful: 1"
    assert "m-reaction--own" in item["class"]
    assert site.client("author").get(str(thread)).html.select(".m-reaction--own") == []
    page = shown.click("React")
    assert page.html.select_one("[aria-pressed=true]")["value"] == "insightful"


def test_the_asker_and_moderators_mark_the_answer(api, site, thread, post):
    for login, status in (("reader", 403), ("author", 403), ("outsider", 403)):
        api(login).post_json(f"{thread}/@answer", {"post": post}, status=status)
    assert api.member.post_json(f"{thread}/@answer", {"post": post}).json["url"].endswith(post)
    assert api.reader.get(str(thread)).json["answer"] == post.rpartition("/")[2]
    page = site.client("reader").get(str(thread))
    assert (
        "Jump to the answer" in page.text
        and page.html.select_one(".m-post-head .m-chip").text == "Marked as the answer"
    )
    api.moderator.post_json(f"{thread}/@answer", {"post": None})
    assert "Jump to the answer" not in site.client("reader").get(str(thread)).text
    first = api.member.get(f"{thread}?fullobjects=1").json["items"][0]["@id"]
    api.member.post_json(f"{thread}/@answer", {"post": first}, status=400)
    api.member.post_json(f"{thread}/@answer", {"post": "nothing"}, status=400)
    api.member.post_json(f"{thread}/@answer", {}, status=400)


def test_a_removed_answer_is_none(api, site, thread, post):
    api.member.post_json(f"{thread}/@answer", {"post": post})
    api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    assert api.member.get(f"{thread}/@answer").json["post"] is None
    assert "Jump to the answer" not in site.client("member").get(str(thread)).text


def test_the_list_shows_discussions_without_an_answer(api, make, site, thread, post):
    other = make.discussion(FORUM, "When?", by="member")
    browser = site.client("reader")
    unanswered = lambda: browser.get(f"{FORUM}?show=unanswered").html.main.text  # noqa: E731
    assert "Which room?" in unanswered() and "When?" in unanswered()
    api.member.post_json(f"{thread}/@answer", {"post": post})
    assert "Which room?" not in unanswered() and "When?" in unanswered()
    assert other
    api.member.post_json(f"{thread}/@answer", {"post": None})
    assert "Which room?" in unanswered()


def test_marking_in_the_browser_is_undone(site, thread, post, api):
    browser = site.client("member")
    page = browser.get(str(thread))
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    (button,) = page.html.select(f"[formaction$='{thread}/answer']")
    sent = {"csrf_token": token, button["name"]: button["value"]}
    page = browser.post(button["formaction"], sent, status=303).follow()
    assert "Answer to “Which room?” marked." in page.text
    browser.post(page.html.select_one(".m-said [formaction]")["formaction"], {"csrf_token": token}, status=303)
    assert api.member.get(f"{thread}/@answer").json["post"] is None


def test_reactions_are_in_the_export_and_go_with_the_account(api, post, site):
    api.member.post_json(f"{post}/@reactions", {"reaction": "like"})
    assert [one["reaction"] for one in export(site.client("member"))["reactions"]] == ["like"]
    erase(site.client("member"))
    assert counted(api, post) == {}
