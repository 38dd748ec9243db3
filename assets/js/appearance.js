// Light, dark or system colours; stored in this browser.
import { keep, recall } from "./storage.js";

export function start() {
    for (const choice of document.querySelectorAll("[data-theme-choice]")) {
        choice.hidden = false;
        choice.addEventListener("click", ({ target }) => {
            const button = target.closest("button");
            if (button) choose(button.value);
        });
    }
    show(recall("theme") ?? "");
}

function choose(theme) {
    keep("theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    show(theme);
}

function show(theme) {
    for (const button of document.querySelectorAll("[data-theme-choice] button")) {
        button.setAttribute("aria-pressed", String(button.value === theme));
    }
}
