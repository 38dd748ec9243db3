import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { exact, inSentence, said, start } from "../../assets/js/times.js";
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
for (const [age, expected] of [
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
    test(`${age / MINUTE} minutes: ${expected}`, () => assert.equal(saidAfterAMinute(age), expected));
}

test("the language is the page's", () => assert.equal(saidAfterAMinute(3 * MINUTE, { lang: "de" }), "vor 3 Minuten"));

test("a time without a title is an exact one, and stays", () => {
    assert.equal(saidAfterAMinute(3 * MINUTE, { title: "" }), "as the server said");
});

test("a page in the background is left alone", () => {
    assert.equal(saidAfterAMinute(3 * MINUTE, { hidden: true }), "as the server said");
});

// The same texts as in test_dates.py of the server.
for (const [at, zone, text, title] of [
    ["2026-10-25T00:30:00Z", "Europe/Berlin", "25 October", "25 October 2026 at 02:30 UTC+2 (Europe/Berlin)"],
    ["2026-10-25T01:30:00Z", "Europe/Berlin", "25 October", "25 October 2026 at 02:30 UTC+1 (Europe/Berlin)"],
    ["2025-12-31T20:00:00Z", "Asia/Kolkata", "1 January", "1 January 2026 at 01:30 UTC+5:30 (Asia/Kolkata)"],
    ["2026-02-27T20:00:00Z", "Asia/Kolkata", "yesterday", "28 February 2026 at 01:30 UTC+5:30 (Asia/Kolkata)"],
    ["2026-02-27T13:00:00Z", "Asia/Kolkata", "2 days ago", "27 February 2026 at 18:30 UTC+5:30 (Asia/Kolkata)"],
    ["2026-02-27T13:00:00Z", "UTC", "2 days ago", "27 February 2026 at 13:00 UTC"],
    ["2026-03-01T11:00:00Z", "America/St_Johns", null, "1 March 2026 at 07:30 UTC−3:30 (America/St_Johns)"],
]) {
    test(`${at} in ${zone}`, () => {
        const when = new Date(at);
        assert.equal(said(when, NOW, zone, "en-GB"), text);
        assert.equal(exact(when, zone, "en-GB"), title);
    });
}

const WORDS = {
    "en-GB": ["since ${date}", "since today", "since yesterday", "since Monday", "", "", "", "", "since Saturday", "since Sunday"],
    fr: ["depuis le ${date}", "depuis aujourd’hui", "depuis hier", "", "", "", "", "", "depuis samedi", ""],
};
for (const [form, at, lang, text] of [
    ["day", "2026-02-28T20:00:00Z", "en-GB", "1 March"],
    ["day", "2025-12-31T20:00:00Z", "fr", "1er janvier"],
    ["day", "2025-12-31T12:00:00Z", "en-GB", "31 December 2025"],
    ["date", "2026-02-28T20:00:00Z", "en-GB", "1 March 2026"],
    ["start", "2026-02-28T18:30:00Z", "en-GB", "1 March 2026"],
    ["start", "2026-02-28T18:00:00Z", "en-GB", "28 February 2026 at 23:30 UTC+5:30 (Asia/Kolkata)"],
    ["exact", "2026-02-28T18:00:00Z", "en-GB", "28 February 2026 at 23:30 UTC+5:30 (Asia/Kolkata)"],
    ["since", "2026-02-28T20:00:00Z", "en-GB", "since today"],
    ["since", "2026-02-27T20:00:00Z", "fr", "depuis hier"],
    ["since", "2026-02-27T12:00:00Z", "en-GB", "since Friday"],
    ["since", "2026-02-22T12:00:00Z", "en-GB", "since 22 February"],
    ["since", "2026-02-21T20:00:00Z", "fr", "depuis le 22 février"],
]) {
    test(`${form} of ${at} in a sentence in ${lang}`, () => {
        const words = WORDS[lang].with(7, "since Friday");
        assert.equal(inSentence(form, new Date(at), NOW, "Asia/Kolkata", lang, words), text);
    });
}
