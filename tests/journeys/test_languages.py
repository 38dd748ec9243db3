"""Journeys of people who read in another language than English."""

import pytest

from moothall.core.base.languages import BY_CODE
from tests.factories import CURATED, GROUP, OPEN, PASSWORD

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
            "Änderungen anfragen",
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
    owner.press("Vorschau der Änderungen")
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
    assert "Saisissez une adresse" in member.problem and "Adresse" not in member.problem


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


# -- a member's days, and a facilitator's

WORDS = {
    "de": {
        "username": "Anmeldename",
        "password": "Passwort",
        "log in": "Anmelden",
        "welcome": "Willkommen zurück, Mika",
        "start": "Diskussion beginnen",
        "title": "Titel",
        "text": "Text",
        "start it": "Diskussion beginnen",
        "reply": "Ihre Antwort",
        "send reply": "Antworten",
        "replied": "Antwort auf „Evening?“ veröffentlicht.",
        "body": "Text (freiwillig)",
        "write": "Dokument schreiben",
        "save draft": "Entwurf speichern",
        "submit": "Zur Freigabe senden",
        "waiting": "Wartet auf",
        "decisions": "Entscheidungen",
        "one waits": "1 Entscheidung wartet auf Sie.",
        "assign": "Mir zuweisen",
        "assigned": "ist Ihnen zugewiesen.",
        "reason": "Grund",
        "request changes": "Änderungen anfragen",
        "changes requested": "Änderungen angefragt",
        "by": "Änderungen angefragt von Finn Facilitator",
        "resend": "Erneut senden",
        "publish": "Veröffentlichen",
        "schedule": "Planen",
        "nothing": "Nichts wartet auf Sie",
        "sharing": "Teilen",
        "whom": "Eine Person, eine Gruppe oder ein Raum",
        "search": "Suchen",
        "give": "Zugang geben: Otto Outsider",
        "may": "Kann lesen",
        "continue": "Weiter",
        "from now": "Otto Outsider: Kann lesen. Gilt ab jetzt und ohne Enddatum.",
        "give it": "Zugang geben",
        "given": "Otto Outsider hat jetzt Zugriff auf „Waiting plan“. Rückgängig",
        "here": "Hier gegebener Zugang",
        "why not": "Warum kann ich das nicht bearbeiten?",
        "why": "Warum kann ich das nicht?",
        "missing": "Seite nicht gefunden",
    },
    "fr": {
        "username": "Identifiant",
        "password": "Mot de passe",
        "log in": "Se connecter",
        "welcome": "Bonjour, Mika",
        "start": "Lancer une discussion",
        "title": "Titre",
        "text": "Texte",
        "start it": "Lancer la discussion",
        "reply": "Votre réponse",
        "send reply": "Répondre",
        "replied": "Réponse à « Evening? » publiée.",
        "body": "Texte (facultatif)",
        "write": "Écrire un document",
        "save draft": "Enregistrer le brouillon",
        "submit": "Envoyer à l’équipe d’animation",
        "waiting": "En attente",
        "decisions": "Décisions",
        "one waits": "1 décision vous attend.",
        "assign": "Me l’attribuer",
        "assigned": "vous est attribué.",
        "reason": "Motif",
        "request changes": "Demander des modifications",
        "changes requested": "Modifications demandées",
        "by": "Modifications demandées par Finn Facilitator",
        "resend": "Renvoyer",
        "publish": "Publier",
        "schedule": "Programmer",
        "nothing": "Rien ne vous attend",
        "sharing": "Partage",
        "whom": "Une personne, un groupe ou un espace",
        "search": "Rechercher",
        "give": "Donner l’accès: Otto Outsider",
        "may": "Peut lire",
        "continue": "Continuer",
        "from now": "Otto Outsider : Peut lire. Valable dès maintenant, sans date de fin.",
        "give it": "Donner l’accès",
        "given": "Otto Outsider a maintenant accès à « Waiting plan ». Annuler",
        "here": "Accès donnés ici",
        "why not": "Pourquoi ne puis-je pas modifier cela ?",
        "why": "Pourquoi ne puis-je pas faire cela ?",
        "missing": "Page introuvable",
    },
}


@pytest.mark.parametrize("code", ["de", "fr"])
def test_a_day_in_another_language(reading, make, code):
    """Log in, discuss, write, submit, decide, share, and ask why: each word as a native reader expects it."""
    said = WORDS[code]
    member = reading("guest", code).open("/login")
    member.type(said["username"], "member").type(said["password"], PASSWORD).press(said["log in"])
    assert member.heading == said["welcome"]

    member.open(GROUP + "/discussions").follow(said["start"])
    member.type(said["title"], "Evening?").type(said["text"], "Or morning?").press(said["start it"])
    assert member.heading == "Evening?"
    member.type(said["reply"], "Evening, please.").press(said["send reply"])
    assert member.said == said["replied"]

    library = make.workspace("Librarians", preset="curated-space", policies={"creation": "members"}) / "documents"
    member.open(library).follow(said["write"])
    member.type(said["title"], "Waiting plan").type(said["body"], "Begin slowly.").press(said["save draft"])
    member.press(said["submit"])
    plan = member.path
    assert member.sees(said["waiting"])

    facilitator = reading("facilitator", code).open("/").follow(said["decisions"])
    assert facilitator.heading == said["decisions"] and facilitator.sees(said["one waits"])
    facilitator.press(said["assign"])
    assert said["assigned"] in facilitator.said
    facilitator.type(said["reason"], "Who pays?").press(said["request changes"])
    assert facilitator.sees(said["nothing"])

    assert member.open(plan).sees(said["changes requested"], said["by"], "Who pays?")
    member.press(said["resend"])
    facilitator.open("/queue").press(said["publish"])
    assert facilitator.sees(said["nothing"])

    assert said["schedule"] in facilitator.open(plan).links
    facilitator.follow(said["sharing"])
    assert facilitator.heading == said["sharing"]
    facilitator.type(said["whom"], "otto").press(said["search"]).follow(said["give"])
    facilitator.choose(said["may"]).press(said["continue"])
    assert facilitator.sees(said["from now"])
    facilitator.press(said["give it"])
    assert facilitator.said == said["given"] and "Otto Outsider" in facilitator.part(said["here"])

    outsider = reading("outsider", code).open(plan).follow(said["why not"])
    assert outsider.heading == said["why"]
    assert outsider.open("/nothing-here", status=404).heading == said["missing"]
