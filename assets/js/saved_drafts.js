// Store drafts on the server too, so that a person has them in all browsers. Everything still works if that fails.
const PAUSE = 3000;
const ADDRESS = "/@drafts";
let cleaned = Promise.resolve();

function ask(token, method, address, body, more = {}) {
    return fetch(address, {
        method,
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": token },
        body: body && JSON.stringify(body),
        credentials: "same-origin",
        ...more,
    }).then((answer) => (answer.ok && answer.status !== 204 ? answer.json() : null));
}

// Remove what this browser has sent, in case the server does not know that it was sent.
export function removeSent(ids) {
    const token = document.querySelector("input[name=csrf_token]")?.value;
    if (!token || !document.documentElement.dataset.person) return;
    cleaned = Promise.allSettled(ids.map((id) => ask(token, "DELETE", `${ADDRESS}/${id}`)));
}

// `draft()` returns what is typed as {at, once, fields, bases} or null; `saved(version)` is told which version the server has.
export function connect(form, name, { draft, saved }) {
    const { person, thing } = document.documentElement.dataset;
    const token = form.elements.csrf_token?.value;
    if (!person || !thing || !token) return null;
    const page = form.elements.form_page?.value ?? location.pathname + location.search;
    let timer = null;
    let base = "";
    let stopped = false;

    const send = (more) => {
        clearTimeout(timer);
        timer = null;
        const now = draft();
        if (stopped || !now) return;
        const body = { thing, form: name, page, once: now.once, base, fields: now.fields.map(([field, value, checked]) => [field, value, Boolean(checked)]), bases: now.bases };
        ask(token, "POST", ADDRESS, body, more).then((found) => {
            if (!found) return;
            base = found.version;
            saved(base, found.id);
        }).catch(() => {});
    };

    window.addEventListener("pagehide", () => timer !== null && send({ keepalive: true }));
    return {
        later() {
            clearTimeout(timer);
            timer = setTimeout(send, PAUSE);
        },
        from(version) {
            base = version;
        },
        stop() {
            stopped = true;
            clearTimeout(timer);
            timer = null;
        },
        remove(id) {
            this.stop();
            if (id) ask(token, "DELETE", `${ADDRESS}/${id}`, undefined, { keepalive: true }).catch(() => {});
        },
        // Return {items, gone} of the server, or null if it has nothing or cannot be reached.
        load() {
            if (!("drafts" in document.documentElement.dataset)) return Promise.resolve(null);
            return cleaned.then(() => ask(token, "GET", `${ADDRESS}?${new URLSearchParams({ thing, form: name })}`)).catch(() => null);
        },
    };
}
