"""Tables that show less than those Moothall came with: nothing of the rest is told."""

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
    for page in (as_guest.get("/"), as_guest.get("/workspaces"), as_guest.get("/nowhere", status=404),
                 as_member.get("/")):
        assert "/search" not in page.text
    assert as_admin.get("/").html.select_one("form.m-find[action='/search']")
    as_admin.get("/search", status=200)
