// After a login that interrupted a form, return to the form immediately. Without scripts, people press the button.
export function start() {
    document.querySelector("form[data-continue]")?.requestSubmit();
}
