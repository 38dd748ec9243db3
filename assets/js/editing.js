// Replace a textarea with data-editor by the editor when it is first used, or immediately if it has a text.
// Until then, or if the editor cannot be loaded, the textarea accepts Markdown. data-html has the same text as HTML.
export function start() {
    for (const field of document.querySelectorAll("textarea[data-editor]")) {
        if (field.value.trim()) open(field, false);
        else field.addEventListener("focus", () => open(field, true), { once: true });
    }
}

async function open(field, andFocus) {
    const format = field.form?.elements[`${field.name}_format`];
    const html = format && sourceOf(field, format);
    if (typeof html !== "string") return;
    field.setAttribute("aria-busy", "true");
    try {
        const { edit } = await import("./editor.js");
        edit(field, format, html, andFocus);
    } catch {
        // Without the editor, the plain textarea still works.
    } finally {
        field.removeAttribute("aria-busy");
    }
}

// Return nothing if Markdown was typed already: only the server converts it to HTML.
function sourceOf(field, format) {
    if (format.value === "html" || !field.value.trim()) return field.value;
    return field.value === field.defaultValue ? field.dataset.html : null;
}
