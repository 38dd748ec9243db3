// Editor buttons, already in the page with translated names. One tab stop; arrow keys move within. Links and images are
// asked for in boxes below the buttons.
import { commands } from "./commands.js";
import { ImageBox } from "./image_box.js";
import { LinkBox } from "./link_box.js";
import { Pictures } from "./pictures.js";

export class Toolbar {
    constructor(form, field) {
        this.bar = field.parentElement.querySelector("[data-toolbar]") ?? form.querySelector("[data-toolbar]");
        this.buttons = [...this.bar.querySelectorAll("[data-command]")];
        this.pictures = new Pictures(this.bar);
    }

    attach(view) {
        this.view = view;
        this.boxes = { link: new LinkBox(this.bar, view), image: new ImageBox(this.bar, view, this.pictures) };
        this.bar.hidden = false;
        this.bar.addEventListener("mousedown", (event) => event.target.closest("[data-command]") && event.preventDefault());
        this.bar.addEventListener("click", ({ target }) => {
            const name = target.closest("[data-command]")?.dataset.command;
            if (name in this.boxes) this.ask(name);
            else if (name) this.run(name);
        });
        this.bar.addEventListener("keydown", (event) => this.move(event));
        this.stopAt(this.buttons[0]);
        this.show(view.state);
    }

    ask(name) {
        this.boxes[name].open();
        return true;
    }

    run(name) {
        commands[name].run(this.view.state, this.view.dispatch.bind(this.view), this.view);
        this.view.focus();
    }

    show(state) {
        for (const button of this.buttons) {
            const name = button.dataset.command;
            const { run, active, when, needed } = commands[name] ?? { active: () => this.boxes[name].isActive(state) };
            if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(Boolean(active?.(state))));
            if (when) button.hidden = !when(state);
            if (needed) button.disabled = !run(state);
        }
        for (const group of this.bar.querySelectorAll("[data-group]")) {
            group.hidden = ![...group.querySelectorAll("[data-command]")].some((button) => !button.hidden);
        }
        // The tab stop must be a button that can be reached.
        if (!this.usable().some((button) => button.tabIndex === 0)) this.stopAt(this.usable()[0]);
    }

    usable() {
        return this.buttons.filter((button) => !button.disabled && !button.hidden);
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
        const usable = this.usable();
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
}
