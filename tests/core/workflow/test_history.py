"""What transitions leave in the history of an item, and who reads that."""

import pytest

from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


def history(client, made):
    """Return (state, action, reason) of each transition that somebody reads about, oldest first."""
    items = client.get(f"{made}/@history").json["items"]
    found = [one for one in items if one["type"] == "workflow"]
    return [(one["review_state"], one["action"], one["comments"]) for one in reversed(found)]


def test_readers_hear_what_they_see_and_no_reason(api, make):
    made = make.document(GROUP + "/documents", by="author", state="published")
    make.step(made, "request_deletion", by="author")
    make.step(made, "refuse_deletion", by="facilitator")
    mine, theirs = (history(client, made)[-2:] for client in (api.facilitator, api.reader))
    assert [row[2] for row in mine] == ["Because.", "Because."]
    assert [row[2] for row in theirs] == ["", ""]
    assert [row[0] for row in mine] == [row[0] for row in theirs] == ["deletion_requested", "published"]


def test_who_does_not_see_a_working_copy_hears_nothing_of_it(api, make):
    made = make.document(LIBRARY, "Plan", by="author", state="published")
    make.working_edition(made, by="author", title="Second plan")
    make.step(made, "submit", by="author")
    make.step(made, "approve", by="facilitator")
    known = history(api.facilitator, made)
    assert ("proposed", "submit", "Because.") in known
    make.working_edition(made, by="author", title="Third plan")
    assert history(api.facilitator, made) == known
    assert len(history(api.author, made)) == len(known) + 1
    assert {state for state, _action, _reason in history(api.guest, made)} == {"published"}


def test_who_does_not_see_a_working_copy_hears_nothing_of_its_detours(api, make, actors):
    made = make.document(LIBRARY, "Plan", by="author", state="published")

    def known(login):
        texts = [actors(login).get(f"{made}/{page}").text for page in ("history", "")]
        return history(api(login), made), *("Second plan" in text for text in texts)

    before = {login: known(login) for login in ("facilitator", "reader")}
    make.working_edition(made, by="author", title="Second plan")
    for step in ("submit", "withdraw"):
        make.step(made, step, by="author")
    assert {login: known(login) for login in before} == before
    states = [state for state, _action, _reason in history(api.author, made)]
    assert states[-3:] == ["draft", "proposed", "draft"]


def test_a_reason_stays_until_the_next_transition(api, make, actors):
    made = make.document(GROUP + "/documents", by="author", state="published")
    make.step(made, "request_deletion", by="author")
    make.step(made, "refuse_deletion", by="facilitator", reason="We need it.")
    # What else happens to it is no transition.
    entries = [{"id": "outsider", "type": "user", "roles": {"reader": True}}]
    api.facilitator.post_json(f"{made}/@sharing", {"entries": entries}, status=204)
    assert "“Keep it”, decided by Finn Facilitator" in actors.author.get(str(made)).text
    assert "decided by" not in actors.reader.get(str(made)).text
    make.step(made, "archive", by="facilitator")
    assert "“Keep it”" not in actors.author.get(str(made)).text


class TestOfStatesThatAreGone:
    """The workflow has other states now, and other readers of one that remains."""

    @pytest.fixture
    def released(self, make):
        """A document of which one version was live, but only in a state that is gone."""

        def release(table):
            table["transitions"]["release"] = {
                "title": "Release", "from": ["draft"], "to": "archived", "who": ["creator"]}  # fmt: skip

        make.table("content", release)
        made = make.document(GROUP + "/documents", by="author", state="draft", title="First")
        make.step(made, "release", by="author")
        make.working_edition(made, by="author", title="Second")
        for step in ("submit", "approve"):
            make.step(made, step, by="facilitator")
        return made

    @pytest.fixture
    def made(self, make):
        made = make.document(GROUP + "/documents", by="author", state="published")
        for step, by in (("request_deletion", "author"), ("refuse_deletion", "facilitator"), ("archive", "facilitator"),
                         ("unarchive", "facilitator")):  # fmt: skip
            make.step(made, step, by=by)
        return made

    @pytest.fixture
    def renamed(self, released, made, make):
        def rename(table):
            table["matrix"]["deletion_requested"]["view"] = ["creator", "facilitator"]
            for before, after in RENAMED.items():
                table["states"][after] = table["states"].pop(before) | {"title": after.title()}
                table["matrix"][after] = table["matrix"].pop(before)
            for step in table["transitions"].values():
                step["from"] = [RENAMED.get(one, one) for one in step["from"]]
                step["to"] = RENAMED.get(step["to"], step["to"])

        make.table("content", rename, dict(RENAMED))

    def test_people_hear_of_them_as_they_were(self, api, actors, renamed, made):
        states = [state for state, _action, _reason in history(api.reader, made)]
        assert states == ["published", "published", "archived", "published"]
        everything = [state for state, _action, _reason in history(api.facilitator, made)]
        assert everything == ["proposed", "published", "deletion_requested", "published", "archived", "published"]
        page = actors.facilitator.get(f"{made}/history").text
        assert "Waiting for approval" in page and "Waiting</" not in page

    def test_readers_read_the_versions_that_were_live_in_them(self, api, actors, renamed, released):
        for login in ("reader", "outsider", "facilitator"):
            assert "First" in actors(login).get(f"{released}/versions/1").text
            assert "Second" in actors(login).get(f"{released}/versions/2").text
        actors.guest.get(f"{released}/versions/1", status="4*")


#: States of shared content that get other ids.
RENAMED = {"archived": "shelved", "proposed": "waiting"}
