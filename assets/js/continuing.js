// After a log-in that interrupted a form: go on to the form at once. Without scripts people press the button.
export function start() {
    document.querySelector("form[data-continue]")?.requestSubmit();
}
