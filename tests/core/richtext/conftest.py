"""Random rich texts for the property tests: the same ones for the same seed."""

import random

import pytest

WORDS = [
    "women",
    "in",
    "ICT",
    "a_b",
    "_c",
    "*",
    "**d**",
    "1.",
    "2)",
    "#",
    "##",
    "-",
    "+",
    "---",
    "===",
    "> x",
    "<b>",
    "&amp;",
    "a|b",
    "|",
    "`code`",
    "``",
    "~~",
    "~",
    "[x]",
    "[x](y)",
    "![",
    "]",
    "\\",
    "\\*",
    ":--",
    "C#",
    "http://x.eu",
    "καλημέρα",
    "żółw",
    "!",
    "(",
    ")",
    "&lt;",
    "100 %",
    "e.g.",
    "    four",
    "...",
    "<http://x.eu>",
    "\n",
    "\n\n",
]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(dice, most=6):
    return escaped(" ".join(dice.choice(WORDS) for _ in range(dice.randint(1, most))))


def inline(dice, depth=0):
    kinds = ["words"] * 5 + ([] if depth > 2 else ["strong", "em", "s", "code", "a", "br", "span", "img", "sup"])
    parts = []
    for _ in range(dice.randint(1, 4)):
        kind = dice.choice(kinds)
        if kind == "words":
            parts.append(words(dice))
        elif kind == "br":
            parts.append("<br>")
        elif kind == "a":
            parts.append(
                f'<a href="{dice.choice(["/x", "https://x.eu/a_(b)", "/a b", "#t-x", "mailto:a@x.eu"])}">'
                f"{inline(dice, depth + 1)}</a>"
            )
        elif kind == "img":
            parts.append(f'<img src="/p.png" alt="{words(dice, 2)}">'.replace('"<', "<"))
        else:
            parts.append(f"<{kind}>{inline(dice, depth + 1)}</{kind}>")
    return dice.choice(["", " "]).join(parts)


def block(dice, depth=0):
    kinds = ["p"] * 4 + ["h2", "h3", "pre", "hr", "loose", "table"]
    if depth < 3:
        kinds += ["ul", "ol", "blockquote", "dl", "div", "figure"]
    kind = dice.choice(kinds)
    if kind == "loose":
        return inline(dice)
    if kind in ("p", "h2", "h3"):
        return f"<{kind}>{inline(dice)}</{kind}>"
    if kind == "pre":
        return f"<pre>{dice.choice(['', '<code>'])}{words(dice, 12)}</code></pre>"
    if kind == "hr":
        return "<hr>"
    if kind == "table":
        wide = dice.randint(1, 3)
        head = dice.choice(["td", "th"])
        rows = [[head] * wide] + [["td"] * wide] * dice.randint(0, 2)
        return (
            "<table>"
            + "".join("<tr>" + "".join(f"<{cell}>{inline(dice)}</{cell}>" for cell in row) + "</tr>" for row in rows)
            + "</table>"
        )
    if kind in ("ul", "ol"):
        items = [inline(dice) if dice.random() < 0.5 else blocks(dice, depth + 1) for _ in range(dice.randint(1, 3))]
        return f"<{kind}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{kind}>"
    if kind == "dl":
        return f"<dl><dt>{inline(dice)}</dt><dd>{blocks(dice, depth + 1)}</dd></dl>"
    if kind == "figure":
        return f'<figure><img src="/p.png" alt="x"><figcaption>{inline(dice)}</figcaption></figure>'
    return f"<{kind}>{blocks(dice, depth + 1)}</{kind}>"


def blocks(dice, depth=0):
    return "".join(block(dice, depth) for _ in range(dice.randint(1, 3)))


@pytest.fixture(scope="session")
def rich_text():
    """A function from a seed to a text."""
    return lambda seed: blocks(random.Random(seed))
