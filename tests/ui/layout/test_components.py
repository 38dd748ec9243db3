"""Every component renders, is documented, and puts nothing inline into a page."""

import re
from pathlib import Path

import pytest
from pyramid import testing
from pyramid.i18n import make_localizer
from pyramid.renderers import render

import moothall
from moothall.discussion.components import PostRow
from moothall.ui.layout.macros import macros_of
from tests.look import samples
from tests.look.pattern import PAGES, render_all

ROOT = Path(__file__).parents[3]
#: Forms that post; one for typed fields on their way through a log-in repeats what it got.
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S)
TEMPLATES = sorted((ROOT / "src").rglob("*.pt"))
# A data block is not a script: browsers do not run it.
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style\b|<script(?![^>]*\ssrc=|\stype=\"application/ld\+json\")|javascript:", re.IGNORECASE
)
# The frame's own pieces, which pages do not name.
INNER = {"languages", "person_menu"}


@pytest.fixture(scope="module")
def config():
    with testing.testConfig() as config:
        config.include("pyramid_chameleon")
        config.commit()
        yield config


@pytest.fixture
def layout(config):
    return samples.layout_of(config.registry, make_localizer("en", []), lambda path: f"/static/{path}")


def test_every_component_is_documented(config):
    described = (ROOT / "docs" / "look.rst").read_text(encoding="utf-8")
    missing = [name for name in macros_of(config.registry) if f"``{name}``" not in described and name not in INNER]
    assert missing == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_no_template_holds_a_script_or_a_style(template):
    assert INLINE.findall(template.read_text(encoding="utf-8")) == []


#: What makes a double click one click, in a form: the macros for it, or its field.
ONCE = re.compile(r"layout\.ui\['(add_)?form_tokens'\]|macros\['hidden'\]|name=\"once\"")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_every_form_that_posts_knows_that_it_was_sent(template):
    text = template.read_text(encoding="utf-8")
    forms = [form for form in FORM.findall(text) if "unsent.fields" not in form]
    assert [form[:200] for form in forms if not ONCE.search(form)] == []


def test_all_pattern_pages_render_with_nothing_inline(tmp_path):
    render_all(tmp_path)
    for name in PAGES:
        page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert page.count("<main") == 1 and INLINE.findall(page) == []


def test_what_people_write_is_escaped_unless_it_was_cleaned(layout):
    posts = samples.posts(layout.clock, 2)
    posts[0].text = "<b>typed</b>"
    posts[1].author.name = "<i>Ana</i>"
    page = thread(layout, posts)
    assert "&lt;b&gt;typed" in page and "&lt;i&gt;Ana" in page
    assert "<p>Das sehe ich genauso." in page


def test_a_tombstone_shows_its_reason_and_nothing_of_the_post(layout):
    post = samples.posts(layout.clock, 1)[0]
    gone = PostRow("p-9", "#", post.author, post.time, "secret", removed="Removed by the moderators: advertising.")
    page = thread(layout, [gone])
    assert "advertising" in page and "secret" not in page and post.author.name not in page


def test_an_action_that_posts_is_a_button_of_the_shared_form(layout):
    page = thread(layout, samples.posts(layout.clock, 1))
    assert re.search(r'<button\s[^>]*form="act"[^>]*formaction="#"', page)
    assert re.search(r'<form id="act" method="post" hidden>\s*<input type="hidden" name="csrf_token"', page)


def thread(layout, posts) -> str:
    values = {"layout": layout, "slots": {"main": ["posts"]}, "posts": posts, "text": "", "people": [], "chips": []}
    return render(str(ROOT / "tests" / "look" / "pattern.pt"), values, package=moothall)
