"""A post or a discussion becomes a document or a good practice, linked both ways."""

import pytest

from tests.factories import GROUP, PRIVATE

FORUM = GROUP + "/discussions"
LIBRARY = GROUP + "/documents"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="author")


@pytest.fixture
def post(make, thread):
    return make.post(thread, "<p>The <b>blue</b> one.</p>", by="member")


def convert(api, source, login="facilitator", status=201, **more):
    sent = {"to": "document", "container": LIBRARY}
    return api(login).post_json(f"{source}/@convert", sent | more, status=status).json


def path(found):
    return found["@id"].removeprefix("http://localhost")


def test_a_post_becomes_a_document_with_its_author(api, actors, post, thread):
    made = convert(api, post, title="Rooms")
    assert made["@type"] == "document" and made["title"] == "Rooms"
    assert (
        "The <b>blue</b> one." in made["text"]["data"].replace("strong", "b") and "Mika Member" in made["text"]["data"]
    )
    assert [one["title"] for one in api.facilitator.get(f"{post}/@convert").json["items"]] == ["Rooms"]
    assert "From the discussion “Which room?”" in actors.facilitator.get(path(made)).text
    assert "Became “Rooms”" in actors.facilitator.get(str(thread)).text


def test_a_discussion_becomes_one_with_all_that_one_sees(api, make, thread, post):
    make.post(thread, "<p>Waiting words.</p>", by="member", state="pending")
    hidden = make.post(thread, "<p>Removed words.</p>", by="member")
    api.moderator.post_json(f"{hidden}/@workflow/hide", {"comment": "So.", "rule": "spam"})
    text = convert(api, thread)["text"]["data"]
    assert "blue" in text and "Anna Author" in text and "Mika Member" in text
    assert "Waiting words" not in text and "Removed words" not in text


def test_a_good_practice_is_proposed_where_one_may(api, post):
    made = convert(api, post, "reviewer", to="goodpractice", container="/repository")
    assert made["@type"] == "goodpractice" and "blue" in made["text"]["data"]


@pytest.mark.parametrize(
    ("login", "status"), [("guest", 404), ("outsider", 403), ("reader", 403), ("facilitator", 201)]
)
def test_who_may_not_add_there_does_not(api, post, login, status):
    convert(api, post, login, status)


def test_bad_wishes_are_refused(api, post, thread, make):
    for wrong in ({"to": "file"}, {"to": "post"}, {"container": "/nowhere"}, {"to": 7}):
        convert(api, post, status=400, **wrong)
    convert(api, post, status=400, container=FORUM)
    convert(api, post, "facilitator", 400, container=PRIVATE + "/nothing")
    waiting = make.post(thread, "<p>x</p>", by="member", state="pending")
    convert(api, waiting, "moderator", 409)
    convert(api, waiting, "reader", 404)


def test_links_show_only_what_one_sees(api, actors, make):
    thread = make.discussion(PRIVATE + "/discussions", "Secret rooms", by="owner")
    made = convert(api, thread, container=LIBRARY)
    page = actors.outsider.get(path(made), status="*")
    assert f'href="{thread}' not in page.text
    assert "Which room" not in page.text


def test_the_page_shows_who_will_see_it(actors, api, post, thread):
    page = actors.facilitator.get(f"{post}/convert")
    assert "For people who are logged in" in page.text
    form = next(one for one in page.forms.values() if "place" in one.fields)
    refused = form.submit(status=422)
    assert "Choose what to make and where" in refused.text
    form = next(one for one in refused.forms.values() if "place" in one.fields)
    form["place"] = next(value for value, *_rest in form.fields["place"][0].options if value.startswith("document"))
    form["title"] = "Blue rooms"
    assert "Blue rooms" in form.submit().follow().text
    assert "Make an item" not in actors.reader.get(str(thread)).text


def test_deleting_the_document_ends_the_link(api, post, actors, thread):
    made = convert(api, post, title="Rooms")
    api.facilitator.delete(path(made), status=204)
    assert "Became" not in actors.member.get(str(thread)).text
