// Replaces a textarea with data-editor by the editor when it is first used. Until then, and wherever the editor cannot
// be loaded, the textarea takes Markdown.
export function start() {
    for (const field of document.querySelectorAll("textarea[data-editor]")) {
        // What is there already as Markdown is left to the textarea: turning it into HTML is the server's work.
        field.addEventListener("focus", () => open(field), { once: true });
        field.addEventListener("draft-discarded", () => (field.form.elements.text_format.value = "markdown"));
    }
}

async function open(field) {
    const format = field.form?.elements.text_format;
    if (!format || (format.value === "markdown" && field.value.trim())) return;
    field.setAttribute("aria-busy", "true");
    try {
        const { edit } = await import("./editor.js");
        edit(field, format);
    } catch {
        // Without the editor the plain text goes on working.
    } finally {
        field.removeAttribute("aria-busy");
    }
}
