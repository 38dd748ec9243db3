"""Journeys of people who read in another language than English."""

import pytest

from moothall.core.base.languages import BY_CODE
from tests.factories import CURATED, GROUP, OPEN

WAITING = CURATED + "/documents/waiting-plan"


@pytest.fixture
def reading(visit, site):
    """``reading("member", "de")``: somebody at a browser who has chosen a language there."""

    def sit_down(login, code):
        if code not in site.registry.interface_languages:
            pytest.skip(f"There is no catalog for {BY_CODE[code].english}.")
        visitor = visit(login)
        visitor.client.get(f"/language?language={code}&came_from=/", status=303)
        return visitor

    return sit_down


@pytest.mark.parametrize("code", ["de", "fr"])
@pytest.mark.parametrize("page", ["/workflows", "/workflows/content", "/workflows/space", OPEN + "/permissions"])
def test_what_is_not_described_says_nothing_in_any_language(reading, page, code):
    """A catalog keeps a head of its own under the empty text."""
    assert not reading("guest", code).open(page).sees("Plural-Forms")


@pytest.mark.parametrize(
    "page, label, shown, stored",
    [
        ("state/proposed", "Titel", "Wartet auf Freigabe", lambda data: data["states"]["proposed"]["title"]),
        (
            "step/request_changes",
            "Titel",
            "Um Änderungen bitten",
            lambda data: data["transitions"]["request_changes"]["title"],
        ),
        ("draft", "Titel", "Gemeinsame Inhalte", lambda data: data["title"]),
    ],
)
def test_texts_of_a_workflow_are_edited_in_ones_own_language(reading, site, page, label, shown, stored):
    """What is not changed stays a text that every language has its own words for."""
    admin = reading("admin", "de")
    site.on("/workflows/content", lambda definition: definition.begin_draft(site.act("admin")) and None)
    before = site.on("/workflows/content", lambda definition: stored(definition.draft.data))
    assert admin.open(f"/admin/workflows/content/{page}").typed(label) == shown
    form = next(form for form in admin.page.forms.values() if form.action.endswith(page))
    form.submit(status=303)
    assert site.on("/workflows/content", lambda definition: stored(definition.draft.data)) == before != shown
    form = next(
        form
        for form in admin.open(f"/admin/workflows/content/{page}").page.forms.values()
        if form.action.endswith(page)
    )
    form["title"] = "Etwas anderes"
    form.submit(status=303)
    assert site.on("/workflows/content", lambda definition: stored(definition.draft.data)) == "Etwas anderes"


def test_a_list_of_people_is_explained_in_words_that_can_be_sent(reading):
    owner = reading("owner", "de").open(OPEN + "/people/bulk")
    area = owner.page.html.select_one("#list")
    assert "until" not in area["placeholder"] and "author" not in area["placeholder"]
    owner.page.forms[owner._form_of(area)]["list"] = area["placeholder"].replace("anna", "outsider")
    owner.press("Ansehen, was sie bewirken würde")
    assert owner.sees("Redaktion", "name@example.org", "Lesezugang")
    assert not owner.sees("Eine Rolle „")


def test_what_is_put_together_has_the_marks_of_the_language(reading, make):
    make.document(CURATED + "/documents", "Waiting plan", by="member", state="proposed")
    facilitator = reading("facilitator", "fr").open(f"{WAITING}/workflow/request_changes")
    assert facilitator.heading == "Demander des modifications : Waiting plan"


def test_a_drawing_grows_with_the_letters_of_the_page(visit):
    drawing = visit("guest").open("/workflows/content").page.html.select_one("svg.m-flow")
    _left, _top, width, height = map(int, drawing["viewbox"].split())
    assert (drawing["width"], drawing["height"]) == (f"{width / 16}rem", f"{height / 16}rem")


def test_a_sentence_that_names_its_field_is_not_preceded_by_its_name(reading):
    """However the name is written within it."""
    member = reading("member", "fr").open(OPEN + "/documents/add/link")
    member.fill(Titre="Un lien", Adresse="exemple").press("Enregistrer le brouillon", status=422)
    assert "Une adresse commence par" in member.problem and "Adresse" not in member.problem


@pytest.mark.parametrize("code, said", [("en", "1 January 2031"), ("de", "1. Januar 2031"), ("fr", "1er janvier 2031")])
def test_a_condition_says_its_date_as_people_do(reading, visit, make, code, said):
    make.table(
        "content",
        lambda table: table["transitions"]["publish"].update(guards=[{"kind": "not_before", "date": "2031-01-01"}]),
    )
    make.document(GROUP + "/documents", "Waiting plan", by="member", state="draft")
    member = reading("member", code) if code != "en" else visit("member")
    assert member.open("/workflows/content").sees(said)
    assert member.open(f"{GROUP}/documents/waiting-plan").sees(said)
