import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { start } from "../../assets/js/drafts.js";
import { click, openPage, show } from "./page.mjs";

const NOTE = `<template id="draft-note"><p data-kept>Saved <button type="button" data-discard>Discard</button></p></template>
    <template id="draft-other"><p data-other>Another <button type="button" data-show>Show</button></p></template>`;
const FORM = `
    <form method="post" action="/spaces/open/replies">
        <input type="hidden" name="once" value="T1"><input type="hidden" name="form_basis" value="3">
        <input name="title"><textarea name="text"></textarea>
        <input type="hidden" name="text_format" value="markdown">
        <input type="password" name="secret"><input type="checkbox" name="tick" value="1">
        <button name="send">Send</button>
    </form>${NOTE}`;
const KEY = "draft:ann:42:/replies";
const NOW = Date.parse("2026-03-01T12:00:00Z");
const PAGE = { person: "ann", thing: "42", path: "/spaces/open" };

const form = () => document.querySelector("form");
const count = (selector) => document.querySelectorAll(selector).length;
const field = (name = "text") => form().elements[name];
const written = (name = KEY) => Object.keys(localStorage).filter((key) => key === name || key.startsWith(`${name}#`));
const stored = (name = KEY) => JSON.parse(localStorage.getItem(written(name)[0] ?? name));
const valueOf = (draft, name) => draft.fields.find(([one]) => one === name)[1];

function type(text, name = "text") {
    field(name).value = text;
    form().dispatchEvent(new Event("input"));
    mock.timers.tick(400);
}

function open(html = FORM, page = PAGE) {
    for (const name of ["person", "thing", "path", "answer"]) delete document.documentElement.dataset[name];
    Object.assign(document.documentElement.dataset, page);
    show(html);
    start();
}

function leave() {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
}

beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
    openPage();
    open();
});

test("everything typed is kept with its format and what the form began with, but no secrets", () => {
    field("text_format").value = "html";
    field("secret").value = "x";
    field("title").value = "A";
    type("<p>Yes</p>");
    const draft = stored();
    assert.equal(valueOf(draft, "text"), "<p>Yes</p>");
    assert.equal(valueOf(draft, "text_format"), "html");
    assert.equal(valueOf(draft, "title"), "A");
    assert.deepEqual(draft.bases, [["form_basis", "3"]]);
    assert.equal(draft.fields.some(([name]) => name === "secret"), false);
    assert.equal(document.querySelector("[data-kept]").hidden, false);
});

test("a draft comes back with the page, with what it began with", () => {
    type("Yes");
    open(FORM.replace('value="3"', 'value="4"').replace("T1", "T2"));
    assert.equal(field().value, "Yes");
    assert.equal(field("form_basis").value, "3");
    assert.equal(stored().once, "T2");
});

for (const [what, page] of [["person", { person: "bob" }], ["thing", { thing: "43" }]]) {
    test(`a draft is not shown to another ${what}, at the same address`, () => {
        type("Secret");
        open(FORM, { ...PAGE, ...page });
        assert.equal(field().value, "");
    });
}

test("an emptied form has no draft", () => {
    type("a");
    type("");
    assert.equal(stored(), null);
});

test("what the server has received is gone, and nothing else", () => {
    type("a");
    document.cookie = "moothall-received=T0; Path=/";
    open();
    assert.equal(field().value, "a");
    document.cookie = "moothall-received=T0.T1; Path=/";
    open();
    assert.equal(field().value, "");
    assert.equal(stored(), null);
    assert.equal(document.cookie.includes("T1"), false);
});

test("a form that comes back with errors keeps what the server shows", () => {
    type("old");
    open(FORM.replace("></textarea>", ">newer</textarea>").replace("T1", "T2"), { ...PAGE, answer: "" });
    assert.equal(field().value, "newer");
    assert.equal(valueOf(stored(), "text"), "newer");
    assert.equal(stored().once, "T2");
    assert.equal(leave(), true);
});

test("a quotation comes after what was typed before", () => {
    type("<p>Mine</p>");
    open(FORM.replace("<form ", "<form data-draft-joins ").replace("></textarea>", ">&lt;p&gt;Quoted&lt;/p&gt;</textarea>"));
    assert.equal(field().value, "<p>Mine</p><p>Quoted</p>");
});

test("leaving asks only while something is not sent", () => {
    assert.equal(leave(), false);
    type("a");
    assert.equal(leave(), true);
    form().dispatchEvent(new Event("submit"));
    assert.equal(leave(), false);
});

test("a form without a token gets one, and one without a text is left alone", () => {
    open(FORM.replace(/<input type="hidden" name="once" value="T1">/, ""));
    assert.match(field("once").value, /^[0-9a-f]{24}$/);
    open('<form method="post" action="/x"><input name="title"></form>');
    assert.equal(form().elements.once, undefined);
});

test("forms of one page that are about different things have different drafts", () => {
    const row = (id) => `<form method="post" action="/spaces/open/requests"><input type="hidden" name="who" value="${id}"><textarea name="text"></textarea></form>`;
    open(row(1) + row(2));
    type("For the first");
    open(row(2));
    assert.equal(field().value, "");
    open(row(1));
    assert.equal(field().value, "For the first");
});

test("old drafts go, and discarding removes one", () => {
    type("a");
    click(document.querySelector("[data-discard]"));
    assert.equal(stored(), null);
});

test("a log-out removes the drafts of everybody", () => {
    type("a");
    localStorage.setItem("draft:bob:1:/x", JSON.stringify({ at: NOW, once: "B", fields: [], bases: [] }));
    document.cookie = "moothall-received=log-out; Path=/";
    open(FORM, {});
    assert.equal(stored(), null);
    assert.equal(stored("draft:bob:1:/x"), null);
});

// Another tab has a memory of its own, and the same storage.
function turnTo(tab) {
    sessionStorage.setItem("tab", tab);
    localStorage.setItem(`tab:${tab}`, "0");
    open(FORM.replace("T1", `T-${tab}`));
}

test("two tabs write two drafts, and sending one leaves the other", () => {
    turnTo("one");
    type("First");
    turnTo("two");
    assert.equal(field().value, "");
    assert.equal(count("[data-other]"), 1);
    type("Second");
    assert.equal(count("[data-other]"), 0);
    assert.deepEqual(written().map((key) => valueOf(JSON.parse(localStorage.getItem(key)), "text")).sort(), ["First", "Second"]);
    document.cookie = "moothall-received=T-two; Path=/";
    open();
    assert.equal(field().value, "");
    assert.equal(valueOf(stored(), "text"), "First");
});

test("a draft is taken over from a tab that is closed, the newest first, and none is lost", () => {
    turnTo("four");
    type("Older");
    localStorage.removeItem("tab:four");
    mock.timers.tick(1000);
    localStorage.setItem(`${KEY}#five`, JSON.stringify({ at: Date.now(), once: "B", fields: [["text", "Newer"]], bases: [] }));
    turnTo("six");
    localStorage.removeItem("tab:four");
    open();
    assert.equal(field().value, "Newer");
    assert.equal(written().length, 2);
    document.cookie = "moothall-received=T1; Path=/";
    open(FORM.replace("T1", "T9"));
    assert.equal(field().value, "Older");
    assert.equal(written().length, 1);
});

test("what another tab writes can be shown here, and goes with it when it is sent unchanged", () => {
    turnTo("one");
    type("First");
    turnTo("two");
    click(document.querySelector("[data-show]"));
    assert.equal(written().length, 2);
    open();
    assert.equal(field().value, "First");
    document.cookie = "moothall-received=T-one; Path=/";
    open();
    assert.equal(field().value, "");
    assert.deepEqual(written(), []);
});

test("storage that is full or switched off loses nothing on the page, and leaving asks", () => {
    const refuse = () => {
        throw new Error("QuotaExceededError");
    };
    globalThis.localStorage = { getItem: () => null, setItem: refuse, removeItem: refuse };
    open();
    type("Long text");
    assert.equal(field().value, "Long text");
    assert.equal(count("form [data-kept]:not([hidden])"), 0);
    assert.equal(leave(), true);
});

test("a log-out in another tab ends the drafts of this one", () => {
    type("a");
    localStorage.clear();
    const event = new Event("storage");
    event.key = "drafts-removed";
    window.dispatchEvent(event);
    type("b");
    assert.equal(stored(), null);
    assert.equal(field().value, "b");
});

test("what is typed is saved on the server after a pause, with the version it was made from", async () => {
    const asked = [];
    globalThis.fetch = (address, { method, body }) => {
        asked.push([method, address, body && JSON.parse(body)]);
        return Promise.resolve({ ok: true, status: 200, json: () => Promise.resolve({ version: "V1", id: "D1" }) });
    };
    open(FORM.replace('name="once"', 'name="csrf_token" value="C"><input type="hidden" name="once"'));
    type("Yes");
    mock.timers.tick(2000);
    assert.equal(asked.length, 0);
    mock.timers.tick(1000);
    await new Promise(setImmediate);
    const [[method, address, body]] = asked;
    assert.deepEqual([method, address, body.thing, body.form, body.base], ["POST", "/@drafts", "42", "/replies", ""]);
    assert.equal(valueOf(body, "text"), "Yes");
    assert.equal(stored().saved, "V1");
    type("Yes!");
    mock.timers.tick(3000);
    await new Promise(setImmediate);
    assert.equal(asked[1][2].base, "V1");
    delete globalThis.fetch;
});
