"""Markdown there and back."""

import time

import pytest

from moothall.core.richtext import clean, from_markdown, survives_markdown, to_markdown, to_plain


def test_the_round_trip_is_stable(rich_text):
    for seed in range(45):
        once = to_markdown(clean(rich_text(seed)))
        assert to_markdown(from_markdown(once)) == once, seed


def test_no_letter_is_lost_on_the_way(rich_text):
    for seed in range(45, 75):
        html = clean(rich_text(seed))
        letters = [c for c in to_plain(from_markdown(to_markdown(html))) if c.isalpha()]
        assert letters == [c for c in to_plain(html) if c.isalpha()], seed


@pytest.mark.parametrize(
    "markdown",
    [
        "Plain words, C#, a_b, 3 < 4 & 5, 100 %.",
        "## Heading\n\nOne\ntwo **three** *four* ~~five~~ `six`",
        "- a\n  - b\n- c",
        "1. a\n2. b\n\n   more",
        "> quoted\n>\n> twice",
        "```\ncode  here\n```",
        "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
        "[words](https://example.org/a) and ![picture](/p.png)",
        "1\\. not a list\n\\# not a heading",
    ],
)
def test_what_people_type_comes_back_as_they_typed_it(markdown):
    assert to_markdown(from_markdown(markdown)) == markdown


def test_html_in_markdown_is_text():
    assert from_markdown("<script>x</script> <b>y</b>") == (
        "<p>&lt;script&gt;x&lt;/script&gt; &lt;b&gt;y&lt;/b&gt;</p>\n"
    )
    assert "href" not in from_markdown("[x](javascript:alert(1))")


def test_line_breaks_stay_in_posts_and_flow_in_files():
    assert "<br>" in from_markdown("a\nb")
    assert "<br>" not in from_markdown("a\nb", breaks=False)


def test_a_text_that_markdown_cannot_carry_is_recognised():
    assert survives_markdown("<p>a <strong>b</strong></p><ul><li>c</li></ul>")
    assert not survives_markdown("<dl><dt>a</dt><dd>b</dd></dl>")
    assert not survives_markdown('<table><tr><th>a</th><th>b</th></tr><tr><td colspan="2">c</td></tr></table>')


@pytest.mark.parametrize("piece", [">", "- ", "> - ", "[", "![", "[](", "*a", "*a ", "a_", "`", "`a", "|a\n|-\n"])
def test_markdown_cannot_stall_the_server(piece):
    """Each takes about a second; what grew with the square of the length would take minutes."""
    started = time.process_time()
    assert from_markdown(piece * (50_000 // len(piece)))
    assert time.process_time() - started < 20
