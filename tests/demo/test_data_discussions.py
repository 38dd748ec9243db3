"""The sample people, spaces and discussions: complete, consistent, and written rather than repeated."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from moothall.core.access.space_policies import PRESETS
from moothall.demo.data import read, read_all, when
from moothall.demo.rounds import MAX_USES_OF_A_REPLY, rounds

SPACE_LOGINS = ("owner", "facilitator", "moderator", "author", "member", "reader")
LOGINS = {"admin", "sitemoderator", "reviewer", "outsider", *SPACE_LOGINS}
MEMBER_STATES = {
    "at",
    "be",
    "bg",
    "hr",
    "cy",
    "cz",
    "dk",
    "ee",
    "fi",
    "fr",
    "de",
    "gr",
    "hu",
    "ie",
    "it",
    "lv",
    "lt",
    "lu",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "si",
    "es",
    "se",
}
ROLES = {"reader", "member", "author", "moderator", "facilitator", "owner"}
POLICIES = {
    "visibility": {"public", "signed-in", "private"},
    "joining": {"request", "open", "invitation"},
    "creation": {"members", "authors", "signed-in"},
    "moderation": {"pre", "post"},
    "post_moderation": {"none", "first", "all"},
}
OWN_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)*example\.(?:org|eu)\Z")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def ago(offset):
    return when(offset, timedelta(0))


@pytest.fixture(scope="module")
def people():
    return {one["key"]: one for one in read("people.yaml")}


@pytest.fixture(scope="module")
def spaces():
    """Path of every coalition and workspace → its roster, with the owner, and its entry."""
    found = {}
    for one in read("coalitions.yaml"):
        found[f"coalitions/{one['id']}"] = one
    for one in read("workspaces.yaml"):
        found[f"{one.get('parent', 'workspaces')}/{one['key']}"] = one
    return {path: ({one["owner"]: ["owner"], **one["members"]}, one) for path, one in found.items()}


@pytest.fixture(scope="module")
def written():
    return read_all("discussions")


@pytest.fixture(scope="module")
def composed():
    return rounds()


@pytest.fixture(scope="module")
def discussions(written, composed):
    return [*written, *composed]


def posts_of(discussions):
    return [(one, post) for one in discussions for post in one["posts"]]


def test_sixty_people_of_every_member_state_and_ten_log_ins(people):
    assert len(people) == len(read("people.yaml")) == 60
    assert {one["login"] for one in people.values() if "login" in one} == LOGINS
    assert {one["country"].lower() for one in people.values()} == MEMBER_STATES
    assert len({one["name"] for one in people.values()}) == len({one["bio"] for one in people.values()}) == 60
    for one in people.values():
        assert one["organisation"].endswith("(sample)") and one["languages"], one["key"]


def test_a_coalition_for_every_member_state(people):
    coalitions = read("coalitions.yaml")
    assert {one["id"] for one in coalitions} == MEMBER_STATES and len(coalitions) == 27
    for one in coalitions:
        assert people[one["owner"]]["country"].lower() == one["id"]
        assert one["activity"] in range(4) and one["title"] and one["own_title"]
        assert "\n" not in one["description"] and len(one["text"].split("\n\n")) >= 2, one["id"]
    assert len({one["language"] for one in coalitions}) >= 10


def test_twelve_workspaces_over_all_presets():
    workspaces = read("workspaces.yaml")
    assert len({one["key"] for one in workspaces}) == len(workspaces) == 12
    assert {one["preset"] for one in workspaces} == set(PRESETS)
    assert [one["key"] for one in workspaces if one.get("state") == "archived"] == ["skills-fortnight"]
    assert next(one["parent"] for one in workspaces if one["key"] == "skills-council") == "coalitions/it"
    for one in workspaces:
        assert all(value in POLICIES[policy] for policy, value in one.get("policies", {}).items()), one["key"]


def test_rosters_name_known_people_with_known_roles(people, spaces):
    for path, (roster, _entry) in spaces.items():
        assert set(roster) <= set(people), path
        assert all(roles and set(roles) <= ROLES for roles in roster.values()), path


def test_the_log_ins_hold_exactly_their_roles_in_women_in_ict(people, spaces):
    roster, _entry = spaces["workspaces/women-in-ict"]
    key = {one["login"]: one["key"] for one in people.values() if "login" in one}
    for login in SPACE_LOGINS:
        assert roster[key[login]] == [login]
    assert not any(key["outsider"] in roster for roster, _entry in spaces.values())


def test_forty_discussions_with_fifteen_hundred_posts(discussions):
    assert len(discussions) == len({one["key"] for one in discussions}) == 40
    sizes = {one["key"]: len(one["posts"]) for one in discussions}
    assert sum(sizes.values()) == 1500
    assert sizes["one-tip-for-beginners"] == 300


def test_six_written_at_length_and_many_short(written):
    sizes = [len(one["posts"]) for one in written]
    assert sum(25 <= size <= 60 for size in sizes) == 6
    assert sum(2 <= size <= 8 for size in sizes) >= 20


def test_languages(discussions):
    said = {one["key"]: {post.get("language", one["language"]) for post in one["posts"]} for one in discussions}
    assert set().union(*said.values()) >= {"en", "de", "fr", "es", "it", "pl", "pt", "nl"}
    assert said["three-languages-one-room"] == {"de", "fr", "en"}
    assert len({one["language"] for one in discussions}) >= 6


def test_everybody_may_write_where_they_write(discussions, people, spaces):
    for one, post in posts_of(discussions):
        roster, _entry = spaces[one["space"]]
        assert roster.get(post["by"], ["reader"]) != ["reader"], (one["key"], post["by"])
        assert post.get("language", one["language"]) in people[post["by"]]["languages"], (one["key"], post["by"])


def test_time_runs_forward(discussions, spaces):
    for one in discussions:
        times = [ago(post["at"]) for post in one["posts"]]
        assert times == sorted(set(times)) and times[-1] < timedelta(0), one["key"]
        opened = spaces[one["space"]][1].get("opened")
        assert opened is None or ago(opened) < times[0], one["key"]
        for post in one["posts"]:
            for later in (post.get("edited", {}).get("at"), post.get("hidden_at")):
                assert later is None or ago(post["at"]) < ago(later) < timedelta(0), (one["key"], post["at"])


def test_references_point_to_earlier_posts(discussions):
    for one in discussions:
        assert one["by"] == one["posts"][0]["by"]
        seen = set()
        for post in one["posts"]:
            assert post.get("reply_to") is None or post["reply_to"] in seen, (one["key"], post["reply_to"])
            assert "id" not in post or post["id"] not in seen, (one["key"], post["id"])
            seen.add(post.get("id"))


def test_edits_removals_and_one_pending_post(written):
    posts = posts_of(written)
    assert sum("edited" in post for _one, post in posts) >= 4
    assert all(post["edited"]["text"] != post["text"] for _one, post in posts if "edited" in post)
    hidden = [(one, post) for one, post in posts if post.get("state") == "hidden"]
    assert any(one["key"] == "week-three" for one, _post in hidden)
    assert all(post["reason"] and post["hidden_by"] for _one, post in hidden)
    assert [one["space"] for one, post in posts if post.get("state") == "pending"] == ["workspaces/women-in-ict"]


def test_the_author_finds_unread_replies(written, people):
    author = next(key for key, one in people.items() if one.get("login") == "author")
    story = next(one for one in written if one["key"] == "week-three")
    after = [post["by"] for post in story["posts"]]
    after = after[len(after) - after[::-1].index(author) :]
    assert len(after) >= 3 and author not in after


def test_nothing_written_is_said_twice(written):
    texts = Counter(" ".join(post["text"].split()) for _one, post in posts_of(written))
    assert [text for text, times in texts.items() if times > 1] == []
    assert "lorem" not in " ".join(texts).lower()


def test_rounds_hold_distinct_sentences():
    said, replies = [], []
    for one in read_all("rounds"):
        for entries in one["said"].values():
            said += [entry if isinstance(entry, str) else entry["text"] for entry in entries]
        replies += [reply for texts in one.get("replies", {}).values() for reply in texts]
    assert len(said) == len(set(said)) >= 600
    assert len(replies) >= 200 and not set(said) & set(replies)
    tips = next(one for one in read_all("rounds") if one["key"] == "one-tip-for-beginners")
    assert sum(map(len, tips["said"].values())) >= 120


def test_rounds_come_out_the_same_and_repeat_little(composed):
    assert rounds() == composed
    for one in composed:
        uses = Counter(post["text"] for post in one["posts"])
        assert max(uses.values()) <= MAX_USES_OF_A_REPLY, one["key"]
        assert all(
            first["by"] != second["by"]
            for first in one["posts"]
            for second in one["posts"]
            if first.get("id") and second.get("reply_to") == first["id"]
        ), one["key"]


def test_links_stay_in_the_site_or_go_to_example_hosts(discussions, spaces):
    known = {f"/{path}" for path in spaces} | {"/repository"}
    known |= {f"/{one['space']}/discussions/{one['key']}" for one in discussions}
    texts = [post["text"] for _one, post in posts_of(discussions)]
    texts += [entry.get("text", "") + entry.get("welcome", "") for _roster, entry in spaces.values()]
    for target in (target for text in texts for target in LINK.findall(text)):
        if target.startswith("/"):
            assert target in known or "/documents" in target or target.startswith("/repository/"), target
        else:
            assert OWN_HOSTS.match(target.split("/")[2]), target
