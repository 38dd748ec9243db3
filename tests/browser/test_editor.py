"""The editor in a real browser: what it does not know stays, tables and images are made, and pasting works."""

import base64

import pytest
from selenium.webdriver.common.keys import Keys

from moothall.core.richtext import clean
from moothall.demo import data
from tests.browser.pasted import GOOGLE_DOCS, LIBREOFFICE, MARKDOWN, WORD
from tests.factories import GROUP, PIXEL

#: Every element and attribute that an editor is likely to lose.
ALL = clean(
    '<h2 id="plan" lang="pl">Plan</h2>\n<p dir="rtl">H<sub>2</sub>O, x<sup>2</sup>, <s>old</s> <mark>new</mark> '
    '<abbr title="European Union">EU</abbr> <q>so</q> <kbd>A</kbd><kbd>B</kbd> <a href="#plan" id="back">up</a></p>\n'
    "<dl><dt>term</dt><dd>meaning<p>more</p></dd></dl>\n"
    '<figure><img src="/static/mark.svg" alt="A map" width="40" height="30">'
    "<figcaption>The <em>map</em></figcaption></figure>\n<table><caption>Who</caption><colgroup><col span=2></colgroup>"
    '<thead><tr><th scope="col" colspan="2">Wide</th></tr></thead><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr>'
    '<td>c</td></tr></tbody></table>\n<ol start="0"><li>zero<ul><li>in</li></ul></li></ol><div lang="de">Loose'
    "<p>and not</p></div><ul>stray<li>item</li></ul><pre>no code</pre><p>End</p>"
)


@pytest.fixture(autouse=True)
def no_complaints(window):
    yield
    assert window.complaints() == []


@pytest.fixture
def edit(window, make, served):
    """Open the edit form of a new document; returns (editor, function that saves and returns the text)."""

    def open_form(text, title):
        path = make.document(GROUP + "/documents", title, by="facilitator", text=text)
        window.sit_down("facilitator")
        window.open(f"{path}/edit")
        if not text:
            window.find("textarea[name=text]").click()
        editor = window.until(lambda: window.find(".ProseMirror"))

        def save():
            window.button("Save").click()
            window.until(lambda: " saved." in window.words)
            return (
                served.client("facilitator").get(str(path), headers={"Accept": "application/json"}).json["text"]["data"]
            )

        return editor, save

    return open_form


def type_at_end(editor, *keys):
    editor.send_keys(Keys.CONTROL, Keys.END, Keys.NULL, *keys)


def paste(window, text="", html="", files=()):
    """Paste as the browser does after Ctrl+V; ``files`` are (name, media type, bytes)."""
    window.driver.execute_script(
        """
        const data = new DataTransfer();
        const [text, html, files] = arguments;
        if (text) data.setData("text/plain", text);
        if (html) data.setData("text/html", html);
        for (const [name, type, content] of files)
            data.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name, {type}));
        document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        """,
        text,
        html,
        [(name, kind, base64.b64encode(content).decode()) for name, kind, content in files],
    )


def test_two_words_change_nothing_else(edit):
    samples = {one["key"]: one for one in data.read("documents/women-in-ict.yaml")}
    sample = samples["lodz-second-cohort"]
    for number, text in enumerate((data.text_of(sample["text"]), ALL)):
        editor, save = edit(text, f"Untouched {number}")
        type_at_end(editor, " two words")
        before, last = text.rstrip().rsplit("<p>", 1)
        # In the paragraph itself, lines flow.
        last = last.replace("\n", " ").replace("</p>", " two words</p>")
        assert save() == f"{before}<p>{last}"


def test_words_in_a_cell_leave_the_rest_of_the_table(edit, window):
    editor, save = edit(ALL, "In a cell")
    window.driver.execute_script(
        "getSelection().collapse([...document.querySelectorAll('.ProseMirror td p')].at(-1).firstChild, 1)"
    )
    editor.send_keys("!")
    assert save() == ALL.replace("<td>c</td>", "<td>c!</td>")


def test_a_table_is_made_with_the_keyboard(edit, window):
    editor, save = edit("<p>Before</p>", "By keyboard")
    type_at_end(editor, Keys.ENTER)

    def choose(name):
        window.press(Keys.ALT, Keys.F10, Keys.NULL)
        names = window.driver.execute_script(
            "return [...document.querySelectorAll('[data-command]')]"
            ".filter(one => one.checkVisibility() && !one.disabled).map(one => one.dataset.command)"
        )
        window.press(Keys.HOME, *[Keys.ARROW_RIGHT] * names.index(name))
        assert window.focus.get_attribute("data-command") == name
        window.press(Keys.ENTER)

    choose("table")
    window.press("Name", Keys.TAB, "Age", Keys.TAB, "Place", Keys.TAB, "Ana", Keys.TAB, "30")
    choose("delete_column")
    choose("row_below")
    choose("caption")
    window.press("Who", Keys.ENTER, "After")
    assert save() == (
        "<p>Before</p><table><caption>Who</caption><tbody><tr><th>Name</th><th>Place</th></tr><tr><td>Ana</td><td></td>"
        "</tr><tr><td></td><td></td></tr><tr><td></td><td></td></tr></tbody></table><p>After</p><p></p>"
    )


def test_cells_are_merged_and_split(edit, window):
    _editor, save = edit("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table><p>x</p>", "Merged")
    window.find(".ProseMirror td p").click()
    window.press(Keys.END, Keys.SHIFT, Keys.ARROW_RIGHT, Keys.NULL)
    window.until(lambda: len(window.all(".ProseMirror .selectedCell")) == 2)
    window.find("[data-command=merge_cells]").click()
    assert save().startswith('<table><tbody><tr><td colspan="2"><p>a</p><p>b</p></td></tr>')


def test_an_image_needs_a_description(edit, window, tmp_path, visit):
    picture = tmp_path / "map.png"
    picture.write_bytes(PIXEL)
    editor, save = edit("<p>Look:</p>", "With an image")
    type_at_end(editor, Keys.ENTER)
    window.find("[data-command=image]").click()
    window.find("[data-image-file]").send_keys(str(picture))
    window.find("[data-image-set]").click()
    assert "Enter a description" in window.find("[data-image-error]").text
    window.find("[data-image-alt]").send_keys("A map")
    window.find("[data-image-caption]").send_keys("Where we are")
    window.find("[data-image-width]").send_keys("7", Keys.ENTER)
    window.until(lambda: window.all(".ProseMirror figcaption"))
    text = save()
    assert text.startswith('<p>Look:</p><figure><img src="/text-picture/')
    assert 'alt="A map" width="7" height="7"><figcaption>Where we are</figcaption></figure>' in text
    assert window.find("main figure img").get_property("naturalWidth") == 1


def test_pasting_from_documents_and_markdown(edit, window):
    editor, save = edit("", "Pasted")
    editor.click()
    paste(window, html=GOOGLE_DOCS)
    type_at_end(editor, Keys.ARROW_DOWN)
    paste(window, html=WORD)
    window.until(lambda: "clip.png" in window.find("[data-picture-notice]").text)
    type_at_end(editor, Keys.ARROW_DOWN)
    paste(window, html=LIBREOFFICE)
    window.until(lambda: "A map" in window.find("[data-picture-notice]").text)
    type_at_end(editor, Keys.ENTER)
    paste(window, text=MARKDOWN)
    text = save()
    assert text.startswith(
        '<h2 id="t-plan">Plan</h2><p>We <strong>must</strong><em> try</em></p>'
        "<ul><li>one<ul><li>inner</li></ul></li></ul>"
    )
    for part in (
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
        "<p><strong>Bold</strong> words</p><ul><li>First<ol><li>Nested</li></ol></li><li>Second</li></ul>",
        '<table><tbody><tr><td colspan="2">Wide</td></tr><tr><td>x</td><td>y</td></tr></tbody></table>',
        '<h2 id="t-autumn-plan">Autumn plan</h2><p>We <strong>must</strong> try <em>gently</em>, H<sub>2</sub>O, ',
        "<ul><li>First<ol><li>Inner a</li><li>Inner b</li></ol></li><li><p>Second</p><p>more of it</p></li></ul>",
        '<thead><tr><th colspan="2">Wide</th></tr></thead><tbody><tr><td>Łódź</td><td>2019</td></tr></tbody></table>',
        '<h2 id="t-plan-2">Plan</h2><ul><li><strong>one</strong></li><li>two</li></ul><table>',
        '<a href="https://müller.example/a_(b)" rel="nofollow ugc noopener noreferrer">https://müller.example/a_(b)</a>.',
    ):
        assert part in text
    assert "file:" not in text and "docs-internal" not in text


def test_pasted_images_are_uploaded_and_own_ones_kept(edit, window, address):
    editor, save = edit("<p>x</p>", "Pasted images")
    type_at_end(editor)
    paste(window, files=[("shot.png", "image/png", PIXEL)])
    # It gets a description, or is removed.
    alt = window.find("[data-image-alt]")
    window.until(alt.is_displayed)
    alt.send_keys("Shot", Keys.ENTER)
    window.until(lambda: window.all(".ProseMirror img[src^='/text-picture/'][alt=Shot]"))
    paste(window, files=[("other.png", "image/png", PIXEL)])
    window.until(alt.is_displayed)
    window.find("[data-image-cancel]").click()
    window.until(lambda: len(window.all(".ProseMirror img[src^='/text-picture/']")) == 1)
    data_url = f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"
    own = window.find(".ProseMirror img[src^='/text-picture/']").get_attribute("src")
    paste(
        window,
        html=f'<p>a<img src="{data_url}" alt="B"><img src="{own}" alt="C"><img src="https://x.example/y.png"></p>',
    )
    window.until(lambda: "y.png" in window.find("[data-picture-notice]").text)
    window.until(lambda: len(window.all(".ProseMirror img[src^='/text-picture/']")) == 3)
    paste(window, files=[("bad.png", "image/png", b"no image")])
    window.until(lambda: "bad.png" in window.find("[data-picture-notice]").text)
    # The browser reports the refusal too.
    assert len(window.complaints()) == 1
    text = save()
    assert text.count('src="/text-picture/') == 3 and "x.example" not in text and address not in text


def test_signs_and_addresses_that_are_typed(edit):
    editor, save = edit("", "Typed")
    editor.send_keys(
        "**strong** and *em* and `code` in file.py at https://x.example/a). Also ", "http://localhost/about "
    )
    assert save() == (
        '<p><strong>strong</strong> and <em>em</em> and <code>code</code> in file.py at <a href="https://x.example/a" '
        'rel="nofollow ugc noopener noreferrer">https://x.example/a</a>). Also <a href="http://localhost/about" '
        'rel="nofollow ugc noopener noreferrer">http://localhost/about</a> </p>'
    )
