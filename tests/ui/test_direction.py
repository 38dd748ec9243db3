"""Text from right to left is laid out by its own direction wherever it stands, and moves nothing around it."""

import re
from urllib.parse import quote

import pytest
from bs4 import NavigableString

from moothall.core.base.i18n import _
from moothall.ui.layout.templating import Template
from moothall.ui.locale import localizer_for
from tests.factories import CURATED, GROUP, OPEN

TITLE, NAME, TAG = "שלום עולם", "أحمد بن يوسف", "חינוך"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
DOCUMENT, THREAD = "{document}", "{thread}"
PAGES = {
    "guest": (
        "/",
        "/workspaces",
        OPEN,
        OPEN + "/documents",
        OPEN + "/discussions",
        DOCUMENT,
        "/search?SearchableText={word}",
    ),
    "member": (
        DOCUMENT + "/history",
        DOCUMENT + "/edit",
        DOCUMENT + "/sharing",
        OPEN + "/documents/add/document",
        THREAD,
        "/people",
        "/people/settings",
        "/queue",
    ),
    "facilitator": (
        CURATED + "/people",
        CURATED + "/queue",
        "/queue",
        "/queue/several",
        DOCUMENT + "/schedule",
        DOCUMENT + "/move",
        DOCUMENT + "/access",
        OPEN + "/documents?said=added",
        OPEN + "/audit",
        GROUP + "/sharing?find={name}",
    ),
    "admin": ("/admin/people", "/admin/audit"),
}


@pytest.fixture
def content(site, make):
    site.people(lambda store: [setattr(store.by_login(one), "name", NAME) for one in ("member", "author")] and None)
    text = f"<p>{TITLE}</p>"
    document = make.document(
        OPEN + "/documents", TITLE, by="member", state="published", text=text, subjects=(TAG,), description=TITLE
    )
    make.folder(OPEN + "/documents", f"{TITLE} 2")
    thread = make.discussion(OPEN + "/discussions", TITLE, by="author", text=text, subjects=(TAG,))
    make.post(thread, text, by="member")
    make.document(CURATED + "/documents", TITLE, by="member", state="proposed")
    site.on(OPEN, lambda item: setattr(item, "title", TITLE))
    site.reindex()
    site.copy_audit()
    return {"document": document, "thread": thread, "word": quote(TITLE[:4]), "name": quote(NAME[:3])}


def loose(page):
    """The places where text from right to left has the direction of the page."""
    for text in page.html.find_all(string=RIGHT_TO_LEFT):
        if not isinstance(text, NavigableString) or text.parent.name in ("title", "script"):
            continue
        if any(one.get("dir") == "auto" or one.name == "bdi" for one in text.parents):
            continue
        # Initials stand alone in a box.
        if text.parent.get("aria-hidden") == "true":
            continue
        if RIGHT_TO_LEFT.search(re.sub("\u2068[^\u2069]*\u2069", "", text)):
            yield f"<{text.parent.name} class={text.parent.get('class')}>{text.strip()[:60]}"
    for field in page.html.select("input[type=text], input[type=search], input:not([type]), textarea"):
        if field.get("dir") != "auto":
            yield f"<{field.name} name={field.get('name')}>"


def test_people_s_text_has_its_own_direction_on_every_page(content, actors):
    found = []
    for login, pages in PAGES.items():
        for page in pages:
            answer = actors(login).get(page.format(**content))
            found += [f"{page} as {login}: {one}" for one in loose(answer)]
    assert not found, "\n".join(found)


def test_names_in_sentences_do_not_move_what_follows(site):
    translator = localizer_for(site.registry, "en")
    text = _("${person} has archived “${title}”, which you own. It can be read but not changed.")
    said = translator.translate(text, mapping={"person": NAME, "title": "Plan"})
    # It begins with an invisible letter from left to right, so that an automatic direction is that of the sentence.
    assert said == f"\u200e\u2068{NAME}\u2069 has archived “Plan”, which you own. It can be read but not changed."
    assert "\u2068" not in translator.translate(text, mapping={"person": "Łukasz", "title": "Plan"})


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<h1>${title}</h1>", '<h1 dir="auto">a</h1>'),
        ("<h1><svg></svg>${title}</h1>", '<h1 dir="auto"><svg></svg>a</h1>'),
        ("<p>${title} (${number})</p>", "<p><bdi>a</bdi> (3)</p>"),
        ('<p><b>By</b> <tal:x condition="True">${name}</tal:x></p>', "<p><b>By</b> <bdi>b</bdi></p>"),
        ("<h1>${here['title']}</h1>", '<h1 dir="auto">c</h1>'),
        ('<h1 dir="ltr">${title}</h1>', '<h1 dir="ltr">a</h1>'),
        ("<p>Text</p>", "<p>Text</p>"),
        ("<title>${title} · ${name}</title>", "<title>a · b</title>"),
        ('<option value="x">${title} (${number})</option>', '<option value="x" dir="auto">a (3)</option>'),
        ('<input type="text" />', '<input type="text" dir="auto" />'),
        ('<input type="date" />', '<input type="date" />'),
        ("<textarea></textarea>", '<textarea dir="auto"></textarea>'),
    ],
)
def test_templates_set_the_direction_of_values(tmp_path, source, page):
    path = tmp_path / "page.pt"
    path.write_text(source)
    assert Template(str(path))(title="a", name="b", number=3, here={"title": "c"}, translate=str).strip() == page
