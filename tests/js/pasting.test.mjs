// What other programs put on the clipboard, reduced to what a text can have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { findAddresses } from "../../assets/js/addresses.js";
import { looksLikeMarkdown } from "../../assets/js/pasted_markdown.js";
import { tidy } from "../../assets/js/pasted_html.js";
import { readBlocks } from "../../assets/js/text_reader.js";
import { writeText } from "../../assets/js/text_writer.js";
import { schema } from "../../assets/js/schema.js";
import { parse } from "../../assets/js/elements.js";
import { openPage } from "./page.mjs";

before(() => openPage());

const pictures = { adopt: (src) => (src.startsWith("data:") ? "#uploading-1" : null) };

function pasted(html) {
    return writeText(schema.node("doc", null, readBlocks(parse(tidy(html, pictures)))));
}

for (const [name, html, text] of [
    [
        "Google Docs wraps everything in bold that is none",
        '<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">a</span>'
        + '<span style="font-weight:400">b</span></p><br><p><span style="font-style:italic;text-decoration:line-through">c</span></p></b>',
        "<p><strong>a</strong>b</p><p><s><em>c</em></s></p>",
    ],
    [
        "Google Docs nests lists beside items",
        "<ul><li><p>a</p></li><ul><li><p>b</p></li></ul><li><p>c</p></li></ul>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    ],
    [
        "Word numbers paragraphs",
        "<p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span>a</p>\n"
        + "<p style='mso-list:l1 level2 lfo2'><span style='mso-list:Ignore'>a)<span>&nbsp;</span></span>b</p>\n"
        + "<p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>4.</span>c</p><p>d</p>"
        + "<p style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>o</span>e</p>",
        '<ol start="3"><li>a<ol><li>b</li></ol></li><li>c</li></ol><p>d</p><ul><li>e</li></ul>',
    ],
    [
        "Excel has cells without a head",
        "<html><body><!--StartFragment--><table border=0><col width=64><tr><td height=20 style='font-weight:700'>a</td>"
        + "<td align=right>1</td></tr></table><!--EndFragment--></body></html>",
        "<table><tbody><tr><td><strong>a</strong></td><td>1</td></tr></tbody></table>",
    ],
    [
        "a web page has boxes, scripts and ids",
        '<div class="x"><h1 style="font-weight:bold">a</h1><div>b <script>x</script><a href="javascript:x">c</a></div>'
        + '<div id="d"><a href="#d">d</a></div><section><p id="e">f</p></section></div>',
        '<h2>a</h2><p>b c</p><p id="d"><a href="#d">d</a></p><p>f</p>',
    ],
    [
        "addresses of this site lose its name",
        '<p><a href="https://house.example/x#y">a</a><img src="https://house.example/p.png" alt="b"><img src="https://other.example/q.png" alt="q"></p>',
        '<p><a href="/x#y">a</a><img src="/p.png" alt="b"></p>',
    ],
    ["an image waits until it is uploaded", '<p>a<img src="data:image/png;base64,AA=="></p>', "<p>a</p>"],
]) {
    test(name, () => assert.equal(pasted(html), text));
}

test("LibreOffice leaves items open, breaks lines and has no header cells", () => {
    assert.equal(
        pasted(readFileSync("tests/data/libreoffice.html", "utf-8")),
        '<h2>Autumn plan</h2><p>We <strong>must</strong> try <em>gently</em>, H<sub>2</sub>O, <s>old</s> and red, see '
        + '<a href="https://x.example/a?b=1&amp;c=2">the page</a>.<br>Next line.</p>'
        + "<ul><li>First<ol><li>Inner a</li><li>Inner b</li></ol></li><li><p>Second</p><p>more of it</p></li></ul>"
        + "<ol><li>One</li><li>Two</li></ol><h2>Table</h2>"
        + '<table><thead><tr><th colspan="2">Wide</th></tr></thead><tbody><tr><td>Łódź</td><td>2019</td></tr></tbody></table>'
        + "<p>End</p>",
    );
});

test("Markdown is recognised, and prose is not", () => {
    for (const text of ["# a", "- a\n- b", "1. a", "a **b** c", "[a](https://x.example)", "| a | b |\n| - | - |", "```\na\n```", "`a`"]) {
        assert.equal(looksLikeMarkdown(text), true, text);
    }
    for (const text of ["a - b", "2 * 3 * 4", "snake_case", "#tag", "C# and F#", "3.5 apples", "a*b*c"]) {
        assert.equal(looksLikeMarkdown(text), false, text);
    }
});

test("addresses are found as on the server", () => {
    const cases = JSON.parse(readFileSync("tests/data/addresses.json", "utf-8"));
    for (const [words, expected] of cases) {
        const found = findAddresses(words).map(({ from, to, href }) => [words.slice(from, to), href]);
        assert.deepEqual(found, expected, words);
    }
});
