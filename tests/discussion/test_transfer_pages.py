"""The pages on which moderators move posts and merge discussions."""

import pytest

from tests.discussion.threads import Thread, lines, name, names
from tests.factories import GROUP, PRIVATE

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(api, make, clock):
    Thread.clock = clock
    return Thread(api, make.discussion(FORUM, "Which room?", by="owner"))


def test_moderators_move_posts_in_the_browser_and_both_ends_say_so(api, thread, make, site):
    one, two, *_rest = thread.rest
    browser = site.client("moderator")
    page = browser.get(thread.path).click("Move posts")
    form = next(form for form in page.forms.values() if "item" in form.fields)
    assert {box._value for box in form.fields["item"]} == set(names(thread.rest))
    page = browser.get(f"{thread.path}/move-posts", [("item", name(one)), ("item", name(two)), ("item", "nothing")])
    assert page.html.h1.text == "Move 2 posts" and "Answer 0" in page.text
    form = next(form for form in page.forms.values() if "into" in form.fields)
    assert "Enter a title" in form.submit(status=422)
    form["title"] = "Aside"
    page = form.submit(status=303).follow()
    assert page.html.h1.text.strip() == "Aside" and "The posts are in “Aside” now." in page.text
    undo = page.html.select_one(".m-said [formaction]")["formaction"]
    assert lines(site.client("reader").get(thread.path)) == ["2 posts were moved to “Aside” (2 March)."]
    assert lines(site.client("reader").get(page.request.path)) == [
        "2 posts were moved here from “Which room?” (2 March)."
    ]
    token = browser.get("/").html.select_one("[name=csrf_token]")["value"]
    page = browser.post(undo, {"csrf_token": token}, status=303).follow()
    assert "Undone. The posts are in “Which room?” again." in page.text and lines(page) == []
    assert names(thread.posts()) == names([thread.first, *thread.rest])
    assert "Move posts" not in site.client("member").get(thread.path).text
    for address in ("move-posts", "merge"):
        site.client("member").get(f"{thread.path}/{address}", status=403)
        site.client().get(f"{thread.path}/{address}", status=404)


def test_posts_go_into_a_discussion_chosen_by_title_after_a_look_at_who_sees_it(api, thread, make, site):
    other = Thread(api, make.discussion(FORUM, "Where to meet?", by="member"), 1)
    secret = Thread(api, make.discussion(PRIVATE + "/discussions", "Where to hide?", by="owner"), 1)
    browser = site.client("facilitator")

    def choose(path, title, **fields):
        page = browser.get(path)
        form = next(form for form in page.forms.values() if "into" in form.fields)
        form["into"] = title
        for field, value in fields.items():
            form[field] = value
        return form

    asked = f"{thread.path}/move-posts?item={name(thread.rest[0])}"
    assert "You moderate no discussion" in choose(asked, "Nowhere", to="existing").submit(status=422)
    page = choose(asked, "where", to="existing").submit(status=200)
    form = next(form for form in page.forms.values() if "chosen" in form.fields)
    assert len(form.fields["chosen"][0].options) == 2
    form["chosen"] = next(value for value, *_rest in form.fields["chosen"][0].options if value)
    page = choose(asked, secret.path, to="existing").submit(status=200)
    assert "Other people may be able to see them there." in page.text
    page = choose(asked, f"http://localhost{other.path}", to="existing").submit(status=200)
    assert "The same people can see them there." in page.text and len(other.posts()) == 2
    form = next(form for form in page.forms.values() if "confirmed" in form.fields)
    page = form.submit(status=303).follow()
    assert "The posts are in “Where to meet?” now." in page.text and len(other.posts()) == 3
    page = choose(f"{other.path}/merge", "Which room?").submit(status=200)
    form = next(form for form in page.forms.values() if "chosen" in form.fields)
    page = form.submit(status=200)
    form = next(form for form in page.forms.values() if "confirmed" in form.fields)
    page = form.submit(status=303).follow()
    assert "The discussion is part of “Which room?” now." in page.text
    assert "3 posts were moved here from “Where to meet?” (2 March)." in lines(page)
    # Who does not see the other end reads nothing of it.
    secret.merge(thread.path, login="facilitator")
    assert not any("hide" in one for one in lines(site.client("outsider").get(thread.path)))
    assert any("hide" in one for one in lines(browser.get(thread.path)))
