// The box in which the target of a link is typed.
import { linkAt } from "./commands.js";
import { schema } from "./schema.js";

const { link } = schema.marks;

export class LinkBox {
    constructor(bar, view) {
        this.view = view;
        this.box = bar.querySelector("[data-link]");
        this.address = bar.querySelector("[data-link-address]");
        this.box.querySelector("[data-link-set]").addEventListener("click", () => this.set());
        this.box.querySelector("[data-link-remove]").addEventListener("click", () => this.remove());
        this.box.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && event.target === this.address) {
                event.preventDefault();
                this.set();
            } else if (event.key === "Escape") {
                event.stopPropagation();
                this.close();
            }
        });
    }

    isActive(state) {
        return linkAt(state) !== null;
    }

    open() {
        this.address.value = linkAt(this.view.state)?.mark.attrs.href ?? "https://";
        this.box.hidden = false;
        this.address.focus();
        this.address.select();
    }

    set() {
        const href = this.address.value.trim();
        const { state } = this.view;
        const { from, to, empty } = state.selection;
        if (!/^(https?:\/\/.|mailto:.|\/|#)/i.test(href)) {
            this.address.focus();
            return;
        }
        const existing = linkAt(state);
        const { tr } = state;
        const mark = (attrs = {}) => link.create({ ...attrs, href });
        if (existing) tr.removeMark(existing.from, existing.to, link).addMark(existing.from, existing.to, mark(existing.mark.attrs));
        else if (empty) tr.replaceSelectionWith(schema.text(href, [mark()]), false);
        else tr.removeMark(from, to, link).addMark(from, to, mark());
        this.view.dispatch(tr);
        this.close();
    }

    remove() {
        const existing = linkAt(this.view.state);
        if (existing) this.view.dispatch(this.view.state.tr.removeMark(existing.from, existing.to, link));
        this.close();
    }

    close() {
        this.box.hidden = true;
        this.view.focus();
    }
}
