import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { start } from "../../assets/js/times.js";
import { openPage, show } from "./page.mjs";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const MINUTE = 60_000;

beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setInterval", "Date"], now: NOW });
    openPage();
});

/** Return what a time says that was `age` ms ago a minute before. */
function saidAfterAMinute(age, { lang = "en", title = 'title="1 March"', hidden = false } = {}) {
    document.documentElement.lang = lang;
    show(`<time datetime="${new Date(NOW + MINUTE - age).toISOString()}" ${title}>as the server said</time>`);
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    start();
    mock.timers.tick(MINUTE);
    return document.querySelector("time").textContent;
}

// The same thresholds as in test_clock.py of the server.
for (const [age, said] of [
    [0.75 * MINUTE - 1, "as the server said"],
    [0.75 * MINUTE, "1 minute ago"],
    [2.5 * MINUTE, "3 minutes ago"],
    [45 * MINUTE - 1, "45 minutes ago"],
    [45 * MINUTE, "1 hour ago"],
    [89 * MINUTE, "1 hour ago"],
    [90 * MINUTE, "2 hours ago"],
    [22 * 60 * MINUTE - 1, "22 hours ago"],
    [22 * 60 * MINUTE, "as the server said"],
    [-5 * MINUTE, "as the server said"],
]) {
    test(`${age / MINUTE} minutes: ${said}`, () => assert.equal(saidAfterAMinute(age), said));
}

test("the language is the page's", () => assert.equal(saidAfterAMinute(3 * MINUTE, { lang: "de" }), "vor 3 Minuten"));

test("a time without a title is an exact one, and stays", () => {
    assert.equal(saidAfterAMinute(3 * MINUTE, { title: "" }), "as the server said");
});

test("a page in the background is left alone", () => {
    assert.equal(saidAfterAMinute(3 * MINUTE, { hidden: true }), "as the server said");
});
