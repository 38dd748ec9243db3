"""Who finds what in the audit trail, on pages, through the API and in exports."""

import csv
import io
import json
from datetime import timedelta

import pytest

from moothall.core.authorization.sharing import set_roles
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.people.account_log import note
from moothall.people.erasure import erase
from moothall.people.log_events import NEW_ADDRESS, NEW_PASSWORD
from moothall.people.store import store_of
from moothall.space import bans
from tests.factories import CURATED, OPEN, PASSWORD, PRIVATE


def sentences(page):
    return [one.get_text().strip() for one in page.html.select(".m-audit > li > p:first-child")]


def form_with(page, name):
    """The form on a page that has a field."""
    return next(form for form in page.forms.values() if name in form.fields)


@pytest.fixture
def told(site, make, clock):
    """Ana is made author until a day, shares a draft, and somebody is banned; all of it is in the trail."""
    make.member(CURATED, "outsider", "author", until=clock.now + timedelta(days=62))
    draft = make.document(CURATED + "/documents", "My secret plan", by="author", state="draft")

    def share(item):
        set_roles(site.act("author", "Please read this."), item, site.id_of("outsider"), ("reader",))

    site.on(str(draft), share)
    clock.advance(days=1)
    site.on(
        CURATED, lambda space: bans.ban(site.act("owner", "Rude to =everybody."), space, site.id_of("member"), None)
    )
    site.copy_audit()
    return draft


def test_an_administrator_reads_what_happened_in_words(told, as_admin):
    page = as_admin.get("/admin/audit")
    assert sentences(page)[0] == "Olga Owner banned Mika Member from “Curated space”."
    assert "Rude to =everybody." in page
    assert "Olga Owner gave Otto Outsider the role Author in “Curated space”, until 3 May." in sentences(page)


def test_nobody_else_finds_the_page(told, actors):
    for login in ("guest", "owner", "sitemoderator", "member"):
        actors(login).get("/admin/audit", status=404)


def test_a_filter_narrows_it_and_is_kept(told, as_admin):
    page = as_admin.get("/admin/audit")
    form = form_with(page, "kind")
    form["kind"], form["person"] = "membership", "outsider"
    form["space"] = CURATED
    found = form.submit()
    assert sentences(found) == ["Olga Owner gave Otto Outsider the role Author in “Curated space”, until 3 May."]
    assert form_with(found, "kind")["person"].value == "outsider"
    assert sentences(as_admin.get("/admin/audit?person=outsider&to=2025-12-31")) == []
    by_name = as_admin.get("/admin/audit", {"kind": "ban", "person": "Mika Member"})
    assert sentences(by_name) == ["Olga Owner banned Mika Member from “Curated space”."]
    assert "Did you mean Mika Member (member)?" in as_admin.get("/admin/audit", {"person": "mika"}, status=400)
    assert sentences(as_admin.get("/admin/audit?kind=ban&from=2026-03-03&to=2026-03-03")) == [
        "Olga Owner banned Mika Member from “Curated space”."
    ]


@pytest.mark.parametrize("query", ["person=nobody-here", "space=/nowhere", "from=soon", "kind=rumour", "after=x",
                                   "after=-99999999999999999999", "item=/workspaces/nothing"])  # fmt: skip
def test_a_filter_that_makes_no_sense_is_said_and_kept(told, as_admin, api, query):
    page = as_admin.get(f"/admin/audit?{query}", status=400)
    name, _equals, value = query.partition("=")
    assert page.html.select_one(".m-error").get_text()
    form = form_with(page, "kind")
    if name in form.fields and name not in ("kind", "from"):
        assert form[name].value == value
    api.admin.get(f"/@audit?{query}", status=400)


def test_days_of_other_centuries_are_days(told, as_admin, api):
    # The positions of entries are made of times and have 64 bits.
    total = api.admin.get("/@audit").json["items"]
    for day in ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"):
        as_admin.get(f"/admin/audit?from={day}&to={day}", status=200)
        assert api.admin.get(f"/@audit?from={day}").json["items"] == (total if day < "2026" else [])
        assert api.admin.get(f"/@audit?to={day}").json["items"] == ([] if day < "2026" else total)


def test_it_comes_in_pieces(site, told, as_admin, monkeypatch):
    monkeypatch.setattr("moothall.audit.listing.PAGE_SIZE", 50)
    total = site.trail(len)
    numbers, page = [], as_admin.get("/admin/audit")
    while True:
        numbers += [int(one["id"].removeprefix("entry-")) for one in page.html.select(".m-audit > li")]
        older = page.html.find("a", string="Older")
        if older is None:
            break
        page = as_admin.get(older["href"])
    assert len(numbers) == len(set(numbers)) == total
    assert page.html.find("a", string="Newest")["href"].startswith("/admin/audit")


def test_what_an_administrator_cannot_see_is_not_named(told, as_admin):
    page = as_admin.get("/admin/audit?kind=grant")
    assert sentences(page) == ["Anna Author shared an item you cannot see with Otto Outsider: Reader."]
    assert "secret" not in page


def test_the_address_of_a_hidden_draft_is_in_no_entry(site, told, as_admin, api):
    """Its name says what it is about, so it is neither shown nor kept when its author is erased."""
    path, person = str(told), site.id_of("author")
    entries = api.admin.get("/@audit?kind=created").json["items"]
    assert any(one["text"].startswith("Anna Author added an item you cannot see") for one in entries)
    for text in (api.admin.get("/@audit").text, as_admin.get("/admin/audit?format=jsonl").body.decode()):
        assert "secret" not in text and path.rpartition("/")[2] not in text
    assert any(one["after"] and one["item"] for one in entries)

    def erase_author(connection):
        store = store_of(connection.get_connection(PEOPLE))
        act = ActionContext(person, site.clock.now)
        erase(site.registry, connection.root()["site"], store, act, store.by_login("author"))

    site.transact(erase_author)
    site.copy_audit()
    assert site.trail(lambda trail: [one for one in trail.walk() if "secret" in repr(one)]) == []


def test_who_looks_after_a_space_reads_what_concerns_it(told, as_owner, as_facilitator):
    for client in (as_owner, as_facilitator):
        page = client.get(f"{CURATED}/audit")
        assert sentences(page)[0] == "Olga Owner banned Mika Member from “Curated space”."
        # What seals the trail is for those who check it.
        assert page.html.select_one(".m-audit code") is None
        assert "secret" not in page
        # That somebody shares a draft of their own is nobody else's affair.
        assert not any("shared" in one for one in sentences(page))
        # Nor what happens elsewhere.
        assert not any("Open community" in one for one in sentences(page))


def test_the_pages_about_people_lead_to_it(as_facilitator, as_member):
    assert as_facilitator.get(f"{CURATED}/people").html.find("a", href=f"{CURATED}/audit")
    assert not as_member.get(f"{CURATED}/people").html.find("a", href=f"{CURATED}/audit")


def test_others_do_not_read_it(told, actors):
    for login, status in (("guest", 401), ("author", 403), ("outsider", 403), ("member", 403)):
        actors(login).get(f"{CURATED}/audit", status=status)
        actors(login).get(f"{CURATED}/people?at=2026-03-02", status=status)
        actors(login).get(f"{PRIVATE}/audit", status=404 if login in ("guest", "outsider") else 403)


def test_nested_and_other_spaces_are_not_in_it(site, make, as_owner):
    nested = make.workspace("Nested", in_="/coalitions/it", roster=("facilitator",), by="owner")
    site.copy_audit()
    assert any("Nested" in one for one in sentences(as_owner.get(f"{nested}/audit")))
    assert not any("Nested" in one for one in sentences(as_owner.get("/coalitions/it/audit")))


# -- exports


def test_the_csv_has_everything_and_no_formula(site, told, as_admin):
    answer = as_admin.get("/admin/audit?format=csv")
    assert answer.content_type == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert len(rows) == site.trail(len)
    assert rows[0]["person"] == "member"
    assert rows[0]["text"].startswith("Olga Owner banned")


def test_a_reason_that_is_a_formula_is_none_in_the_csv(site, as_admin):
    site.on(CURATED, lambda space: bans.ban(site.act("owner", '=HYPERLINK("x")'), space, site.id_of("member"), None))
    site.copy_audit()
    rows = list(csv.DictReader(io.StringIO(as_admin.get("/admin/audit?format=csv&kind=ban").body.decode("utf-8-sig"))))
    assert [row["reason"] for row in rows] == ['\'=HYPERLINK("x")']


def test_json_lines_are_the_filter_line_by_line(told, as_admin, as_owner):
    lines = as_admin.get("/admin/audit?format=jsonl&kind=ban").body.decode().splitlines()
    (entry,) = map(json.loads, lines)
    assert entry["actor"] == "owner"
    assert entry["person"] == "member"
    assert entry["item"]["@id"].endswith(f"{CURATED}/")
    assert entry["reason"] == "Rude to =everybody."
    own = [json.loads(line) for line in as_owner.get(f"{CURATED}/audit?format=jsonl").body.decode().splitlines()]
    assert {entry["kind"] for entry in own} <= {"ban", "membership", "dial", "state"}


# -- the API


def test_programs_get_the_same(told, api):
    answer = api.admin.get("/@audit?kind=ban").json
    (entry,) = answer["items"]
    assert entry["text"] == "Olga Owner banned Mika Member from “Curated space”."
    assert (entry["actor"], entry["person"]) == ("owner", "member")
    own = api.facilitator.get(f"{CURATED}/@audit").json["items"]
    assert own[0]["number"] == entry["number"]
    for login, path, status in (
        ("guest", "/@audit", 404), ("owner", "/@audit", 404), ("author", f"{CURATED}/@audit", 403),
        ("outsider", f"{PRIVATE}/@audit", 404), ("admin", "/@audit/1", 404),
    ):  # fmt: skip
        api(login).get(path, status=status)


def test_programs_get_it_in_pieces(site, told, api):
    numbers, answer = [], api.admin.get("/@audit?b_size=40").json
    while True:
        numbers += [entry["number"] for entry in answer["items"]]
        if "next" not in answer["batching"]:
            break
        answer = api.admin.get(answer["batching"]["next"]).json
    assert len(numbers) == len(set(numbers)) == site.trail(len)


# -- accounts


def log_in(client, login, password, status=303):
    form = form_with(client.get("/login"), "password")
    form["login"], form["password"] = login, password
    return form.submit(status=status)


def test_log_ins_and_new_passwords_are_there(site, make, as_admin):
    person = make.person("petra")
    client = site.client()
    log_in(client, "petra", PASSWORD)
    for kind in (NEW_PASSWORD, NEW_ADDRESS):
        site.write(lambda tree, kind=kind: note(tree, ActionContext(person, site.clock.now), kind, person))
    client = site.client()
    for _try in range(5):
        log_in(client, "petra", "wrong", status=422)
    site.copy_audit()
    found = sentences(as_admin.get("/admin/audit?person=petra"))
    assert found[0] == "Several logins in a row failed for Petra Person."
    assert found[-1] == "Petra Person logged in."
    assert {"Petra Person chose a new password.", "Petra Person changed their own email address."} <= set(found)


def test_nothing_personal_is_in_the_chain(site, make, as_admin):
    make.person("petra")
    log_in(site.client(), "petra", PASSWORD)
    site.copy_audit()
    with open_databases(site.registry, "audit") as databases:
        chain = b"".join(data for block in databases.root["audit"].blocks.values() for data, _digest in block.pairs)
    for word in (b"petra", b"Petra", b"@example.org", b"127.0.0"):
        assert word not in chain


def test_the_trail_holds_when_somebody_is_erased(site, told, as_admin):
    """What was written about them is forgotten, and that it was they."""
    person = site.id_of("member")

    def erase_member(connection):
        store = store_of(connection.get_connection(PEOPLE))
        erase(
            site.registry,
            connection.root()["site"],
            store,
            ActionContext(person, site.clock.now),
            store.by_login("member"),
        )

    site.transact(erase_member)
    site.copy_audit()
    seals = site.read(lambda tree: list(tree.event_log.waiting.seals))
    assert site.trail(lambda trail: list(trail.verify(seals))) == []
    page = as_admin.get("/admin/audit?kind=ban")
    assert sentences(page)[-1] == "Olga Owner banned Former member from “Curated space”."
    assert "Rude" not in page
    assert "deleted the account of a former member." in " ".join(sentences(as_admin.get("/admin/audit")))


# -- the people of a past date


def test_a_space_as_it_was_on_a_date(site, make, clock, as_owner, told):
    clock.advance(days=1)
    make.member(CURATED, "author")
    site.on(CURATED, lambda space: space.set_policies(site.act("owner"), {"visibility": "private"}))
    clock.advance(days=1)
    page = as_owner.get(f"{CURATED}/people?at=2026-03-03")
    names = [one.get_text() for one in page.html.select(".m-person-name")]
    assert "Anna Author" in names
    assert "Otto Outsider" in names
    assert "Everyone can read it, even without an account." in page
    assert "Mika Member" in page.html.find("h2", string="Banned on that day").parent.get_text()
    assert page.html.select("main button") == []
    today = [one.get_text() for one in as_owner.get(f"{CURATED}/people").html.select(".m-person-name")]
    assert "Anna Author" not in today


def test_programs_ask_what_somebody_could_do_on_a_date(site, make, clock, api):
    clock.advance(days=1)
    make.member(CURATED, "author")
    asked = f"{CURATED}/documents/@explain?person=author&permission=add"
    assert not api.owner.get(asked).json["allowed"]
    answer = api.owner.get(f"{asked}&at=2026-03-02").json
    assert answer["allowed"]
    assert answer["fixes"] == []
    assert any(reason["kind"] == "membership" for reason in answer["because"])
    api.owner.get(f"{asked}&at=2020-01-01", status=404)
    api.owner.get(f"{asked}&at=soon", status=400)
    api.member.get(f"{CURATED}/documents/@explain?permission=add&at=2026-03-02", status=403)


def test_a_date_before_there_was_anything_and_one_that_is_none(as_owner):
    as_owner.get(f"{OPEN}/people?at=2020-01-01", status=404)
    as_owner.get(f"{OPEN}/people?at=soon", status=400)


# -- history


def test_history_has_versions_and_what_is_different(site, make, api, as_author, as_facilitator, as_member, as_guest):
    document = make.document(title="Plan", text="<p>One.</p><p>Two.</p>")

    def edit(item):
        item.save_edition(site.act("author"), item.live, {"text": "<p>One.</p><p>Three.</p>"}, at_once=True)

    site.on(str(document), edit)
    make.working_edition(document, title="A secret title")
    page = as_author.get(f"{document}/history")
    assert [link["href"].rsplit("/", 1)[-1] for link in page.html.select("ol[reversed] a")] == ["3", "2", "1"]
    compared = as_author.get(f"{document}/versions/2")
    assert "Two" in compared.html.find("del").get_text()
    assert "Three" in compared.html.find("ins").get_text()
    assert "A secret title" in as_author.get(f"{document}/versions/3?against=1")
    # Everybody compares what they can read: a draft is its author's own affair until it is sent to somebody.
    for client, program in ((as_facilitator, api.facilitator), (as_member, api.member), (as_guest, api.guest)):
        assert "secret" not in program.get(f"{document}/@history")
        assert "draft" not in program.get(f"{document}/@history")
        assert "secret" not in client.get(f"{document}/history")
        client.get(f"{document}/versions/3", status=404)
        client.get(f"{document}/versions/2?against=3", status=404)
        client.get(f"{document}/versions/2", status=200)
        client.get(f"{document}/versions/x", status=404)
    make.step(document, "submit", by="author")
    assert "A secret title" in as_facilitator.get(f"{document}/versions/3")
    assert "A secret title" in api.facilitator.get(f"{document}/@history")


def test_changes_of_access_are_in_the_history_for_those_who_share(site, told, as_author, api, actors):
    page = as_author.get(f"{told}/history")
    assert "Anna Author shared “My secret plan” with Otto Outsider: Reader." in page
    assert "Please read this." in page
    items = api.author.get(f"{told}/@history").json["items"]
    assert [one["comments"] for one in items if one["type"] == "access"] == ["Please read this."]
    assert "Anna Author shared" not in actors.outsider.get(f"{told}/history")
    assert not any(one["type"] == "access" for one in api.outsider.get(f"{told}/@history").json["items"])


def test_a_space_has_a_history_too(told, as_owner, as_author):
    page = as_owner.get(f"{CURATED}/history")
    assert "Olga Owner banned Mika Member from “Curated space”." in page
    assert page.html.find("a", href=f"{CURATED}/audit")
    assert "banned" not in as_author.get(f"{CURATED}/history")


def test_a_membership_that_is_renewed_changes_no_role(make, site, clock, as_owner):
    for until in (clock.now + timedelta(days=62), clock.now + timedelta(days=63), None):
        make.member(CURATED, "outsider", "author", until=until)
    site.copy_audit()
    assert sentences(as_owner.get(CURATED + "/audit"))[:2] == [
        "Olga Owner removed the end date of the membership of Otto Outsider in “Curated space”.",
        "Olga Owner set the membership of Otto Outsider in “Curated space” to end on 4 May.",
    ]
