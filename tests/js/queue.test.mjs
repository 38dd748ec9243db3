import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { start } from "../../assets/js/queue.js";
import { openPage, press, show } from "./page.mjs";

let clicked;

beforeEach(() => {
    openPage();
    show(`
        <div class="m-split">
            <ol data-queue>
                <li><a class="m-queue-row" href="#1">one</a></li>
                <li><a class="m-queue-row" href="#2" aria-current="true">two</a></li>
                <li><a class="m-queue-row" href="#3">three</a></li>
            </ol>
            <section><button>Approve</button><textarea></textarea></section>
        </div>`);
    clicked = [];
    for (const row of document.querySelectorAll(".m-queue-row")) {
        row.addEventListener("click", (event) => {
            event.preventDefault();
            clicked.push(row.textContent);
        });
    }
    start();
});

const button = () => document.querySelector("button");

test("j goes to the next decision and k to the one before, from beside the list too", () => {
    assert.equal(press(button(), "j").defaultPrevented, true);
    assert.equal(press(document.querySelector(".m-queue-row"), "k").defaultPrevented, true);
    assert.deepEqual(clicked, ["three", "one"]);
});

test("nothing comes after the last or before the first", () => {
    const rows = [...document.querySelectorAll(".m-queue-row")];
    for (const [current, key] of [[2, "j"], [0, "k"]]) {
        for (const row of rows) row.removeAttribute("aria-current");
        rows[current].setAttribute("aria-current", "true");
        assert.equal(press(button(), key).defaultPrevented, false);
    }
    assert.deepEqual(clicked, []);
});

test("typing, other keys and shortcuts of the browser stay theirs", () => {
    press(document.querySelector("textarea"), "j");
    press(button(), "l");
    for (const held of ["ctrlKey", "metaKey", "altKey"]) press(button(), "j", { [held]: true });
    assert.deepEqual(clicked, []);
});

test("a page without a list is left alone", () => {
    show("<p>No decisions</p>");
    assert.doesNotThrow(start);
});
