"""The public log of moderation: what it counts, and for whom."""

import csv
import io

from tests.factories import GROUP, PRIVATE
from tests.moderation.test_appeals import GROUND, appeal, decide, hide, reply


def rows(api, login="reader", space=GROUP):
    found = api(login).get(f"{space}/@moderation-log").json["items"]
    return {(one["action"], (one["rule"] or {}).get("id"), one["automated"]): one["count"] for one in found}


def test_actions_are_counted_by_rule(api, make):
    thread = make.discussion(GROUP + "/discussions", "Rooms", by="member")
    assert rows(api) == {}
    for _number in range(2):
        hide(api, reply(api, thread))
    post = reply(api, thread)
    hide(api, post, rule="law")
    appeal(api, post)
    decide(api, "facilitator", "keep", "No.")
    reported = reply(api, thread)
    api.member.post_json(f"{reported}/@reports", {"rule": "topic", "text": ""}, status=201)
    api.member.post_json(f"{reported}/@reports", {"rule": "topic", "text": "Again."}, status=201)
    (one,) = [one for one in api.moderator.get("/@queue").json["items"] if one["kind"] == "report"]
    api.moderator.post_json(f"/@queue/{one['id']}/decide", {"step": "dismiss"})
    api.facilitator.post_json(f"{GROUP}/@silences", {"person": "author", **GROUND}, status=201)
    api.facilitator.post_json(f"{GROUP}/@bans", {"person": "author", **GROUND})
    assert rows(api) == {
        ("hidden", "spam", False): 2,
        ("hidden", "law", False): 1,
        ("appealed", None, False): 1,
        ("appeal refused", None, False): 1,
        ("reported", "topic", False): 1,
        ("report dismissed", None, False): 1,
        ("silence", "spam", False): 1,
        ("ban", "spam", False): 1,
    }


def test_what_a_program_did_is_told_apart(api, make):
    api.moderator.post_json(f"{GROUP}/@word-rules", {"pattern": "casino", "kind": "word"}, status=201)
    thread = make.discussion(GROUP + "/discussions", "Rooms", by="member")
    reply(api, thread, text="<p>Casino!</p>")
    assert rows(api) == {("pending", None, True): 1}


def test_own_posts_and_lifted_restrictions_are_not_counted(api, make):
    thread = make.discussion(GROUP + "/discussions", "Rooms", by="moderator")
    api.moderator.post_json(f"{thread}/@workflow/close", {}, status=200)
    api.moderator.post_json(f"{thread}/@workflow/reopen", {}, status=200)
    assert rows(api) == {}


def test_the_log_of_a_private_space_is_private(api, actors, make):
    thread = make.discussion(PRIVATE + "/discussions", "Rooms", by="owner")
    hide(api, reply(api, thread, "member"), "facilitator")
    api.outsider.get(f"{PRIVATE}/@moderation-log", status=404)
    actors.outsider.get(f"{PRIVATE}/moderation-log", status=404)
    assert "Posts removed" in actors.member.get(f"{PRIVATE}/moderation-log").text
    assert "Posts removed" in actors.member.get("/moderation-report").text
    for login in ("guest", "outsider"):
        assert "Posts removed" not in actors(login).get("/moderation-report").text
        assert "hidden" not in actors(login).get("/moderation-report.csv").text


def test_the_yearly_report_is_a_page_and_a_table(api, actors, make, clock):
    thread = make.discussion(GROUP + "/discussions", "Rooms", by="member")
    hide(api, reply(api, thread))
    year = str(clock.now.year)
    page = actors.member.get("/moderation-report")
    assert "Posts removed" in page.text and "No advertising" in page.text
    found = actors.member.get(f"/moderation-report.csv?year={year}")
    assert found.content_type == "text/csv"
    assert list(csv.reader(io.StringIO(found.text)))[1] == [year, "hidden", "spam", "no", "1"]
    assert "Nothing has been counted yet" in actors.member.get("/moderation-report?year=1999").text
    for wrong in ("x", "20260", "٢٠٢٦"):
        actors.member.get("/moderation-report", {"year": wrong}, status=404)
