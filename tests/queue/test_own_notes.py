"""Notes at decisions: whoever wrote them gets them with their data; erasing the person leaves them without the name."""

import io
import json
import zipfile

import pytest

from moothall.core.decisions.claims import NOTE_LIFETIME
from moothall.people.export import archive
from moothall.queue.periodic_tasks import clear_up
from tests.factories import CURATED, GROUP
from tests.people.test_own_data import erase, export

LIBRARY = CURATED + "/documents"


@pytest.fixture
def proposed(make):
    return make.document(LIBRARY, "Teacher training plan", state="proposed", by="member")


def note(api, login, text):
    (found,) = api(login).get("/@queue").json["items"]
    api(login).post_json(found["@id"] + "/note", {"text": text})


def test_the_copy_holds_one_s_own_notes_and_nobody_else_s(proposed, api, as_facilitator, as_owner, as_member):
    note(api, "facilitator", "Rita knows the budget.")
    note(api, "owner", "I ask her.")
    (mine,) = export(as_facilitator)["notes-at-decisions"]
    assert mine["text"] == "Rita knows the budget." and mine["at"]
    assert mine["where"] == {"@id": f"http://localhost{proposed}", "title": "Teacher training plan"}
    assert [one["text"] for one in export(as_owner)["notes-at-decisions"]] == ["I ask her."]
    assert export(as_member)["notes-at-decisions"] == []


def test_a_note_at_a_request_names_the_place_and_not_who_asked(api, as_facilitator):
    api.outsider.post_json(f"{GROUP}/@join", {"message": "May I?"})
    note(api, "facilitator", "Do we know him?")
    (mine,) = export(as_facilitator)["notes-at-decisions"]
    assert mine["where"]["@id"] == f"http://localhost{GROUP}"
    assert "Otto" not in json.dumps(mine) and mine["text"] == "Do we know him?"


def test_one_s_note_is_one_s_own_where_one_may_not_look_any_more(proposed, make, api, as_facilitator):
    note(api, "facilitator", "Rita knows the budget.")
    make.member(CURATED, "facilitator")
    (mine,) = export(as_facilitator)["notes-at-decisions"]
    assert mine["text"] == "Rita knows the budget."
    assert "Teacher training" not in json.dumps(mine) and str(proposed) not in json.dumps(mine)


def test_what_is_kept_past_its_time_is_given_out_as_long_as_it_is_kept(site, proposed, api, clock):
    note(api, "facilitator", "Rita knows the budget.")
    clock.advance(days=NOTE_LIFETIME.days + 1)
    data = b"".join(archive(site.registry, site.id_of("facilitator")))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert b"Rita knows the budget." in file.read("notes-at-decisions.json")
    clear_up(site.registry)
    data = b"".join(archive(site.registry, site.id_of("facilitator")))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert json.loads(file.read("notes-at-decisions.json")) == []


def test_what_an_erased_person_noted_stays_for_the_others_without_a_name(proposed, site, api, as_facilitator, as_owner):
    note(api, "facilitator", "Rita knows the budget.")
    note(api, "owner", "I ask her.")
    erase(as_facilitator)
    page = as_owner.get("/queue").html.select_one("#decision").text
    assert "Rita knows the budget." in page and "I ask her." in page
    assert "Former member" in page and "Finn" not in page
    found = api.owner.get(api.owner.get("/@queue").json["items"][0]["@id"]).json["notes"]
    assert [(one["person"], one["text"]) for one in found] == [
        (None, "Rita knows the budget."),
        ("owner", "I ask her."),
    ]
