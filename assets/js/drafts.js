// Save the text of a form with data-draft="key" until it is sent.
import { keep, recall } from "./storage.js";

const SENT = "draft-sent";

export function start() {
    forgetSent();
    for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
}

function watch(form) {
    const key = `draft:${form.dataset.draft}`;
    const field = form.querySelector("textarea");
    if (!field) return;
    const format = form.elements[`${field.name}_format`];
    const note = form.querySelector("[data-kept]");

    const kept = JSON.parse(recall(key) ?? "null");
    if (kept?.text && !field.value) {
        field.value = kept.text;
        if (format) format.value = kept.format;
        if (note) note.hidden = false;
    }
    let timer;
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            const text = field.value.trim() && field.value;
            const stored = keep(key, text && JSON.stringify({ text, format: format?.value ?? "markdown" }));
            if (note) note.hidden = !(text && stored);
        }, 400);
    });
    form.addEventListener("submit", (event) => {
        clearTimeout(timer);
        // Delete the draft only when the server has answered with another page, so that a failed request loses nothing.
        if (event.submitter?.name !== "preview") keep(SENT, JSON.stringify({ key, from: location.href, at: Date.now() }));
    });
    form.querySelector("[data-discard]")?.addEventListener("click", () => {
        clearTimeout(timer);
        keep(key, "");
        field.value = "";
        field.dispatchEvent(new Event("draft-discarded"));
        note.hidden = true;
        field.focus();
    });
}

function forgetSent() {
    const sent = JSON.parse(recall(SENT) ?? "null");
    if (!sent) return;
    keep(SENT, "");
    const refused = document.querySelector("[aria-invalid=true], .m-problems");
    if (!refused && Date.now() - sent.at < 60_000) keep(sent.key, "");
}
