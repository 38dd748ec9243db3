// Offer people and groups to mention while a name is typed after @, in a textarea or in the editor that replaces it.
// The field keeps the focus; the list is below it.
const TYPED = /(?:^|[^\p{L}\p{N}_.@])@([\p{L}\p{N}._' -]{0,40})$/u;
const DELAY = 150;

// Return what is typed after the last @; nothing if no name begins there, or if it may have ended. It has up to three words.
export function typedName(before) {
    const found = TYPED.exec(before)?.[1];
    return found === undefined || found.startsWith(" ") || found.endsWith(" ") || found.split(" ").length > 3 ? null : found;
}

export function start() {
    for (const field of document.querySelectorAll("textarea[data-mentions]")) offerIn(field, inTextarea(field), field);
}

function inTextarea(field) {
    return {
        before: () => (field.selectionStart === field.selectionEnd ? field.value.slice(0, field.selectionStart) : ""),
        insert(length, { name }) {
            field.setRangeText(`@${name} `, field.selectionStart - length, field.selectionStart, "end");
            field.dispatchEvent(new Event("input", { bubbles: true }));
        },
    };
}

class Offer {
    constructor(field, place, element) {
        Object.assign(this, { field, place, element, found: [], at: 0, asked: 0, closedAt: null });
        this.id = `${element.id}-mentions`;
        this.box = document.createElement("div");
        this.box.className = "m-mentions";
        this.list = document.createElement("ul");
        this.list.id = this.id;
        this.list.hidden = true;
        this.list.setAttribute("role", "listbox");
        this.list.setAttribute("aria-label", field.dataset.mentionsLabel);
        this.status = document.createElement("p");
        this.status.className = "visually-hidden";
        this.status.setAttribute("role", "status");
        this.box.append(this.list, this.status);
        (element.closest(".m-editor") ?? element).after(this.box);
        element.setAttribute("aria-autocomplete", "list");
        // Before the editor gets the key, which would begin a line.
        element.addEventListener("keydown", (event) => this.press(event), true);
        element.addEventListener("blur", () => this.close());
        for (const kind of ["input", "keyup", "click"]) element.addEventListener(kind, () => this.look());
        // The focus stays in the text.
        this.list.addEventListener("pointerdown", (event) => event.preventDefault());
        this.list.addEventListener("mousedown", (event) => event.preventDefault());
        this.list.addEventListener("click", ({ target }) => {
            const option = target.closest("[role=option]");
            if (option) this.choose([...this.list.children].indexOf(option));
        });
    }

    look() {
        const name = typedName(this.place.before());
        if (name === null) {
            this.closedAt = this.sought = null;
            this.close();
            return;
        }
        if (this.closedAt !== null || name === this.sought) return;
        this.sought = name;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(name), DELAY);
    }

    async ask(name) {
        this.asked += 1;
        const number = this.asked;
        const found = await suggested(this.field.dataset.mentions, name);
        if (number !== this.asked || name !== this.sought) return;
        this.show(found, name);
    }

    show(found, name) {
        this.found = found;
        this.list.replaceChildren(...found.map((one, place) => this.option(one, place)));
        if (!found.length) {
            this.hide();
            // After a space the name has probably ended.
            this.status.textContent = name.includes(" ") ? "" : this.field.dataset.mentionsNone;
            return;
        }
        this.list.hidden = false;
        this.element.setAttribute("aria-controls", this.id);
        this.status.textContent = this.field.dataset.mentionsFound.replace("{n}", found.length);
        this.select(0);
    }

    option({ name, title, about }, place) {
        const option = document.createElement("li");
        option.id = `${this.id}-${place}`;
        option.setAttribute("role", "option");
        const more = document.createElement("small");
        more.textContent = [`@${name}`, about].filter(Boolean).join(" · ");
        option.append(title, more);
        return option;
    }

    select(place) {
        this.at = place;
        for (const [number, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(number === place));
        const option = this.list.children[place];
        this.element.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView?.({ block: "nearest" });
    }

    press(event) {
        if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        const { length } = this.found;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) this.select((this.at + step + length) % length);
        else if ((event.key === "Enter" && !event.shiftKey) || (event.key === "Tab" && !event.shiftKey)) this.choose(this.at);
        else if (event.key === "Escape") this.dismiss();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    choose(place) {
        const chosen = this.found[place];
        const length = this.sought.length + 1;
        this.close();
        this.element.focus();
        this.place.insert(length, chosen);
    }

    // Until another name begins.
    dismiss() {
        this.closedAt = this.sought;
        this.close();
    }

    close() {
        clearTimeout(this.timer);
        this.asked += 1;
        this.sought = null;
        this.hide();
        this.status.textContent = "";
    }

    hide() {
        this.list.hidden = true;
        this.found = [];
        this.element.removeAttribute("aria-activedescendant");
        this.element.removeAttribute("aria-controls");
    }
}

async function suggested(address, name) {
    const asked = new URL(address, location.href);
    asked.searchParams.set("query", name);
    try {
        const answer = await fetch(asked, { headers: { Accept: "application/json" } });
        return answer.ok ? (await answer.json()).items : [];
    } catch {
        return [];
    }
}

// `place` returns the text before the cursor and replaces its end; `element` has the focus.
export function offerIn(field, place, element) {
    return new Offer(field, place, element);
}
