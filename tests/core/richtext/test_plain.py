"""The words of a text."""

import time

from moothall.core.richtext import clean, excerpt, outline, to_plain

POST = (
    "".join(
        f'<p>Women <strong>returning</strong> to ICT need <a href="/{n}">support</a> from libraries &amp; workshops, '
        "and time to find a place again.</p>"
        for n in range(14)
    )
    + "<h2>What now</h2><ul><li>a</li><li>b</li></ul>"
)


def test_blocks_are_apart_and_inline_markup_is_not():
    text = to_plain(
        "<h2>One</h2><p>t<em>w</em>o<br>three\nfour</p><ul><li>5</li><li>6 &lt; 7</li></ul>"
        "<table><tr><td>8</td><td>9</td></tr></table><img src='/x' alt='a map'>"
    )
    assert text.split("\n") == ["One", "two", "three four", "5", "6 < 7", "8", "9", "a map"]


def test_an_excerpt_ends_between_words():
    assert excerpt("<p>One two, three</p><p>four</p>", 12) == "One two…"
    assert excerpt("<p>One two</p>", 12) == "One two"
    assert excerpt("<p>" + "x" * 40 + "</p>", 12) == "x" * 11 + "…"
    assert all(len(excerpt(POST, n)) <= n for n in range(5, 300))


def test_the_outline_lists_headings():
    assert outline("<h2>A &amp; <em>b</em></h2><p>x</p><h3 lang=de>C</h3>") == [(2, "t-a-b", "A & b"), (3, "t-c", "C")]


def test_a_post_is_cleaned_and_read_in_a_moment():
    def once():
        started = time.process_time()
        for _ in range(50):
            to_plain(clean(POST))
        return (time.process_time() - started) / 50

    assert 1900 < len(POST) < 2300
    assert min(once() for _ in range(5)) < 0.0006
