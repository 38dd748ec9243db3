"""The sample's documents, files and repository items: complete, consistent, and possible under the shipped workflow."""

import json
import re
from datetime import UTC, datetime, timedelta
from importlib import resources

import magic
import pytest

from moothall.core.access.space_policies import PRESETS
from moothall.core.content.slugs import checked, slug
from moothall.demo.data import read, read_all, text_of, when
from moothall.demo.families import family_documents
from moothall.demo.texts import all_documents, all_files, generated_discussions, repository_items
from moothall.repository.schema import GOOD_PRACTICE, RESOURCE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

DOCUMENTS = list(all_documents(None))
FILES = list(all_files(None))
ITEMS = list(repository_items(None))
BY_KEY = {one["key"]: one for one in DOCUMENTS}

PEOPLE = {person["key"] for person in read("people.yaml")} | {"reviewer"}
COALITIONS = {coalition["id"]: coalition for coalition in read("coalitions.yaml")}
WORKSPACES = {workspace["key"]: workspace for workspace in read("workspaces.yaml")}

#: transition → (states it leaves, state it leads to, who takes it)
STEPS = {
    "submit": ({"draft"}, "proposed", "creator"),
    "publish": ({"draft"}, "published", "creator"),
    "approve": ({"proposed"}, "published", "facilitator"),
    "request_changes": ({"proposed", "published"}, "needs_changes", "facilitator"),
    "resubmit": ({"needs_changes"}, "proposed", "creator"),
    "request_deletion": ({"published"}, "deletion_requested", "creator"),
    "archive": ({"published"}, "archived", "facilitator"),
}
NEEDS_REASON = {"request_changes", "request_deletion"}

TEXTS = [
    (one["key"], text)
    for one in (*DOCUMENTS, *FILES, *ITEMS)
    for text in filter(None, [one.get("text"), *(part["text"] for part in one.get("earlier", ()))])
]


def roles(space):
    """Person → roles in a space, its owner included."""
    found = COALITIONS.get(space) or WORKSPACES[space]
    return {**found.get("members", {}), found["owner"]: ["owner"]}


def policies(space):
    if space in COALITIONS:
        return PRESETS["curated-space"][1]
    return {**PRESETS[WORKSPACES[space]["preset"]][1], **WORKSPACES[space].get("policies", {})}


def opened(space):
    return when(WORKSPACES[space]["opened"] if space in WORKSPACES else "-540d", NOW)


def params(items):
    return [pytest.param(one, id=one["key"]) for one in items]


def test_there_is_as_much_as_promised():
    written = [one for part in read_all("documents") for one in part]
    assert len(DOCUMENTS) == 200
    assert len(list(family_documents())) == 130
    assert sum(len(one["text"].split()) >= 200 for one in written) >= 60
    assert len(ITEMS) == 100
    assert len(FILES) == 15


def test_keys_differ_and_may_stand_in_an_address():
    keys = [one["key"] for one in (*DOCUMENTS, *FILES, *ITEMS)]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & (set(COALITIONS) | set(WORKSPACES))
    assert [checked(key) for key in keys] == keys


@pytest.mark.parametrize("one", params([*DOCUMENTS, *FILES]))
def test_a_document_could_have_come_about_like_this(one):
    space, members = one["space"], roles(one["space"])
    rules = policies(space)
    may_create = {"owner", "facilitator", "author"} | (
        {"member", "moderator"} if rules["creation"] == "members" else set()
    )
    assert may_create & set(members[one["by"]])
    last, state = when(one["at"], NOW), "draft"
    assert opened(space) <= last
    for step in one["history"]:
        leaves, leads_to, who = STEPS[step["transition"]]
        assert state in leaves
        assert last <= when(step["at"], NOW) <= NOW
        if who == "facilitator":
            assert {"owner", "facilitator"} & set(members[step["by"]])
        else:
            assert step["by"] == one["by"]
        if step["transition"] == "publish" and rules["moderation"] == "pre":
            assert {"owner", "facilitator", "author"} & set(members[step["by"]])
        if step["transition"] == "submit":
            assert rules["moderation"] == "pre"
        if step["transition"] in NEEDS_REASON:
            assert step["reason"].strip()
        last, state = when(step["at"], NOW), leads_to
    assert state == one.get("state", "published")
    if WORKSPACES.get(space, {}).get("state") == "archived":
        assert last < when(WORKSPACES[space]["closed"], NOW)


@pytest.mark.parametrize("one", params(one for one in DOCUMENTS if "earlier" in one))
def test_every_earlier_text_was_followed_by_handing_in_again(one):
    assert len(one["earlier"]) == sum(step["transition"] == "resubmit" for step in one["history"])
    assert one["earlier"][0]["at"] == one["at"]
    assert all(text["text"] != one["text"] for text in one["earlier"])


@pytest.mark.parametrize("one", params(one for one in DOCUMENTS if "translations_of" in one))
def test_a_translation_stands_beside_its_original_in_another_language(one):
    original = BY_KEY[one["translations_of"]]
    assert "translations_of" not in original
    assert (original["space"], original.get("folder")) == (one["space"], one.get("folder"))
    assert original["language"] != one["language"]
    assert when(original["at"], NOW) < when(one["at"], NOW)


def test_documents_are_written_in_many_languages():
    assert {"en", "de", "fr", "es", "it", "pl", "nl", "pt", "sv", "hr"} <= {one["language"] for one in DOCUMENTS}
    assert len({one["language"] for one in ITEMS}) >= 6


def test_each_person_of_the_tour_arrives_to_something():
    ours = [one for one in DOCUMENTS if one["space"] == "women-in-ict"]
    assert sum(one["state"] == "proposed" for one in ours) == 3
    [returned] = [one for one in ours if one["state"] == "needs_changes"]
    assert returned["by"] == "claire.delmas"
    assert returned["history"][-1]["reason"]
    for key in ("first-month-plan", "returner-mentoring-plan"):
        story = [step["transition"] for step in BY_KEY[key]["history"]]
        assert story == ["submit", "request_changes", "resubmit", "approve"]
    titles = {one.get("grew_from"): one["title"] for one in ITEMS}
    assert titles["returner-mentoring-plan"] == "Mentoring pairs for women returning to ICT"
    assert "first-month-plan" in titles


def test_documents_of_one_folder_have_titles_of_their_own():
    places = [(one["space"], tuple(one.get("folder") or ()), one["title"]) for one in (*DOCUMENTS, *FILES)]
    assert len(set(places)) == len(places)


# -- repository


@pytest.fixture(scope="module")
def vocabularies():
    data = resources.files("moothall.vocabulary").joinpath("data")
    shipped = json.loads(data.joinpath("vocabularies.json").read_text("utf-8"))["vocabularies"]
    areas = json.loads(data.joinpath("digcomp-2.2.json").read_text("utf-8"))["areas"]
    terms = {name: {term["id"] for term in one["terms"]} for name, one in shipped.items()}
    terms["digcomp"] = {competence["id"] for area in areas for competence in area["competences"]}
    return terms


@pytest.mark.parametrize("one", params(ITEMS))
def test_a_repository_item_uses_the_vocabularies(one, vocabularies):
    fields, names = one["fields"], RESOURCE if one["type"] == "resource" else GOOD_PRACTICE
    plain = {"title", "description", "language", "subjects", "text", "url", "organisation", "country", "licence"}
    assert set(fields) <= plain | set(names)
    for name in set(fields) & set(names):
        assert fields[name] and set(fields[name]) <= vocabularies[name]
    kind = "resource_type" if one["type"] == "resource" else "organisation_category"
    for name in ("target_audience", "digital_skill_level", "digital_technology", "geographic_sphere", kind):
        assert fields[name]
    for name in ("geographic_sphere", kind):
        assert len(fields[name]) == 1
    if one["type"] == "resource":
        assert fields["target_language"]
    assert fields["country"] and {code.lower() for code in fields["country"]} <= set(COALITIONS)
    assert all(code.isupper() for code in fields["country"])
    assert fields["organisation"] and fields["licence"]
    assert 60 <= len(f"{fields['description']} {one['text']}".split()) <= 200


@pytest.mark.parametrize("one", params(ITEMS))
def test_a_repository_item_passed_the_reviewer(one):
    state, last = "draft", when(one["at"], NOW)
    assert one["by"] in PEOPLE
    for step in one["history"]:
        leaves, state_after, who = STEPS[step["transition"]]
        assert state in leaves
        assert last <= when(step["at"], NOW) <= NOW
        assert step["by"] in ({"katrin.saar", "reviewer"} if who == "facilitator" else {one["by"]})
        last, state = when(step["at"], NOW), state_after
    assert state == one.get("state", "published")
    assert one.get("grew_from") is None or one["grew_from"] in BY_KEY


def test_five_items_wait_for_the_reviewer_and_two_are_archived():
    states = [one.get("state", "published") for one in ITEMS]
    assert (states.count("proposed"), states.count("archived")) == (5, 2)
    waiting = [when(one["history"][-1]["at"], NOW) for one in ITEMS if one.get("state") == "proposed"]
    assert all(NOW - moment < timedelta(days=7) for moment in waiting)


# -- texts and files


@pytest.mark.parametrize(("key", "text"), TEXTS, ids=[key for key, _ in TEXTS])
def test_a_text_is_sound(key, text):
    html = text_of(text)
    assert "<table" in html or "\n|" not in text
    assert not re.search(r"[Ll]orem|\bTODO\b|\bXXX\b", text)


def test_links_on_the_site_lead_somewhere():
    places = {f"/repository/{one['key']}" for one in ITEMS}
    for one in (*DOCUMENTS, *FILES):
        folders = "".join(f"/{slug(title)}" for title in one.get("folder") or ())
        places.add(f"{address(one['space'])}/documents{folders}/{one['key']}")
    for one in [*read_all("discussions"), *generated_discussions(None)]:
        places.add(f"{address(one['space'].rsplit('/', 1)[-1])}/discussions/{one['key']}")
    texts = [text for _, text in TEXTS] + [one["fields"].get("url", "") for one in ITEMS]
    linked = {place for text in texts for place in re.findall(r"(?:\]\(|^)(/[^\s)]+)", text)}
    assert linked <= places


def address(space):
    if space in COALITIONS:
        return f"/coalitions/{space}"
    return f"/{WORKSPACES[space].get('parent', 'workspaces')}/{space}"


#: How files of each kind begin, and what libmagic calls them.
KINDS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "png": (b"\x89PNG", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
}


@pytest.mark.parametrize("one", params(FILES))
def test_a_file_is_what_its_name_says(one):
    begins, media_type = KINDS[one["filename"].rsplit(".", 1)[1]]
    assert one["data"].startswith(begins)
    assert magic.from_buffer(one["data"], mime=True) == media_type
    assert bool(one.get("alternative")) == media_type.startswith("image/")
    assert len(one.get("alternative", "")) <= 500


def test_there_are_files_of_every_kind_and_they_are_small():
    assert {one["filename"].rsplit(".", 1)[1] for one in FILES} == set(KINDS)
    assert sum(len(one["data"]) for one in FILES) < 600_000
    shipped = {entry.name for entry in resources.files("moothall.demo").joinpath("data", "files").iterdir()}
    assert shipped == {one["filename"] for one in FILES}
