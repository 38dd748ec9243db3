// A page for the scripts to work on: each test file runs in a process of its own and so has one window.
import { Window } from "happy-dom";

const NAMES = [
    "document", "localStorage", "sessionStorage", "location", "HTMLElement", "Event", "FormData", "KeyboardEvent", "MouseEvent", "Node",
    "DOMParser", "matchMedia", "getComputedStyle", "MutationObserver",
];

/** Put a window's names where scripts look for them. */
export function openPage() {
    const window = new Window({ url: "https://house.example/here" });
    globalThis.window = window;
    for (const name of NAMES) {
        const value = window[name];
        const isMethod = typeof value === "function" && !/^[A-Z]/.test(name);
        Object.defineProperty(globalThis, name, {
            value: isMethod ? value.bind(window) : value, configurable: true, writable: true,
        });
    }
    return window;
}

/** Replace what the page shows; storage and listeners of the document stay. */
export function show(html) {
    document.body.innerHTML = html;
}

/** Press a key where an element has the focus; return the event. */
export function press(element, key, options = {}) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
    element.dispatchEvent(event);
    return event;
}

/** Click on an element, with keys held down; return the event. */
export function click(element, options = {}) {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...options });
    element.dispatchEvent(event);
    return event;
}
