// Editor buttons, already in the page with translated names. One tab stop; arrow keys move within.
import { toggleMark } from "prosemirror-commands";
import { commands, linkAt } from "./commands.js";
import { schema } from "./schema.js";

const { link } = schema.marks;

export class Toolbar {
    constructor(form, field) {
        this.bar = field.parentElement.querySelector("[data-toolbar]") ?? form.querySelector("[data-toolbar]");
        this.buttons = [...this.bar.querySelectorAll("[data-command]")];
        this.linkBox = this.bar.querySelector("[data-link]");
        this.address = this.bar.querySelector("[data-link-address]");
    }

    attach(view) {
        this.view = view;
        this.bar.hidden = false;
        this.bar.addEventListener("mousedown", (event) => event.target.closest("[data-command]") && event.preventDefault());
        this.bar.addEventListener("click", ({ target }) => {
            const name = target.closest("[data-command]")?.dataset.command;
            if (name === "link") this.askForLink();
            else if (name) this.run(name);
        });
        this.bar.addEventListener("keydown", (event) => this.move(event));
        this.bar.querySelector("[data-link-set]").addEventListener("click", () => this.setLink());
        this.bar.querySelector("[data-link-remove]").addEventListener("click", () => this.removeLink());
        this.address.addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                this.setLink();
            } else if (event.key === "Escape") {
                event.stopPropagation();
                this.closeLink();
            }
        });
        this.stopAt(this.buttons[0]);
        this.show(view.state);
    }

    run(name) {
        commands[name].run(this.view.state, this.view.dispatch.bind(this.view), this.view);
        this.view.focus();
    }

    show(state) {
        for (const button of this.buttons) {
            const name = button.dataset.command;
            const active = name === "link" ? linkAt(state) !== null : commands[name].active?.(state);
            if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(Boolean(active)));
            if (name === "undo" || name === "redo") button.disabled = !commands[name].run(state);
        }
    }

    focus() {
        this.buttons.find((button) => button.tabIndex === 0).focus();
        return true;
    }

    move(event) {
        const at = this.buttons.indexOf(document.activeElement);
        if (at < 0) return;
        if (event.key === "Escape") {
            this.view.focus();
            return;
        }
        const usable = this.buttons.filter((button) => !button.disabled);
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const next = step
            ? usable.at((usable.indexOf(this.buttons[at]) + step) % usable.length)
            : { Home: usable[0], End: usable.at(-1) }[event.key];
        if (!next) return;
        event.preventDefault();
        this.stopAt(next);
        next.focus();
    }

    stopAt(button) {
        for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1;
    }

    askForLink() {
        this.address.value = linkAt(this.view.state)?.mark.attrs.href ?? "https://";
        this.linkBox.hidden = false;
        this.address.focus();
        this.address.select();
        return true;
    }

    setLink() {
        const href = this.address.value.trim();
        const { state } = this.view;
        if (!/^(https?:\/\/.|mailto:.|\/|#)/i.test(href)) {
            this.address.focus();
            return;
        }
        const existing = linkAt(state);
        let { tr } = state;
        if (existing) tr = tr.removeMark(existing.from, existing.to, link).addMark(existing.from, existing.to, link.create({ href }));
        else if (state.selection.empty) tr = tr.replaceSelectionWith(schema.text(href, [link.create({ href })]), false);
        else {
            this.mark(href);
            return;
        }
        this.view.dispatch(tr);
        this.closeLink();
    }

    mark(href) {
        toggleMark(link, { href })(this.view.state, this.view.dispatch);
        this.closeLink();
    }

    removeLink() {
        const existing = linkAt(this.view.state);
        if (existing) this.view.dispatch(this.view.state.tr.removeMark(existing.from, existing.to, link));
        this.closeLink();
    }

    closeLink() {
        this.linkBox.hidden = true;
        this.view.focus();
    }
}
