import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { showChanges } from "../../assets/js/live.js";
import { openPage, show } from "./page.mjs";

let answers;
const post = (id, text) => `<article class="m-post" id="${id}">${text}<a href="#" id="${id}-link">Reply</a></article>`;

beforeEach(() => {
    openPage();
    globalThis.scrollBy = () => {};
    globalThis.getSelection = () => null;
    globalThis.requestAnimationFrame = (call) => call();
    globalThis.innerHeight = 800;
    globalThis.fetch = async (url) => {
        const text = answers[url.split("/").pop()];
        return { ok: text !== undefined, status: text === undefined ? 404 : 200, text: async () => text };
    };
    show(`<p data-live="/d/@stream" data-posts="/d/fragment" data-end="true" data-one="# new post" data-many="# new posts"></p>
        <div class="m-thread">${post("a", "One")}${post("b", "Two")}</div>`);
});

const alone = (id, text, after) => `<div data-after="${after}"><div class="m-thread">${post(id, text)}</div></div>`;
const box = () => document.querySelector("[data-live]");
const ids = () => [...document.querySelectorAll(".m-thread > *")].map((one) => one.id);

test("new posts come at the end, once and in their order, below a line with their number", async () => {
    answers = { c: alone("c", "Three", "b"), d: alone("d", "Four", "c") };
    const waiting = new Map([["d", "added"], ["c", "added"]]);
    await showChanges(box(), waiting);
    assert.deepEqual(ids(), ["a", "b", "live", "c", "d"]);
    assert.equal(document.getElementById("live").textContent, "2 new posts");
    assert.equal(box().textContent, "2 new posts");
    assert.equal(waiting.size, 0);
    await showChanges(box(), new Map([["c", "added"]]));
    assert.deepEqual(ids(), ["a", "b", "live", "c", "d"]);
    assert.equal(document.getElementById("live").textContent, "2 new posts");
});

test("a changed post is replaced, a removed one is removed, and one in use stays until later", async () => {
    answers = { a: alone("a", "Changed", "") };
    document.getElementById("b-link").focus();
    const waiting = new Map([["a", "changed"], ["b", "removed"], ["z", "reacted"]]);
    await showChanges(box(), waiting);
    assert.match(document.getElementById("a").textContent, /Changed/);
    assert.deepEqual([...waiting.keys()], ["b"]);
    document.activeElement.blur();
    await showChanges(box(), waiting);
    assert.deepEqual(ids(), ["a"]);
});

test("posts of other pages are left out", async () => {
    answers = { x: alone("x", "Elsewhere", "w"), c: alone("c", "Three", "b") };
    delete box().dataset.end;
    await showChanges(box(), new Map([["x", "added"], ["c", "added"]]));
    assert.deepEqual(ids(), ["a", "b"]);
});
