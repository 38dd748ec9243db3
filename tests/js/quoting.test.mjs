import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./page.mjs";

openPage();
const { selectionIn, withSelection } = await import("../../assets/js/quoting.js");

test("the selection is added to the address of the form, up to its longest", () => {
    const address = new URL(withSelection("http://x.example/d/?reply_to=a&quote=1#reply", `a & b ${"c".repeat(2000)}`));
    assert.equal(address.searchParams.get("selection").slice(0, 6), "a & b ");
    assert.equal(address.searchParams.get("selection").length, 1000);
    assert.equal(address.hash, "#reply");
});

test("only what is selected inside of the post is quoted", () => {
    document.body.innerHTML = "<div id='a'><p>one</p></div><div id='b'><p>two</p></div>";
    const [a, b] = ["a", "b"].map((id) => document.getElementById(id));
    const range = { commonAncestorContainer: a.firstChild };
    const selection = { rangeCount: 1, isCollapsed: false, getRangeAt: () => range, toString: () => " one " };
    assert.equal(selectionIn(a, selection), "one");
    assert.equal(selectionIn(b, selection), "");
    assert.equal(selectionIn(a, { ...selection, isCollapsed: true }), "");
    assert.equal(selectionIn(null, selection), "");
});
