import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keep, recall } from "../../assets/js/storage.js";
import { openPage } from "./page.mjs";

beforeEach(() => openPage());

test("a value comes back, and an empty one removes it", () => {
    assert.equal(recall("theme"), null);
    assert.equal(keep("theme", "dark"), true);
    assert.equal(recall("theme"), "dark");
    assert.equal(keep("theme", ""), true);
    assert.equal(localStorage.getItem("theme"), null);
});

test("storage that is full or switched off stops nothing", () => {
    const refuse = () => {
        throw new Error("QuotaExceededError");
    };
    globalThis.localStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
    assert.equal(recall("theme"), null);
    assert.equal(keep("theme", "dark"), false);
    assert.equal(keep("theme", ""), false);
});
