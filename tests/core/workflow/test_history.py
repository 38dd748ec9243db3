"""What transitions leave in the history of an item, and who reads that."""

import pytest

from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


def history(client, made):
    """Return (state, action, reason) of each transition in the history that a person can read, oldest first."""
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


def decided(client, made, page=""):
    """True if a page says who decided last and why."""
    text = client.get(f"{made}/{page}").text
    assert ("decided by Finn Facilitator" in text) is ("“We need it.”" in text)
    return "decided by Finn Facilitator" in text


class TestOfTheLastReason:
    """Others who work on an item read why it is in its state, until something else happens."""

    @pytest.fixture
    def kept(self, make):
        made = make.document(GROUP + "/documents", by="author", state="published")
        make.step(made, "request_deletion", by="author")
        make.step(made, "refuse_deletion", by="facilitator", reason="We need it.")
        return made

    def test_it_is_for_the_others(self, actors, kept):
        logins = ("author", "owner", "facilitator", "reader")
        assert [decided(actors(login), kept) for login in logins] == [True, True, False, False]
        assert "“Keep it”, decided by" in actors.author.get(str(kept)).text

    def test_what_is_no_transition_leaves_it(self, api, actors, kept):
        entries = [{"id": "outsider", "type": "user", "roles": {"reader": True}}]
        api.facilitator.post_json(f"{kept}/@sharing", {"entries": entries}, status=204)
        assert decided(actors.author, kept) and decided(actors.author, kept, "edit")

    def test_a_draft_that_one_does_not_see_leaves_it(self, make, actors, kept):
        make.working_edition(kept, by="author")
        assert decided(actors.owner, kept)
        assert not decided(actors.author, kept)

    def test_the_next_transition_ends_it(self, make, actors, kept):
        make.step(kept, "archive", by="owner", reason="")
        assert not decided(actors.author, kept) and "decided by" not in actors.author.get(str(kept)).text

    def test_saving_ends_it(self, api, clock, actors, kept):
        clock.advance(minutes=1)
        api.author.patch_json(str(kept), {"title": "Saved"}, status=204)
        assert api.reader.get(str(kept)).json["title"] == "Saved"
        assert not decided(actors.author, kept)

    def test_publishing_a_draft_from_before_ends_it(self, make, actors):
        made = make.document(GROUP + "/documents", by="author", state="published")
        make.working_edition(made, by="author")
        make.live_step(made, "archive")
        make.live_step(made, "unarchive", reason="We need it.")
        assert decided(actors.owner, made)
        for step in ("submit", "approve"):
            make.step(made, step, by="owner", reason="")
        assert not decided(actors.author, made)

    def test_where_nothing_happened_there_is_none(self, make, actors):
        assert not decided(actors.author, make.document(GROUP + "/documents", by="author", state="draft"))

    def test_it_is_of_discussions_too(self, make, actors):
        talk = make.discussion(GROUP + "/discussions", "Talk", by="member")
        for step in ("close", "reopen"):
            make.step(talk, step, by="facilitator", reason="We need it.")
        assert decided(actors.member, talk, "edit")


def test_a_page_says_who_asked_for_changes(make, actors):
    made = make.document(LIBRARY, by="author", state="needs_changes")
    make.step(made, "resubmit", by="author", reason="Done.")
    make.step(made, "request_changes", by="facilitator", reason="Not yet.")
    text = actors.author.get(str(made)).text
    assert "Changes requested by Finn Facilitator" in text and "“Not yet.”" in text and "Done." not in text


def test_the_transition_is_told_and_not_another_between_the_same_states(site, make, api, clock):
    def change(table):
        table["transitions"]["wave"] = {**table["transitions"]["approve"], "title": "Wave through"}

    make.table("content", change)
    made = make.document(LIBRARY, by="author", state="proposed")
    for step in ("wave", "delete", "restore"):
        clock.advance(seconds=1)
        api.facilitator.post_json(f"{made}/@workflow/{step}", {}, status=200)
    assert [action for _state, action, _reason in history(api.author, made)] == ["submit", "wave", "delete", "restore"]

    def forget(tree):
        for event in tree.event_log.about(made.uid, {"edition state"}):
            event.action = None

    # Events of earlier versions do not have it: it is known if only one transition leads there.
    site.write(forget)
    assert [action for _state, action, _reason in history(api.author, made)] == ["submit", None, "delete", "restore"]


def test_a_draft_begun_in_a_state_that_the_first_workflow_did_not_have_is_told(make, api):
    def change(table):
        table["states"]["idea"], table["matrix"]["idea"] = {"title": "Idea"}, table["matrix"]["draft"]
        table["transitions"]["submit"]["from"].append("idea")
        table["initial"] = "idea"

    make.table("content", change)
    made = make.document(LIBRARY, by="author", state="published")
    make.working_edition(made, by="author")
    assert history(api.author, made)[-1][0] == "idea"


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
