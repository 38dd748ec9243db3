"""Tables that show less than those Moothall came with: nothing of the rest is told."""

import copy

from moothall.core.content.uids import uid_name
from tests.core.operations.rollouts import agreement
from tests.factories import CURATED, OPEN


def test_what_is_being_worked_on_is_seen_with_what_is_published_or_not_at_all(site, make, actors, api):
    made = make.document(CURATED + "/documents", "Plan", by="author")
    make.working_edition(made, state="proposed", title="Better plan")
    make.table("content", lambda data: data["matrix"]["published"].update(view=["creator", "owner"]))
    site.reindex()
    for login, status in (("author", 200), ("owner", 200), ("facilitator", 404)):
        actors(login).get(str(made), status=status)
        api(login).get(str(made), status=status)
        known = status == 200
        assert ("Better plan" in actors(login).get(f"{CURATED}/documents").text) is known
        found = api(login).get("/@search?SearchableText=plan").json["items"]
        assert bool(found) is known
    for address in ("/queue", f"{CURATED}/queue"):
        assert "Better plan" not in actors.facilitator.get(address).text
        assert "Better plan" in actors.owner.get(address).text
    assert api.facilitator.get("/@queue").json["items"] == []


def test_a_space_leads_to_no_room_that_is_hidden(make, as_guest, as_owner):
    def hide(data):
        data["matrix"]["container"]["view"] = ["member"]

    make.table("space", hide)
    as_guest.get(f"{OPEN}/discussions", status=404)
    links = {link["href"].rstrip("/") for link in as_guest.get(OPEN).html.select("a[href]")}
    assert f"{OPEN}/people" in links
    assert links.isdisjoint({f"{OPEN}/discussions", f"{OPEN}/documents"})
    assert as_owner.get(OPEN).html.find("a", href=f"{OPEN}/discussions")


def test_nothing_leads_to_a_search_that_is_hidden(make, as_guest, as_admin, as_member):
    make.discussion(title="Newcomers")
    make.table("content", lambda data: data["matrix"]["published"].update(view=["creator", "facilitator"]))
    as_guest.get("/search", status=404)
    for page in (
        as_guest.get("/"),
        as_guest.get("/workspaces"),
        as_guest.get("/nowhere", status=404),
        as_member.get("/"),
    ):
        assert "/search" not in page.text
    assert as_admin.get("/").html.select_one("form.m-find[action='/search']")
    as_admin.get("/search", status=200)


def in_review(data):
    """Spaces that are looked at once more before they open."""
    data["states"]["in_review"] = {"title": "In review", "hue": "waiting"}
    data["matrix"]["in_review"] = dict(data["matrix"]["proposed"])
    data["transitions"]["review"] = {
        "title": "View",
        "from": ["proposed"],
        "to": "in_review",
        "who": ["site_moderator"],
    }
    data["transitions"]["activate"]["from"].append("in_review")


def test_what_is_in_a_space_is_seen_with_the_space_or_by_its_members(make, actors, as_guest):
    make.table("space", in_review)
    space = make.workspace("A house", state="proposed", roster={"owner": ("owner",), "member": ("member",)})
    made = make.document(space / "documents", by="owner")
    make.step(space, "review", by="sitemoderator")
    for person, status in ((as_guest, 404), (actors.outsider, 404), (actors.member, 200)):
        person.get(str(space), status=status)
        person.get(str(made), status=status)
    make.step(space, "activate", by="sitemoderator")
    as_guest.get(str(made))


def test_where_spaces_go_whose_state_goes_is_rehearsed_with_what_is_in_them(make, api, as_guest):
    def remove(data):
        for part in ("states", "matrix"):
            del data[part]["in_review"]
        del data["transitions"]["review"]
        data["transitions"]["activate"]["from"].remove("in_review")

    make.table("space", in_review)
    space = make.workspace("A house", state="proposed", roster={"owner": ("owner",)})
    made = make.document(space / "documents", by="owner")
    make.step(space, "review", by="sitemoderator")
    table = copy.deepcopy(api.admin.get("/workflows/space").json["definition"])
    remove(table)
    change = {"kind": "workflow", "definition": table, "states": {"in_review": "active"}}
    found = api.admin.post_json("/workflows/space/@rehearse", {"change": change}).json
    assert ("everyone", "view", str(made)) in {
        (row["person"], row["permission"], row["@id"].removeprefix("http://localhost")) for row in found["gains"]
    }
    make.table("space", remove, {"in_review": "active"})
    as_guest.get(str(made))


def test_what_is_worked_on_behind_a_state_that_goes_is_rehearsed_as_it_will_be(make, api, actors):
    def add(data):
        data["states"]["out"] = {"title": "Out", "hue": "published", "live": True}
        data["matrix"]["out"] = dict(data["matrix"]["published"])
        data["transitions"]["go_out"] = {"title": "Out", "from": ["published"], "to": "out", "who": ["facilitator"]}

    def remove(data):
        del data["states"]["out"], data["matrix"]["out"], data["transitions"]["go_out"]

    make.table("content", add)
    made = make.document(CURATED + "/documents", "Plan")
    make.step(made, "go_out")
    make.working_edition(made, title="Better plan")
    table = copy.deepcopy(api.admin.get("/workflows/content").json["definition"])
    remove(table)
    change = {"kind": "workflow", "definition": table, "states": {"out": "published"}}
    found = api.admin.post_json("/workflows/content/@rehearse", {"change": change}).json
    assert found["gains"] == found["losses"] == []
    make.table("content", remove, {"out": "published"})
    assert "Better plan" in actors.author.get(str(made)).text


def test_who_comes_later_reads_no_version_that_was_for_members(make, actors, api, as_guest):
    def for_members(data):
        data["states"]["inside"] = {"title": "For members", "hue": "published", "live": True}
        data["matrix"]["inside"] = {**data["matrix"]["published"], "view": ["member"]}
        data["transitions"]["show_members"] = {
            "title": "Show members",
            "from": ["draft"],
            "to": "inside",
            "who": ["creator"],
        }
        data["transitions"]["open_up"] = {
            "title": "Show everyone",
            "from": ["inside"],
            "to": "published",
            "who": ["facilitator"],
        }

    make.table("content", for_members)
    made = make.document(OPEN + "/documents", "Between us", state="draft", text="<p>Inner words</p>")
    make.step(made, "show_members", by="author")
    as_guest.get(str(made), status=404)
    api.facilitator.patch_json(str(made), {"title": "For all", "text": "<p>Outer words</p>"})
    make.step(made, "open_up")
    for person, program, inside in (
        (as_guest, api(None), False),
        (actors.outsider, api.outsider, False),
        (actors.member, api.member, True),
    ):
        history = program.get(f"{made}/@history").text
        assert ("Between us" in history or "For members" in history) is inside
        assert ("For members" in person.get(f"{made}/history").text) is inside
        person.get(f"{made}/versions/1", status=200 if inside else 404)
        assert "Outer words" in person.get(f"{made}/versions/2").text


def hold(data):
    """What has been said can be held back, and what waits can be spam."""
    data["states"]["spam"] = {"title": "Spam", "hue": "closed"}
    data["matrix"]["spam"] = {"view": ["moderator"]}
    for id, source, target in (("hold", "published", "pending"), ("mark", "pending", "spam")):
        data["transitions"][id] = {"title": id.title(), "from": [source], "to": target, "who": ["moderator"]}


def first_of(site, thread):
    return site.read(lambda tree: f"{thread}/{uid_name(tree.uids.get(thread.uid).first_uid)}")


def test_a_question_that_is_no_longer_said_is_seen_with_its_answers_or_not_at_all(site, make, actors, api, as_guest):
    make.table("post", hold)
    alone, answered = make.discussion(title="Alone"), make.discussion(title="Answered", text="<p>Asked so</p>")
    answer = make.post(answered, "<p>Said so</p>")
    for thread in (alone, answered):
        api.moderator.post_json(f"{first_of(site, thread)}/@workflow/hold", {})
    site.reindex()
    assert agreement(site) == []
    for path in (OPEN, f"{OPEN}/discussions", "/"):
        assert "Alone" not in as_guest.get(path).text
    as_guest.get(str(alone), status=404)
    page = as_guest.get(str(answered)).text
    assert "Said so" in page
    assert "Asked so" not in page
    # With the last answer the rest of it goes.
    api.moderator.post_json(f"{answer}/@workflow/hide", {"rule": "law", "comment": "Because."})
    assert agreement(site) == []
    as_guest.get(str(answered), status=404)
    actors.moderator.get(str(answered))
    api.moderator.post_json(f"{first_of(site, alone)}/@workflow/mark", {})
    assert agreement(site) == []
    as_guest.get(str(alone), status=404)


def test_who_may_reply_where_a_discussion_is_closed_can(make, actors, api):
    make.table("discussion", lambda data: data["matrix"]["closed"].update(reply=["moderator"]))
    thread = make.discussion(state="closed")
    assert actors.moderator.get(str(thread)).html.find("textarea")
    api.moderator.post_json(str(thread), {"@type": "post", "text": "<p>The last word</p>"}, status=201)
    page = actors.member.get(str(thread))
    assert "The last word" in page
    assert "This discussion is closed" in page
    api.member.post_json(str(thread), {"@type": "post", "text": "<p>One more</p>"}, status=409)


def test_who_may_change_a_discussion_reads_nothing_that_was_removed_from_it(site, make, actors, api):
    make.table("discussion", lambda data: data["matrix"]["open"].update(edit=["member"]))
    thread = make.discussion(title="Plans", by="author", text="<p>Rude words</p>")
    api.moderator.post_json(f"{first_of(site, thread)}/@workflow/hide", {"rule": "law", "comment": "Because."})
    form = actors.member.get(f"{thread}/edit")
    assert "Rude words" not in form
    assert "Rude words" in actors.moderator.get(f"{thread}/edit")
    form.forms["deform"]["title"] = "Other plans"
    form.forms["deform"].submit("save")
    assert "Other plans" in actors.member.get(str(thread))
    assert "Rude words" in actors.moderator.get(str(thread))


def test_no_queue_names_a_space_that_one_does_not_see(make, actors, api):
    space = make.workspace("A house", policies={"joining": "request"})
    api.outsider.post_json(f"{space}/@join", {})
    assert "A house" in actors.facilitator.get("/queue")
    make.table("space", lambda data: data["matrix"]["active"].update(view=["owner", "person"]))
    assert "A house" in actors.facilitator.get("/queue")
    make.table("space", lambda data: data["matrix"]["active"].update(view=["owner"]))
    assert "A house" not in actors.facilitator.get("/queue")
    assert api.facilitator.get("/@queue").json["items"] == []
    assert "A house" in actors.owner.get("/queue")


def test_readers_hear_nothing_of_what_is_between_those_who_work_on_it_and_decide(make, actors, api, as_guest):
    def open_up(data):
        data["matrix"]["needs_changes"]["view"] = ["readers"]
        data["transitions"]["archive"]["guards"] = [{"kind": "approvers", "count": 2, "fields": []}]

    make.table("content", open_up)
    sent_back, kept = make.document(state="needs_changes"), make.document()
    api.facilitator.post_json(f"{kept}/@workflow/archive", {})
    for person, told in ((as_guest, False), (actors.reader, False), (actors.author, True)):
        assert ("Because." in person.get(str(sent_back))) is told
        assert ("So far: Finn Facilitator" in person.get(str(kept))) is told


def test_nothing_is_said_to_be_seen_by_others_than_see_it(make, actors):
    def change(data):
        data["matrix"]["draft"]["view"] = ["creator", "facilitator"]
        data["matrix"]["published"]["view"] = ["creator", "owner"]

    drafted, published = make.document(state="draft"), make.document()
    assert "Only you can see this draft" in actors.author.get(str(drafted))
    assert "Readers see this version" in actors.author.get(str(published))
    make.table("content", change)
    assert "Only you can see this draft" not in actors.author.get(str(drafted))
    assert "Readers see this version" not in actors.author.get(str(published))


def test_what_one_has_begun_is_found_whatever_its_state_is_called(make, actors):
    def rename(data):
        states, matrix = data["states"], data["matrix"]
        data["states"] = {"sketch": {"title": "Sketch", "hue": "draft"}} | {
            id: state for id, state in states.items() if id != "draft"
        }
        matrix["sketch"] = matrix.pop("draft")
        data["initial"] = "sketch"
        for step in data["transitions"].values():
            step["from"] = ["sketch" if id == "draft" else id for id in step["from"]]
            step["to"] = "sketch" if step["to"] == "draft" else step["to"]

    make.document(title="Created", state="draft")
    assert "Created" in actors.author.get("/")
    make.table("content", rename, {"draft": "sketch"})
    assert "Created" in actors.author.get("/")


def test_sharing_says_that_few_see_a_draft_only_where_it_is_so(make, as_author):
    made = make.document(OPEN + "/documents", by="author", state="draft")
    assert "This is a draft: only its creator" in as_author.get(f"{made}/sharing").text
    make.table("content", lambda data: data["matrix"]["draft"].update(view=["readers"]))
    assert "This is a draft: only its creator" not in as_author.get(f"{made}/sharing").text
