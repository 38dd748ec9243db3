// The tab of this page, and which other tabs are open: each tab records this in the browser's storage.
import { keep, keys, recall } from "./storage.js";

const PREFIX = "tab:";
const OWN = "tab";
const PAUSE = 10_000;
// The timers of a hidden page run once a minute at least.
const OPEN_FOR = 90_000;

let own = "";
let timer;

// Return the ID of this tab, which stays while the tab is open.
export function thisTab() {
    const known = remembered();
    // A duplicated tab has a copy of the session storage of the other one.
    if (!known || (known !== own && isOpen(known))) remember(Math.random().toString(36).slice(2));
    else own = known;
    for (const key of keys()) if (key.startsWith(PREFIX) && !isOpen(key.slice(PREFIX.length))) keep(key, "");
    say();
    return own;
}

export function isOpen(tab) {
    return Math.abs(Date.now() - Number(recall(PREFIX + tab) ?? Number.NaN)) < OPEN_FOR;
}

function say() {
    clearTimeout(timer);
    keep(PREFIX + own, String(Date.now()));
    timer = setTimeout(say, PAUSE);
}

function remembered() {
    try {
        return sessionStorage.getItem(OWN) ?? own;
    } catch {
        return own;
    }
}

function remember(id) {
    own = id;
    try {
        sessionStorage.setItem(OWN, id);
    } catch {
        // Then every page counts as a tab.
    }
}

export function watchTab() {
    window.addEventListener("pagehide", () => {
        clearTimeout(timer);
        keep(PREFIX + own, "");
    });
    window.addEventListener("pageshow", ({ persisted }) => persisted && say());
}
