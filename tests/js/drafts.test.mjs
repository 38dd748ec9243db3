import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { start } from "../../assets/js/drafts.js";
import { click, openPage, show } from "./page.mjs";

const FORM = `
    <form data-draft="7:reply">
        <textarea name="text"></textarea>
        <select name="text_format"><option>markdown</option><option>html</option></select>
        <p data-kept hidden>Draft saved <button type="button" data-discard>Discard</button></p>
        <button name="preview">Preview</button><button name="send">Send</button>
    </form>`;
const KEY = "draft:7:reply";
const NOW = Date.parse("2026-03-01T12:00:00Z");

const form = () => document.querySelector("form");
const field = () => document.querySelector("textarea");
const note = () => document.querySelector("[data-kept]");
const stored = (key = KEY) => JSON.parse(localStorage.getItem(key));

function type(text) {
    field().value = text;
    form().dispatchEvent(new Event("input"));
}

function submit(name) {
    const event = new Event("submit");
    event.submitter = { name };
    form().dispatchEvent(event);
}

function reload(html = FORM) {
    show(html);
    start();
}

beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
    openPage();
    reload();
});

test("what is typed is stored with its format once typing pauses", () => {
    document.querySelector("select").value = "html";
    type("<p>Yes</p>");
    mock.timers.tick(399);
    assert.equal(stored(), null);
    assert.equal(note().hidden, true);
    mock.timers.tick(1);
    assert.deepEqual(stored(), { text: "<p>Yes</p>", format: "html" });
    assert.equal(note().hidden, false);
});

test("each key starts the pause again", () => {
    type("a");
    mock.timers.tick(300);
    type("ab");
    mock.timers.tick(300);
    assert.equal(stored(), null);
    mock.timers.tick(100);
    assert.equal(stored().text, "ab");
});

test("an emptied field has no draft", () => {
    type("a");
    mock.timers.tick(400);
    type("  ");
    mock.timers.tick(400);
    assert.equal(stored(), null);
    assert.equal(note().hidden, true);
});

test("a draft comes back with the page", () => {
    localStorage.setItem(KEY, JSON.stringify({ text: "<b>x</b>", format: "html" }));
    reload();
    assert.equal(field().value, "<b>x</b>");
    assert.equal(document.querySelector("select").value, "html");
    assert.equal(note().hidden, false);
});

test("a draft does not replace what the server has put into the field", () => {
    localStorage.setItem(KEY, JSON.stringify({ text: "old", format: "markdown" }));
    reload(FORM.replace("></textarea>", ">mine</textarea>"));
    assert.equal(field().value, "mine");
    assert.equal(note().hidden, true);
});

test("discarding empties field and storage, and tells the editor", () => {
    let told = 0;
    type("a");
    mock.timers.tick(400);
    field().addEventListener("draft-discarded", () => (told += 1));
    click(document.querySelector("[data-discard]"));
    assert.equal(field().value, "");
    assert.equal(stored(), null);
    assert.equal(note().hidden, true);
    assert.equal(told, 1);
    assert.equal(document.activeElement, field());
});

test("a sent draft goes with the page that follows", () => {
    type("a");
    mock.timers.tick(400);
    submit("send");
    assert.equal(stored().text, "a");
    mock.timers.tick(59_999);
    reload();
    assert.equal(stored(), null);
    assert.equal(stored("draft-sent"), null);
});

for (const [why, html, wait] of [
    ["the form comes back with problems", `<div class="m-problems"></div>${FORM}`, 0],
    ["a field comes back as invalid", `<input aria-invalid="true">${FORM}`, 0],
    ["no page followed for a minute", FORM, 60_000],
]) {
    test(`a sent draft stays where ${why}`, () => {
        type("a");
        mock.timers.tick(400);
        submit("send");
        mock.timers.tick(wait);
        reload(html);
        assert.equal(stored().text, "a");
        assert.equal(stored("draft-sent"), null);
    });
}

test("a preview sends nothing", () => {
    type("a");
    mock.timers.tick(400);
    submit("preview");
    reload();
    assert.equal(stored().text, "a");
});
