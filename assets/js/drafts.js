// Store the input of forms with a text in the browser, by person and item, until the server has it. Ask before it is lost.
import { connect, removeSent } from "./saved_drafts.js";
import { keep, keys, recall } from "./storage.js";
import { isOpen, thisTab, watchTab } from "./tabs.js";

const PREFIX = "draft:";
// Before the ID of the tab in which a draft is written.
const TAB = "#";
// The server names the forms it has received in this cookie; after a logout all drafts are removed.
const RECEIVED = "moothall-received";
const LOGGED_OUT = "log-out";
const SENT = "sent-forms";
const REMOVED = "drafts-removed";
const PAUSE = 400;
const DAYS_KEPT = 30;
const DAY = 86_400_000;
const NOT_TYPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image", "fieldset", "output"]);
// The controls with the state that a form was made from, which are restored with its draft.
const BASES = ["form_basis", "revision"];
const CONTROLS = new Set(["csrf_token", "once", "form_page", "form_writer", "version", "__formid__", ...BASES]);

const changed = new Set();
let stopped = false;

export function start() {
    changed.clear();
    stopped = false;
    const sent = receive();
    removeOld();
    document.addEventListener("submit", (event) => {
        if (event.submitter?.formAction && new URL(event.submitter.formAction).pathname === "/logout") removeAll();
    });
    // A logout in another tab removes the drafts of this one.
    window.addEventListener("storage", ({ key }) => (stopped ||= key === REMOVED));
    const { person, thing } = document.documentElement.dataset;
    if (!person) return;
    const forms = [...document.querySelectorAll("form[method=post]")].filter((form) => form.querySelector("textarea:not([readonly], [hidden])"));
    if (!forms.length) return;
    const tab = thisTab();
    watchTab();
    for (const form of forms) watch(form, `${PREFIX}${person}:${thing}:${nameOf(form)}`, tab, sent);
}

function hidden(form) {
    return [...form.elements].filter(({ type, name }) => type === "hidden" && name);
}

// Forms of one item differ by their address below it and by the hidden fields that say what they are about.
function nameOf(form) {
    const base = document.documentElement.dataset.path ?? "";
    const path = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    const about = hidden(form).filter(({ name }) => !CONTROLS.has(name) && !name.endsWith("_format") && name !== "in_reply_to");
    return [path.startsWith(base) ? path.slice(base.length) : path, ...about.map(({ name, value }) => `${name}=${value}`)].join("&");
}

// Return the draft of this tab or, of those that no open tab has, the newest; and one that another tab is writing.
function draftsOf(base, key) {
    const found = drafts()
        .filter((one) => one === base || one.startsWith(`${base}${TAB}`))
        .map((one) => ({ key: one, draft: JSON.parse(recall(one)), isOpen: one !== key && isOpen(one.slice(base.length + 1)) }))
        .sort((one, other) => other.draft.at - one.draft.at);
    const left = found.filter((one) => !one.isOpen);
    return [left.find((one) => one.key === key) ?? left[0], found.find((one) => one.isOpen)];
}

function watch(form, base, tab, sent) {
    // Each tab has a draft of its own, so that none replaces what is typed in another.
    const key = `${base}${TAB}${tab}`;
    const token = tokenOf(form);
    const fields = () => [...form.elements].filter((one) => one.name && !one.readOnly && (!NOT_TYPED.has(one.type) || one.name.endsWith("_format")));
    const typed = () => JSON.stringify(fields().map((one) => [one.name, one.value, one.checked]));
    const wasAnswered = "answer" in document.documentElement.dataset;
    const first = typed();
    let timer;
    const own = () => JSON.parse(recall(key) || "null");
    const server = connect(form, base.split(":").slice(3).join(":"), {
        draft: own,
        saved: (version, id) => own() && keep(key, JSON.stringify({ ...own(), saved: version, id })),
    });

    const renew = () => {
        clearTimeout(timer);
        changed.delete(form);
        stopped = true;
        const page = form.elements.form_page?.value;
        if (wasAnswered && page) location.replace(page);
        else location.reload();
    };
    const discard = () => {
        server?.remove(own()?.id);
        keep(key, "");
        renew();
    };
    const store = () => {
        clearTimeout(timer);
        if (stopped) return;
        const now = typed();
        const bases = BASES.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
        const { saved, id } = own() ?? {};
        const draft = now === first && !wasAnswered ? "" : JSON.stringify({ at: Date.now(), once: token(), fields: JSON.parse(now), bases, saved, id });
        note(form, keep(key, draft) && Boolean(draft), discard);
        if (draft) server?.later();
        else if (id) server?.remove(id);
    };
    if (sent.includes(token())) {
        // After going back, a page can come from the browser's cache with the form that was sent.
        renew();
        return;
    }
    const [found, other] = wasAnswered ? [] : draftsOf(base, key);
    if (found && restore(form, fields(), found.draft)) {
        if (keep(key, JSON.stringify({ ...found.draft, once: token() })) && found.key !== key) keep(found.key, "");
        note(form, true, discard);
        if (found.draft.saved) server?.later();
    } else if (other) {
        offer(form, () => {
            keep(key, JSON.stringify({ ...other.draft, of: other.draft.once, saved: undefined, id: undefined }));
            renew();
        });
    }
    if (wasAnswered && form.querySelector("textarea:not([readonly])").value.trim()) {
        // Input that the page shows again with an error, a merge or a preview is not stored by the server.
        store();
        change(form);
    }
    // What the server has is shown if nothing is here, and offered if something else is.
    const take = (draft) => {
        keep(key, JSON.stringify({ ...draft, at: Date.now(), once: token(), saved: draft.version, id: draft.id }));
        renew();
    };
    const meet = ({ items, gone }) => {
        const here = own();
        if (here?.saved && here.saved === gone) {
            // It was sent in another browser.
            if (!changed.has(form)) discard();
            return;
        }
        server.from(here?.saved ?? items[0]?.version ?? "");
        const kept = (draft) => JSON.stringify(draft.fields.map(([name, value]) => [name, value]));
        const now = JSON.stringify(fields().map((one) => [one.name, one.value]));
        const [newer] = items.filter((one) => one.version !== here?.saved && kept(one) !== now);
        if (!newer) return;
        if (!here && typed() === first && !other) take(newer);
        else offer(form, () => take(newer), "draft-elsewhere");
    };
    if (!wasAnswered) server?.load().then((answer) => answer && meet(answer));

    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(store, PAUSE);
        change(form);
    });
    form.addEventListener("submit", (event) => {
        store();
        if (event.defaultPrevented) return;
        server?.stop();
        changed.delete(form);
    });
    window.addEventListener("pagehide", () => changed.has(form) && store());
    window.addEventListener("pageshow", ({ persisted }) => {
        // The browser restores the page with its input: do not offer to send the same input twice.
        if (persisted && receive().includes(token())) renew();
    });
}

// Forms without a token against double submission get one, by which the server names what it has received.
function tokenOf(form) {
    if (!form.elements.once) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "once";
        field.value = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
        form.append(field);
    }
    return () => form.elements.once.value;
}

function restore(form, fields, draft) {
    const seen = {};
    let differs = false;
    for (const field of fields) {
        seen[field.name] ??= draft.fields.filter(([name]) => name === field.name);
        const [, value, checked] = seen[field.name].shift() ?? [];
        if (value === undefined) continue;
        if (field.type === "checkbox" || field.type === "radio") {
            differs ||= field.checked !== (checked && field.value === value);
            field.checked = checked && field.value === value;
            continue;
        }
        const before = field.value;
        // A quotation that the server has put into a reply comes after what was typed before.
        field.value = "draftJoins" in form.dataset && field.type === "textarea" && before && before !== value ? value + before : value;
        differs ||= field.value !== before;
    }
    for (const [name, value] of draft.bases) if (form.elements[name]) form.elements[name].value = value;
    return differs;
}

function note(form, on, discard) {
    let line = form.querySelector("[data-kept]");
    if (!line && on) {
        const model = document.getElementById("draft-note");
        if (!model) return;
        line = model.content.firstElementChild.cloneNode(true);
        line.querySelector("[data-discard]").addEventListener("click", discard);
        form.append(line);
    }
    if (line) line.hidden = !on;
}

// Offer what is being typed in another tab or browser, until something is typed here.
function offer(form, show, model_id = "draft-other") {
    const model = document.getElementById(model_id);
    if (!model || form.querySelector("[data-show]")) return;
    const line = model.content.firstElementChild.cloneNode(true);
    line.querySelector("[data-show]").addEventListener("click", show);
    form.append(line);
    form.addEventListener("input", () => line.remove(), { once: true });
}

function change(form) {
    if (!changed.size) window.addEventListener("beforeunload", ask);
    changed.add(form);
}

function ask(event) {
    if (changed.size) event.preventDefault();
}

// Remove the drafts that the server has, and return the tokens of the forms that were sent from this browser.
function receive() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${RECEIVED}=`));
    const tokens = found ? found.slice(RECEIVED.length + 1).split(".") : [];
    const sent = [...(recall(SENT)?.split(".") ?? []), ...tokens].slice(-20);
    if (!tokens.length) return sent;
    document.cookie = `${RECEIVED}=; Max-Age=0; Path=/`;
    if (tokens.includes(LOGGED_OUT)) {
        removeAll();
        return [];
    }
    keep(SENT, sent.join("."));
    const ids = [];
    for (const key of drafts()) {
        // An unchanged copy of what was sent is removed with it.
        const { once, of, id } = JSON.parse(recall(key));
        if (!tokens.includes(once) && !tokens.includes(of)) continue;
        keep(key, "");
        if (id) ids.push(id);
    }
    if (ids.length) removeSent(ids);
    return sent;
}

function drafts() {
    return keys().filter((key) => key.startsWith(PREFIX));
}

function removeOld() {
    for (const key of drafts()) {
        let draft = null;
        try {
            draft = JSON.parse(recall(key));
        } catch {
            // Not written by this script.
        }
        if (!draft?.fields || Date.now() - draft.at > DAYS_KEPT * DAY) keep(key, "");
    }
}

function removeAll() {
    stopped = true;
    changed.clear();
    for (const key of drafts()) keep(key, "");
    keep(SENT, "");
    keep(REMOVED, String(Date.now()));
}
