import assert from "node:assert/strict";
import { before, test } from "node:test";
import { DOMParser as Parser, DOMSerializer } from "prosemirror-model";
import { schema } from "../../assets/js/schema.js";
import { openPage } from "./page.mjs";

before(() => openPage());

/** Return the HTML that a text has once the editor has read it. */
function through(html) {
    const box = document.createElement("div");
    box.innerHTML = html;
    const out = document.createElement("div");
    out.append(DOMSerializer.fromSchema(schema).serializeFragment(Parser.fromSchema(schema).parse(box).content, { document }));
    return out.innerHTML;
}

for (const html of [
    "<p>Plain</p>",
    "<p>a <em>b</em> <strong>c</strong> <code>d</code><br>e</p>",
    '<p>see <a href="/x">there</a></p>',
    "<h2>a</h2><h3>b</h3><h4>c</h4>",
    "<blockquote><p>said</p><p>twice</p></blockquote>",
    "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
    "<ol><li><p>a</p></li></ol>",
    '<ol start="3"><li><p>a</p></li></ol>',
    "<hr>",
    '<p><img src="/a.png" alt="A"></p>',
]) {
    test(`unchanged: ${html}`, () => assert.equal(through(html), html));
}

for (const [html, becomes] of [
    ["<h1>a</h1>", "<h2>a</h2>"],
    ["<p><i>a</i><b>b</b></p>", "<p><em>a</em><strong>b</strong></p>"],
    ["<pre>  a\n b</pre>", "<pre><code>  a\n b</code></pre>"],
    ["<table><tr><td>cell</td></tr></table>", "<p>cell</p>"],
    ['<p onclick="alert(1)" style="color: red">a<u>b</u></p>', "<p>ab</p>"],
    ["<p><a>no address</a></p>", "<p>no address</p>"],
    ["<p><img>gone</p>", "<p>gone</p>"],
    ["", "<p></p>"],
]) {
    test(`${html} becomes ${becomes}`, () => assert.equal(through(html), becomes));
}
