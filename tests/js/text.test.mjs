// What the editor keeps of a text, and what is written for new nodes.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readText } from "../../assets/js/text_reader.js";
import { writeText } from "../../assets/js/text_writer.js";
import { schema } from "../../assets/js/schema.js";
import { openPage } from "./page.mjs";

before(() => openPage());

/** Return the HTML of a text that is written anew from its model. */
function through(html) {
    const { doc } = readText(html);
    doc.check();
    return writeText(doc);
}

for (const html of [
    "<p>Plain</p>",
    "<p>a <em>b</em> <strong>c</strong> <code>d</code><br>e</p>",
    "<p><strong>a <em>b</em></strong><em>c</em> <em><strong>d</strong></em><kbd>e</kbd><kbd>f</kbd></p>",
    "<p>x<sub>a<sub>b</sub></sub> <q>c</q><q>d</q> <a id=\"t-x\"></a><span lang=\"de\">e</span></p>",
    '<p>see <a href="/x">there</a></p>',
    '<h2 id="t-a" dir="rtl">a</h2><h3>b</h3><h4>c</h4>',
    "<blockquote><p>said</p><p>twice</p></blockquote><blockquote>loose</blockquote>",
    "<ul><li><p>a</p><ul><li>b</li></ul></li></ul><ul>stray<li>c</li></ul>",
    '<ol start="0"><li>a</li></ol>',
    "<hr>loose <strong>words</strong>",
    '<p><img src="/a.png" alt="A" width="3" height="4"></p>',
    '<figure><img src="/a.png" alt="A"><figcaption>b</figcaption></figure>',
    "<dl><dt>a</dt><dd>b</dd><div><dt>c</dt><dd><p>d</p></dd></div></dl>",
    '<table><caption>a</caption><colgroup><col span="2"></colgroup><thead><tr><th colspan="2" scope="col">b</th></tr></thead>'
    + '<tbody id="t-b"><tr><td rowspan="2">c</td><td></td></tr><tr><td><p>d</p></td></tr></tbody><tbody><tr></tr></tbody></table>',
    "<pre>a <strong>b</strong>\n c</pre><pre><code>  d\n e</code></pre>",
    '<a href="/x"><h3 id="t-c">card</h3><p>d</p></a><div lang="fr"><p>e</p></div>',
    "<table></table><li>f</li><h2><p>g</p></h2>",
]) {
    test(`unchanged: ${html}`, () => assert.equal(through(html), html));
}

test("what was not changed is written as it was, with its white space", () => {
    const html = "<p>a\n  b</p>\n<ul>\n<li>c</li>\n<li>d</li>\n</ul>\n\n<p>e</p>";
    const { doc, origins } = readText(html);
    assert.equal(writeText(doc, origins), html);
    const changed = doc.copy(doc.content.addToEnd(schema.node("paragraph", null, schema.text("new"))));
    assert.equal(writeText(changed, origins), `${html}<p>new</p>`);
});

test("loose words that meet become paragraphs", () => {
    const { doc } = readText("<blockquote>a<hr>b</blockquote>");
    const quote = doc.firstChild;
    const joined = doc.copy(schema.node("doc", null, quote.copy(quote.content.cut(0, 3).append(quote.content.cut(4)))).content);
    assert.equal(writeText(joined), "<blockquote><p>a</p><p>b</p></blockquote>");
});
