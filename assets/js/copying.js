// Links with data-copy="Link copied" copy their address instead of opening it.
import { say } from "./notice.js";

export function start() {
    document.addEventListener("click", async (event) => {
        const link = event.target.closest("a[data-copy]");
        if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        try {
            await navigator.clipboard.writeText(link.href);
            say(link.dataset.copy);
        } catch {
            location.assign(link.href);
        }
    });
}
