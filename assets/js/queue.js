// Decisions: j and k go to the next and the previous decision while the focus is in the list or the item.
import { isTyping } from "./bar.js";

export function start() {
    const list = document.querySelector("[data-queue]");
    if (!list) return;
    const place = list.closest(".m-split");
    place.addEventListener("keydown", (event) => {
        const step = { j: 1, k: -1 }[event.key];
        if (!step || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
        const rows = [...list.querySelectorAll(".m-queue-row")];
        const next = rows[rows.findIndex((row) => row.getAttribute("aria-current")) + step];
        if (next) {
            event.preventDefault();
            next.click();
        }
    });
}
