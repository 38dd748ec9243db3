"""Several things at once: what each allows, doing it with those, and undoing it."""

import pytest

from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


def state(client, path):
    return client.get(str(path), headers={"Accept": "application/json"}).json["review_state"]


@pytest.fixture
def documents(make):
    states = ("proposed", "published", "published")
    return [make.document(LIBRARY, f"Plan {number}", state=state, by="author") for number, state in enumerate(states)]


def choose(client, library, *paths):
    query = "&".join(f"item={str(path).rsplit('/', 1)[1]}" for path in paths)
    return client.get(f"{library}/contents?{query}")


def do(page, step, **kw):
    form = next(form for form in page.forms.values() if any(True for _ in form.fields.get("do", ())))
    for name, value in kw.pop("fields", {}).items():
        form[name] = value
    return form.submit("do", value=step, **kw)


def test_each_says_what_it_allows(documents, as_facilitator):
    rows = [row.text for row in choose(as_facilitator, LIBRARY, *documents).html.select("tbody tr")]
    assert "Publish" in rows[0] and "Archive" not in rows[0]
    assert "Archive" in rows[1] and "Archive" in rows[2]


def test_what_takes_away_stands_last(documents, as_facilitator):
    offers = [button.text for button in choose(as_facilitator, LIBRARY, *documents).html.select("button[name=do]")]
    assert offers[-1] == "Delete (3 of 3)" and len(offers) > 2


def test_a_step_is_taken_where_it_is_allowed_and_undone(documents, as_facilitator, api):
    page = do(choose(as_facilitator, LIBRARY, *documents), "archive").follow()
    assert "2 items updated. 1 item was not changed" in page.html.text
    assert [state(api.facilitator, one) for one in documents] == ["proposed", "archived", "archived"]
    page = do(page, "unarchive").follow()
    assert [state(api.facilitator, one) for one in documents] == ["proposed", "published", "published"]


def test_what_was_deleted_comes_back(documents, as_facilitator, api):
    page = do(choose(as_facilitator, LIBRARY, *documents), "delete").follow()
    api.reader.get(str(documents[1]), status=404)
    do(page, "restore").follow()
    assert [state(api.facilitator, one) for one in documents] == ["proposed", "published", "published"]


def test_a_missing_reason_does_nothing_and_keeps_the_choice(documents, as_facilitator, api):
    page = do(choose(as_facilitator, LIBRARY, *documents), "request_changes", status=422)
    assert "Enter a reason" in page.text and len(page.html.select("tbody tr")) == 3
    assert [state(api.facilitator, one) for one in documents] == ["proposed", "published", "published"]
    do(page, "request_changes", fields={"reason": "Who pays?"}, status=303)
    assert {state(api.facilitator, one) for one in documents} == {"needs_changes"}


def test_each_is_checked_by_itself(documents, as_author, api):
    page = choose(as_author, LIBRARY, *documents)
    answer = do(page, "archive", status=303).follow()
    assert "0 items updated. 3 items were not changed" in answer.html.text
    assert [state(api.facilitator, one) for one in documents] == ["proposed", "published", "published"]


def test_hidden_and_unknown_names_are_the_same(make, as_reader):
    draft = make.document(GROUP + "/documents", "Secret plan", state="draft", by="member")
    hidden, absent = (choose(as_reader, GROUP + "/documents", name) for name in (draft, "/x/nothing-here"))
    assert (
        "Secret" not in hidden.text
        and "You have not selected anything." in hidden.text
        and "You have not selected anything." in absent.text
    )


def test_folders_can_be_deleted_when_they_are_empty(make, as_facilitator):
    folder = make.folder(LIBRARY, "Empty one", by="author")
    assert "1 item updated." in do(choose(as_facilitator, LIBRARY, folder), "delete").follow().html.text


def test_guests_are_asked_to_log_in(documents, as_guest):
    as_guest.get(f"{LIBRARY}/contents?item=plan-1", status=(303, 401))


def test_the_library_leads_there(documents, as_facilitator):
    page = as_facilitator.get(LIBRARY)
    button = page.html.select_one("[data-selbar] button[type=submit]")
    page = as_facilitator.get(button["formaction"] + "?item=plan-1")
    assert len(page.html.select("tbody tr")) == 1
    assert "Archive (1 of 1)" in page.html.text
