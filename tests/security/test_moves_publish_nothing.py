"""A move shows nothing to more people than before, of what the person who moves it does not see."""

import pytest

from tests.factories import OPEN, PRIVATE


def with_state(workflow, view, live=True):
    """Return a change of a workflow that adds the state "internal", which ``view`` see."""

    def change(table):
        table["states"]["internal"] = {"title": "Internal", "live": live}
        table["matrix"]["internal"] = {"view": view}
        before = "draft" if workflow == "content" else table["initial"]
        table["transitions"]["keep"] = {"title": "Keep", "from": [before], "to": "internal", "who": ["creator"]}

    return change


def moved(api, login, source, target, status=200):
    answer = api(login).post_json(f"{target}/@move", {"source": str(source)}, status=status).json
    return answer[0]["target"].removeprefix("http://localhost") if status == 200 else answer["message"]


def seen_by(api, path):
    logins = ("guest", "outsider", "reader", "member", "moderator", "facilitator")
    return [login for login in logins if api(login).get(path, status="*").status_int == 200]


@pytest.fixture
def folder(make):
    """A folder of the facilitator with a document that everyone there sees."""
    made = make.folder(PRIVATE + "/documents", "Plans", by="facilitator")
    make.document(str(made), "Shown", by="author")
    return made


@pytest.mark.parametrize("there", [None, ["readers"], ["facilitator"]])
def test_a_published_item_that_only_owners_see(api, make, folder, there):
    """The workflow of the new place does not have its state, or shows it to other people."""
    make.own_table(PRIVATE, with_state("content", ["owner"]))
    if there is not None:
        make.own_table(OPEN, with_state("content", there), id="there")
    document = make.document(str(folder), "Secret", by="owner", state="draft")
    make.step(document, "keep", by="owner")
    assert seen_by(api, document.path) == []
    path = moved(api, "facilitator", folder, OPEN + "/documents")
    assert seen_by(api, f"{path}/secret") == []
    assert seen_by(api, f"{path}/shown")[0] == "guest"
    answer = api.owner.get(f"{path}/secret").json
    assert (answer["title"], answer["review_state"]) == ("Secret", "draft")
    items = api.guest.get(f"/@search?path={path}").json["items"]
    assert "Secret" not in [one["title"] for one in items]
    # It is a draft like any other.
    api.owner.patch_json(f"{path}/secret", {"title": "Known"}, status=204)
    api.owner.post_json(f"{path}/secret/@workflow/publish", {}, status=200)
    assert api.guest.get(f"{path}/secret").json["title"] == "Known"


def test_a_published_item_with_a_working_copy(api, make, folder):
    make.own_table(PRIVATE, with_state("content", ["owner"]))
    document = make.document(str(folder), "Secret", by="owner", state="draft")
    make.step(document, "keep", by="owner")
    make.working_edition(document, by="owner", title="Next")
    path = moved(api, "facilitator", folder, OPEN + "/documents")
    assert seen_by(api, f"{path}/secret") == []
    assert api.owner.get(f"{path}/secret").json["title"] == "Next"


def test_what_the_person_sees_is_moved_in_its_state(api, make, folder):
    make.own_table(PRIVATE, with_state("content", ["facilitator"]))
    make.own_table(OPEN, with_state("content", ["readers"]), id="there")
    document = make.document(str(folder), "Known", by="owner", state="draft")
    make.step(document, "keep", by="owner")
    path = moved(api, "facilitator", folder, OPEN + "/documents")
    assert api.guest.get(f"{path}/known").json["review_state"] == "internal"


@pytest.mark.parametrize("there", [None, ["moderator"]])
def test_a_post_that_only_its_author_sees(api, actors, make, there):
    make.own_table(PRIVATE, with_state("post", ["creator"], live=False), workflow="post")
    if there is not None:
        make.own_table(OPEN, with_state("post", there, live=False), workflow="post", id="there")
    thread = make.discussion(PRIVATE + "/discussions", "Talk", by="member")
    post = make.post(thread, "<p>Unheard</p>", by="author")
    make.step(post, "keep", by="author")
    assert seen_by(api, post.path) == []
    path = moved(api, "facilitator", thread, OPEN + "/discussions")
    # The posts that wait for a moderator are shown to the fewest people.
    assert seen_by(api, f"{path}/{post.path.rsplit('/', 1)[1]}") == ["moderator", "facilitator"]
    assert "Unheard" not in actors.guest.get(path).text and "Unheard" not in actors.member.get(path).text


def test_removing_a_state_shows_posts_to_the_fewest_people(api, make):
    """The administrator does not see the post, so that no one chooses another state for it."""
    change = with_state("post", ["creator"], live=False)
    make.table("post", change)
    thread = make.discussion(OPEN + "/discussions", "Talk", by="member")
    post = make.post(thread, "<p>Unheard</p>", by="author")
    make.step(post, "keep", by="author")

    def without(table):
        del table["states"]["internal"], table["matrix"]["internal"], table["transitions"]["keep"]

    make.table("post", without)
    assert seen_by(api, post.path) == ["moderator", "facilitator"]
