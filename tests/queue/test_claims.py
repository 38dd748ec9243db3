"""Having a decision in hand: who sees it, whom it stops, and how it ends."""

import pytest
from pyramid.traversal import find_resource

from tests.factories import CURATED, GROUP, PRIVATE

LIBRARY = CURATED + "/documents"


@pytest.fixture
def proposed(make):
    return make.document(LIBRARY, "Teacher training plan", state="proposed", by="member")


def row(api, login="facilitator"):
    (found,) = getattr(api, login).get("/@queue").json["items"]
    return found


def claim(api, login="facilitator", status=200):
    return getattr(api, login).post_json(row(api, login)["@id"] + "/claim", {}, status=status)


def press(client, words, path="/queue"):
    page = client.get(path)
    button = next(one for one in page.html.select("button[formaction]") if one.text.strip() == words)
    token = page.html.select_one("#act input[name=csrf_token]")["value"]
    return client.post(button["formaction"], {"csrf_token": token}, status=303).follow()


def test_a_claim_is_seen_by_the_others_who_decide(proposed, api, as_owner, as_facilitator):
    answer = press(as_facilitator, "Assign to me")
    assert "assigned to you." in answer
    assert "Assigned to you for 30 more minutes." in answer
    assert row(api, "owner")["holder"]["person"] == "facilitator"
    page = as_owner.get("/queue")
    assert "This is assigned to Finn Facilitator." in page
    assert "assigned to Finn Facilitator" in page.html.select_one(".m-queue-row").text
    assert [button for button in page.html.select("#decision button") if button.text == "Publish"] == []


def test_what_somebody_else_has_in_hand_is_not_decided(proposed, api):
    claim(api)
    found = row(api, "owner")
    answer = api.owner.post_json(found["@id"] + "/decide", {"step": "approve"}, status=409).json
    assert answer["message"].startswith("This is assigned to Finn Facilitator.")
    api.owner.post_json(found["@id"] + "/claim", {}, status=409)
    api.owner.post_json(found["@id"] + "/release", {}, status=403)
    api.facilitator.post_json(found["@id"] + "/decide", {"step": "approve"}, status=200)


def test_a_form_that_was_open_before_decides_nothing(proposed, api, as_owner):
    page = as_owner.get("/queue")
    claim(api)
    form = next(form for form in page.forms.values() if "version" in form.fields)
    assert "This is assigned to someone else." in form.submit("do", value="approve", status=303).follow()
    assert row(api)["holder"]["person"] == "facilitator"


def test_an_administrator_is_warned_and_not_stopped(proposed, api, as_admin):
    claim(api)
    page = as_admin.get("/queue")
    assert "As an administrator you can still decide." in page
    form = next(form for form in page.forms.values() if "version" in form.fields)
    form.submit("do", value="approve", status=303)
    assert api.guest.get(str(proposed)).json["review_state"] == "published"


def test_a_claim_ends_by_the_clock_and_is_longer_with_each_act(proposed, api, clock):
    claim(api)
    clock.advance(minutes=25)
    api.facilitator.post_json(row(api)["@id"] + "/note", {"text": "Ask Rita."})
    clock.advance(minutes=25)
    assert row(api, "owner")["holder"]["person"] == "facilitator"
    since = row(api)["holder"]["since"]
    claim(api)
    assert row(api)["holder"]["since"] == since
    clock.advance(minutes=31)
    assert row(api, "owner")["holder"] is None
    claim(api, "owner")


def test_letting_go(proposed, api, as_facilitator):
    claim(api)
    assert "is no longer assigned to you." in press(as_facilitator, "Unassign")
    assert row(api)["holder"] is None


def test_who_cannot_decide_any_more_holds_nothing(proposed, make, api):
    claim(api)
    make.member(CURATED, "facilitator", "reader")
    assert row(api, "owner")["holder"] is None
    api.owner.post_json(row(api, "owner")["@id"] + "/decide", {"step": "approve"})


def test_a_claim_on_what_waited_before_is_none_on_what_waits_now(proposed, make, api):
    claim(api)
    make.step(proposed, "withdraw", by="member")
    make.step(proposed, "submit", by="member")
    assert row(api, "owner")["holder"] is None


def test_who_asked_for_it_sees_who_has_it_in_hand(proposed, api, as_member):
    assert api.member.get(f"{proposed}/@workflow").json["holder"] is None
    claim(api)
    holder = api.member.get(f"{proposed}/@workflow").json["holder"]
    assert holder["person"] == "facilitator" and holder["since"] < holder["until"]
    assert "Assigned to Finn Facilitator for 1 minute." in as_member.get(str(proposed))
    own = as_member.get("/").html.select_one(".m-queue-who").text
    assert "Assigned to Finn Facilitator for 1 minute" in own


def test_a_claim_shows_to_nobody_else(make, api, as_reader, as_author):
    make.document(LIBRARY, "A plan", state="deletion_requested", by="member")
    claim(api)
    document = LIBRARY + "/a-plan"
    for login in ("reader", "author", "moderator", "outsider"):
        assert getattr(api, login).get(document + "/@workflow").json["holder"] is None
        assert "ssigned to" not in as_reader.get(document) and "ssigned to" not in as_author.get(document)
    assert api.guest.get(document + "/@workflow").json["holder"] is None


def test_a_claim_writes_nothing_that_others_write(site, proposed, api):
    def serials(tree):
        item = find_resource(tree, str(proposed))
        known = (item, item.__parent__, tree, tree.access._stamp, tree.catalog._classes_stamp, tree.claims)
        return [site.databases[""].storage.load(one._p_oid)[1] for one in known]

    before = site.read(serials)
    claim(api)
    assert site.read(serials) == before


def test_notes_are_for_those_who_decide(proposed, api, as_owner, as_member):
    press_note(as_owner, "Rita knows the <b>budget</b>.")
    assert row_notes(api) == [("owner", "Rita knows the <b>budget</b>.")]
    assert "Rita knows the &lt;b&gt;budget&lt;/b&gt;." in as_owner.get("/queue")
    assert "Rita knows" not in as_member.get(str(proposed)).text + as_member.get(f"{proposed}/history").text
    assert "Rita" not in api.member.get(f"{proposed}/@history").text


@pytest.mark.parametrize(("text", "status"), [("", 400), ("  ", 400), ("x" * 2001, 400), (7, 400), (None, 400)])
def test_a_note_must_be_one(proposed, api, text, status):
    api.owner.post_json(row(api)["@id"] + "/note", {"text": text}, status=status)


def press_note(client, text):
    page = client.get("/queue")
    form = next(form for form in page.forms.values() if "note" in form.fields)
    form["note"] = text
    return form.submit(status=303).follow()


def row_notes(api):
    notes = api.facilitator.get(row(api)["@id"]).json["notes"]
    return [(note["person"], note["text"]) for note in notes]


def test_an_empty_note_keeps_the_page(proposed, as_owner):
    page = as_owner.get("/queue")
    form = next(form for form in page.forms.values() if "note" in form.fields)
    assert "Enter some text." in form.submit(status=422)


@pytest.mark.parametrize("what", ["claim", "release", "note", "decide"])
def test_nothing_is_said_of_what_is_hidden(make, api, what):
    make.document(PRIVATE + "/documents", "Secret", state="proposed", by="member")
    key = row(api, "owner")["id"]
    for login in ("outsider", "reader", "member"):
        status = 404 if login != "member" else 403
        getattr(api, login).post_json(f"/@queue/{key}/{what}", {"step": "approve", "text": "x"}, status=status)
    api.guest.post_json(f"/@queue/{key}/{what}", {}, status=401)


def test_a_request_to_join_can_be_held_too(api):
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})
    claim(api)
    assert row(api, "owner")["holder"]["person"] == "facilitator"
    api.owner.post_json(row(api, "owner")["@id"] + "/decide", {"step": "accept"}, status=409)
    api.facilitator.post_json(row(api)["@id"] + "/decide", {"step": "accept"})


def test_people_are_written_down_by_their_opaque_id(site, proposed, api):
    claim(api)
    key = row(api)["id"]
    assert site.read(lambda tree: tree.claims.claim_on(key, site.clock.now).person) == site.id_of("facilitator")
