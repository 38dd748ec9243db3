"""No one is restricted without a rule and a reason, whichever way it is done."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource

from moothall.core.workflow.kinds import workflow_kinds
from moothall.scheduling.execution import run_due
from tests.emails import Emails
from tests.factories import GROUP
from tests.security.test_undoing import token_of

FORUM = GROUP + "/discussions"
GOOD = {"comment": "Third time this week.", "rule": "spam"}
#: What is not enough: no rule, no reason, or a rule that does not exist.
BAD = ({}, {"comment": "So."}, {"rule": "law"}, {"comment": "  ", "rule": "law"}, {"comment": "So.", "rule": "none"})
#: (kind of workflow, transition) → the state it leads to.
MARKED = {("post", "hide"): "hidden", ("post", "refuse"): "refused", ("discussion", "close"): "closed"}


@pytest.fixture
def targets(make, site):
    """Make something of the author to which each marked transition applies."""

    def target(transition):
        discussion = make.discussion(FORUM, "Lamps", by="author")
        if transition == "close":
            return discussion
        return make.post(
            discussion, "<p>Lamps</p>", by="author", state="pending" if transition == "refuse" else "published"
        )

    return target


class Ways:
    """Every way to perform a transition as a moderator; each takes the reason and the rule, and returns a status."""

    def __init__(self, site, api, clock):
        self.site, self.api, self.clock = site, api.moderator, clock
        self.browser = site.client("moderator")

    def ways(self, kind, transition):
        found = [self.by_api, self.on_its_page, self.scheduled, self.as_a_change, self.as_a_change_on_a_page]
        if kind == "discussion":
            found.append(self.on_the_page_of_several)
        if transition == "refuse":
            found += [
                self.decided,
                self.decided_on_the_page,
                self.decided_with_others,
                self.decided_with_others_on_the_page,
            ]
        return found

    def send(self, path, **fields):
        fields["reason"] = fields.pop("comment", "")
        fields = {"csrf_token": token_of(self.browser), **fields}
        return self.browser.post(path, fields, status="*").status_int

    def by_api(self, item, transition, sent):
        return self.api.post_json(f"{item}/@workflow/{transition}", sent, status="*").status_int

    def on_its_page(self, item, transition, sent):
        return self.send(f"{item}/workflow/{transition}", **sent)

    def scheduled(self, item, transition, sent):
        at = (self.clock.now + timedelta(hours=1)).isoformat()
        status = self.api.post_json(
            f"{item}/@schedule", {"transition": transition, "at": at, **sent}, status="*"
        ).status_int
        self.clock.advance(hours=2)
        run_due(self.site.registry)
        return status

    def as_a_change(self, item, transition, sent):
        change = {"kind": "transition", "name": transition}
        return self.api.post_json(f"{item}/@change", {"change": change, **sent}, status="*").status_int

    def as_a_change_on_a_page(self, item, transition, sent):
        return self.send(f"{item}/affected", kind="transition", name=transition, **sent)

    def on_the_page_of_several(self, item, transition, sent):
        return self.send(f"{FORUM}/contents", item=str(item).rsplit("/", 1)[1], do=transition, **sent)

    def _waiting(self):
        (one,) = self.api.get("/@queue").json["items"]
        return one

    def decided(self, _item, transition, sent):
        return self.api.post_json(
            f"/@queue/{self._waiting()['id']}/decide", {"step": transition, **sent}, status="*"
        ).status_int

    def decided_on_the_page(self, _item, transition, sent):
        one = self._waiting()
        return self.send("/queue", item=one["id"], version=one["version"], do=transition, **sent)

    def decided_with_others(self, _item, transition, sent):
        body = {"step": transition, "items": [{"id": self._waiting()["id"]}], **sent}
        return 200 if self.api.post_json("/@queue/decide", body).json["done"] else 400

    def decided_with_others_on_the_page(self, _item, transition, sent):
        one = self._waiting()
        return self.send("/queue/several", item=f"{one['id']}:{one['version']}", do=transition, sure="yes", **sent)


def state(api, item):
    return api.moderator.get(str(item)).json["review_state"]


def last_event(site, item):
    def last(tree):
        event = list(tree.event_log.about(item.uid, {"state"}))[-1]
        return event.after, event.reason, event.rule, event.ground

    return site.read(last)


def test_the_shipped_workflows_mark_what_this_module_tries(site):
    kinds = workflow_kinds(site.registry).values()
    marked = {
        (kind.id, id): step["to"]
        for kind in kinds
        if kind.table
        for id, step in kind.shipped()["transitions"].items()
        if step.get("restricts")
    }
    assert marked == MARKED


@pytest.mark.parametrize(("kind", "transition"), MARKED)
def test_no_way_restricts_without_a_rule_and_a_reason(site, api, clock, targets, kind, transition):
    ways = Ways(site, api, clock)
    for way in ways.ways(kind, transition):
        item = targets(transition)
        before = state(api, item)
        for sent in BAD:
            assert way(item, transition, sent) >= 400 or state(api, item) == before, (way.__name__, sent)
            assert state(api, item) == before, (way.__name__, sent)
        assert way(item, transition, GOOD) < 400, way.__name__
        after = MARKED[kind, transition]
        assert last_event(site, item) == (after, GOOD["comment"], "spam", (3, "No advertising")), way.__name__
    # What was undone is not restored without them: the way back is no button.
    item = targets(transition)
    if transition != "refuse":
        back = {"hide": "unhide", "close": "reopen"}[transition]
        api.moderator.post_json(f"{item}/@workflow/{transition}", GOOD)
        clock.advance(minutes=2)
        page = ways.browser.post(f"{item}/workflow/{back}", {"csrf_token": token_of(ways.browser)}, status=303)
        page = page.follow(headers={"Accept": "text/html"})
        assert page.html.select_one(".m-said [formaction]") is None


def test_people_close_their_own_discussion_without_a_rule(api, make):
    own = make.discussion(FORUM, "Mine", by="moderator")
    api.moderator.post_json(f"{own}/@workflow/close", {})
    other = make.discussion(FORUM, "Theirs", by="author")
    answer = api.moderator.post_json(f"{other}/@workflow/close", {"comment": "So."}, status=400).json
    assert answer["field"] == "rule"
    (close,) = (one for one in api.moderator.get(f"{other}/@workflow").json["transitions"] if one["id"] == "close")
    assert close["needs_rule"] is True and close["needs_reason"] is True


def test_reports_and_the_threshold_restrict_by_a_rule(site, api, make):
    discussion = make.discussion(FORUM, "Lamps", by="owner")
    post, other = (make.post(discussion, f"<p>{n}</p>", by="author") for n in "ab")
    for login in ("member", "owner", "facilitator", "reader", "moderator"):
        rule = "topic" if login == "moderator" else "spam"
        api(login).post_json(f"{post}/@reports", {"rule": rule, "text": ""})
    assert last_event(site, post) == ("hidden", "3. No advertising", "spam", (3, "No advertising"))
    api.member.post_json(f"{other}/@reports", {"rule": "spam", "text": ""})
    one = next(one for one in api.moderator.get("/@queue").json["items"] if str(other) in one["item"]["@id"])
    assert [step["needs_rule"] for step in one["steps"]] == [True, False]
    for sent in BAD:
        api.moderator.post_json(f"/@queue/{one['id']}/decide", {"step": "remove", **sent}, status=400)
        assert not api.moderator.post_json(
            "/@queue/decide", {"step": "remove", "items": [{"id": one["id"]}], **sent}
        ).json["done"]
    assert state(api, other) == "published"
    api.moderator.post_json(f"/@queue/{one['id']}/decide", {"step": "remove", **GOOD})
    assert last_event(site, other)[1:3] == (GOOD["comment"], "spam")


def test_one_rule_and_one_reason_for_many(site, api, make):
    discussion = make.discussion(FORUM, "Lamps", by="owner")
    posts = [make.post(discussion, f"<p>{n}</p>", by="author", state="pending") for n in range(3)]
    items = [{"id": one["id"]} for one in api.moderator.get("/@queue").json["items"]]
    assert api.moderator.post_json("/@queue/decide", {"step": "refuse", "items": items, **GOOD}).json["done"] == 3
    assert {last_event(site, post)[2] for post in posts} == {"spam"}


def test_the_rules_are_those_of_the_space_and_of_the_site(site, api, make):
    own = api.owner.post_json(f"{GROUP}/@rules", {"title": "No lamps", "text": ""}).json["id"]
    post, other, elsewhere = (make.post(make.discussion(FORUM, by="owner"), by="author") for _ in range(3))
    page = site.client("moderator").get(f"{post}/workflow/hide")
    groups = {one["label"]: len(one.select("option")) for one in page.html.select("#rule optgroup")}
    assert groups == {"Rules of this space": 1, "Rules of the site": 5}
    for item, rule in ((post, own), (other, "law")):
        api.moderator.post_json(f"{item}/@workflow/hide", {"comment": "So.", "rule": rule})
    api.owner.patch_json(f"{GROUP}/@rules/{own}", {"title": "Lamps"})
    assert last_event(site, post)[3] == (1, "No lamps"), "as it was then"
    api.owner.delete(f"{GROUP}/@rules/{own}")
    api.moderator.post_json(f"{elsewhere}/@workflow/hide", {"comment": "So.", "rule": own}, status=400)


def test_a_ban_needs_a_rule_and_a_reason(site, api, make):
    ways = Ways(site, api, None)
    ways.api, ways.browser = api.facilitator, site.client("facilitator")
    change = {"kind": "ban", "person": "member"}

    def by_api(sent):
        return api.facilitator.post_json(f"{GROUP}/@bans", {"person": "member", **sent}, status="*").status_int

    def on_the_page(sent):
        return ways.send(f"{GROUP}/people/bans", person="member", until="", **sent)

    def as_a_change(sent):
        return api.facilitator.post_json(f"{GROUP}/@change", {"change": change, **sent}, status="*").status_int

    def as_a_change_on_a_page(sent):
        return ways.send(f"{GROUP}/affected", **change, **sent)

    for way in (by_api, on_the_page, as_a_change, as_a_change_on_a_page):
        for sent in BAD:
            assert way(sent) in (400, 422), (way.__name__, sent)
        assert api.facilitator.get(f"{GROUP}/@bans").json["items"] == []
        assert way(GOOD) < 400, way.__name__
        api.facilitator.delete(f"{GROUP}/@bans/member")
    # Undoing the end of a ban restores it with its own rule and reason.
    by_api(GOOD)
    browser = ways.browser
    path = f"{GROUP}/people/bans/{site.id_of('member')}"
    page = browser.post(path, {"csrf_token": token_of(browser)}, status=303).follow()
    undo = page.html.select_one(".m-said [formaction]")["formaction"]
    browser.post(undo, {"csrf_token": token_of(browser)}, status=303)
    assert last_ban(site) == ("banned", GOOD["comment"], "spam", (3, "No advertising"))
    assert "Third time this week." in "".join(text for _subject, text in Emails(site.registry).to("member"))


def last_ban(site):
    def last(tree):
        event = list(tree.event_log.about(find_resource(tree, GROUP).uid, {"ban"}))[-1]
        return event.after, event.reason, event.rule, event.ground

    return site.read(last)
