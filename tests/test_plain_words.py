"""Texts that were replaced by plain English do not come back, and sites that have stored some show the new ones."""

import re
from pathlib import Path

import polib
import pytest

from moothall.core.base.i18n import _
from moothall.core.workflow import old_titles
from moothall.core.workflow.kinds import workflow_kinds
from moothall.core.workflow.yaml_format import read, write
from moothall.space import member_import
from moothall.vocabulary import evolve as vocabularies
from moothall.workflows import evolve as workflows
from tests.tools import tool

ROOT = Path(__file__).resolve().parent.parent
RETIRED = [
    line.replace("\\n", "\n")
    for line in (ROOT / "tests" / "data" / "retired_texts.txt").read_text("utf-8").splitlines()
]
CATALOGS = ["locales/moothall.pot", *(f"locales/{code}/LC_MESSAGES/moothall.po" for code in ("de", "fr"))]

#: Replaced texts that became several, or something else than the table of plain English says, and why.
ARGUED = {
    "Answer": "“Respond” names the link; above a text field it would read as an order, so there it is “Your answer”.",
    "At a date": "“Schedule” with a context, since a vocabulary has a timetable of that name.",
    "Plan it": "As “At a date”.",
    "Take it back": "“Withdraw” a request, “Undo” decisions, “Cancel” (with a context) what is scheduled.",
    "${actor} gave ${item} another address.": "Addresses change by moves only, which have another sentence.",
    "As the space stood when that day ended, in UTC. Nothing can be changed here.": (
        "“Members and settings at the end of that day (${zone})”: days end in the time zone of the site."
    ),
    "It takes over the access around it again.": "The message names the item: “Restriction of “${title}” removed.”",
    "Its creator, for as long as they may read the space.": (
        "“Its creator: to view it, as long as they can read the space; …”: to change it, creators must take part there."
    ),
    "Only those named here have access now.": "The message names the item: “Access to “${title}” restricted to …”",
    "Opening the editor…": "The editor shows no such message: its text area can be used until it is loaded.",
    "The discussion stands first now.": "The message names the discussion: “${title}” pinned.",
    "The discussion stands where its last post puts it.": "The message names the discussion: “${title}” unpinned.",
    "This form was open for too long, or you have logged in or out since. Please go back, reload the page and send it "
    "again.": "Without “Go back”: the page that says so shows the form and keeps the text.",
    "Whoever deleted it, for 30 days.": "Only people who deleted an item of their own restore it, so it says so.",
}
#: Replaced texts that were each one in several places: (text in the catalog, its context).
SPLIT = [("Respond", ""), ("Your answer", ""), ("Schedule", "verb"), ("Undo", ""), ("Cancel", "scheduled action")]

#: Words that no text in the interface uses any more.
HOME_MADE = re.compile(
    r"\b(somebody|nobody|everybody|anybody|whoever|log-ins?|mails?|letters? to|in hand|let go|takes? back|taken back"
    r"|for good|at once|things?|please)\b",
    re.IGNORECASE,
)
#: Where such a word is another one, or belongs to a name.
OTHER_MEANING = {
    "Internet of Things",
    "One last thing: enter your password, so that no one else can create an account with your email address.",
    "You can decide up to ${most} at once.",
    "Decide several at once",
    "The text is too long to send at once.",
    "Good things to do first.",
}


def texts(catalog):
    return [text for entry in polib.pofile(str(ROOT / catalog)) for text in (entry.msgid, entry.msgid_plural) if text]


@pytest.mark.parametrize("catalog", CATALOGS)
def test_no_replaced_text_is_left(catalog):
    assert sorted(set(RETIRED) & set(texts(catalog))) == []


def test_the_list_of_replaced_texts_is_whole():
    assert len(RETIRED) == len(set(RETIRED)) == 1228 and set(ARGUED) <= set(RETIRED)


@pytest.mark.parametrize("text, context", SPLIT)
def test_a_text_that_meant_several_things_is_several(text, context):
    for catalog in CATALOGS[1:]:
        (entry,) = (
            entry
            for entry in polib.pofile(str(ROOT / catalog))
            if (entry.msgid, entry.msgctxt or "") == (text, context)
        )
        assert entry.translated()


def test_home_made_words_are_in_no_text():
    found = {text for text in texts(CATALOGS[0]) if HOME_MADE.search(text)}
    assert found - OTHER_MEANING == set() and OTHER_MEANING - found == set()


def test_a_context_tells_equal_texts_apart():
    template = polib.pofile(str(ROOT / CATALOGS[0]))
    keys = [tool("translations").key_of(entry) for entry in template]
    assert {("Schedule", ""), ("Schedule", "verb")} <= set(keys) and len(keys) == len(set(keys))


@pytest.mark.parametrize("catalog", CATALOGS)
def test_the_columns_of_a_list_are_read_as_they_are_named(catalog):
    """The page names them in each language; a table with these names in its first line is taken."""
    (entry,) = (
        entry for entry in polib.pofile(str(ROOT / catalog)) if entry.msgid == "username or email; roles; until"
    )
    names = [name.strip() for name in (entry.msgstr or entry.msgid).replace("\N{NO-BREAK SPACE}", " ").split(";")]
    assert all(name in known for name, known in zip(names, member_import.COLUMNS.values(), strict=True))


# -- what sites have stored


def test_titles_of_shipped_workflows_are_stored_anew(site):
    """As an older version stored them: in versions and in drafts."""
    old = {new: title for title, new in old_titles.RENAMED.items()}
    site.on("/workflows/content", lambda definition: definition.begin_draft(site.act("admin")) and None)

    def parts(tree):
        for definition in tree["workflows"].values():
            for stored in (*definition.versions.values(), *filter(None, [definition.draft])):
                yield stored, "states"
                yield stored, "transitions"

    def age(tree):
        for stored, part in parts(tree):
            named = {id: {**one, "title": old.get(one["title"], one["title"])} for id, one in stored.data[part].items()}
            stored.data = {**stored.data, part: named}

    def titles(tree):
        return {one["title"] for stored, part in parts(tree) for one in stored.data[part].values()}

    today = site.read(titles)
    assert set(old_titles.RENAMED.values()) <= today
    site.write(age)
    assert set(old_titles.RENAMED) <= site.read(titles)
    for _time in range(2):
        site.write(lambda tree: workflows.use_current_titles(tree, site.registry))
        assert site.read(titles) == today


def titles_of_today():
    return [entry.msgid for entry in polib.pofile(str(ROOT / CATALOGS[0]))]


def test_every_title_that_sites_have_stored_has_one_of_today():
    """Whatever replaced text was a title of shipped data is brought up to date in stored sites."""
    today = set(titles_of_today())
    for renamed in (old_titles.RENAMED, vocabularies.RENAMED):
        assert set(renamed) <= set(RETIRED) and set(renamed.values()) <= today


def test_titles_of_vocabularies_are_stored_anew(site, as_admin):
    def rename(tree):
        vocabulary = tree["vocabularies"]["resource_type"]
        vocabulary.title = _("Kind of resource")
        return vocabulary.title

    assert site.write(rename) == "Kind of resource"
    for _time in range(2):
        site.write(lambda tree: vocabularies.use_current_titles(tree, site.registry))
        assert site.read(lambda tree: tree["vocabularies"]["resource_type"].title) == "Type of resource"
    as_admin.get("/language?language=de&came_from=/", status=303)
    assert "Art der Ressource" in as_admin.get("/vocabularies").text


def test_an_exported_workflow_of_an_older_version_has_the_titles_of_today(site):
    data = site.read(lambda tree: tree["workflows"]["content"].newest)
    text = write(data)
    for old, new in old_titles.RENAMED.items():
        text = re.sub(rf"title: {new}(?=[,}}\n])", f"title: {old}", text)
    assert "title: Ask for changes" in text
    kinds = workflow_kinds(site.registry)
    assert read(text, kinds) == read(write(data), kinds)
