import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { start } from "../../assets/js/drafts.js";
import { click, openPage, show } from "./page.mjs";

const NOTE = `<template id="draft-note"><p data-kept>Saved <button type="button" data-discard>Discard</button></p></template>`;
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
const field = (name = "text") => form().elements[name];
const stored = (key = KEY) => JSON.parse(localStorage.getItem(key));
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
