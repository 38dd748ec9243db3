// The box in which an image is chosen and described.
import { NodeSelection, Selection } from "prosemirror-state";
import { sizeOf } from "./pictures.js";
import { schema } from "./schema.js";
import { around, withTextAfter } from "./table_commands.js";

const { nodes } = schema;
const FIELDS = ["file", "alt", "decorative", "width", "caption"];

export class ImageBox {
    constructor(bar, view, pictures) {
        this.view = view;
        this.pictures = pictures;
        this.box = bar.querySelector("[data-image]");
        this.undescribed = [];
        pictures.describe = (_view, src) => {
            this.undescribed.push(src);
            if (this.box.hidden) this.describeNext();
        };
        this.error = this.box.querySelector("[data-image-error]");
        for (const name of FIELDS) this[name] = this.box.querySelector(`[data-image-${name}]`);
        this.box.querySelector("[data-image-set]").addEventListener("click", () => this.set());
        this.box.querySelector("[data-image-cancel]").addEventListener("click", () => this.cancel());
        this.decorative.addEventListener("change", () => { this.alt.disabled = this.decorative.checked; });
        this.box.addEventListener("keydown", (event) => {
            if (event.key === "Escape") {
                event.stopPropagation();
                this.cancel();
            } else if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
                event.preventDefault();
                this.set();
            }
        });
    }

    isActive(state) {
        return imageAt(state) !== null;
    }

    open() {
        const image = imageAt(this.view.state);
        this.file.value = "";
        this.alt.value = image?.attrs.alt ?? "";
        this.isNew = image === null || this.undescribed.includes(image.attrs.src);
        this.decorative.checked = !this.isNew && !image.attrs.alt;
        this.alt.disabled = this.decorative.checked;
        this.width.value = image?.attrs.more?.width ?? "";
        this.caption.value = "";
        this.caption.closest("[data-image-part]").hidden = image !== null;
        this.box.querySelector("[data-image-new]").hidden = !this.pictures.address && image === null;
        this.complain("");
        this.box.hidden = false;
        (image ? this.alt : this.file).focus();
    }

    async set() {
        const { alt, file, words } = { alt: this.alt.value.trim(), file: this.file.files[0], words: this.box.dataset };
        const image = imageAt(this.view.state);
        if (!file && !image) this.complain(words.needsFile, this.file);
        else if (!alt && !this.decorative.checked) this.complain(words.needsAlt, this.alt);
        else {
            try {
                this.put(image, file ? await this.pictures.upload(file) : null, this.decorative.checked ? "" : alt);
                this.close();
            } catch (error) {
                this.complain(error.message, this.file);
            }
        }
    }

    complain(sentence, field) {
        this.error.textContent = sentence;
        this.error.hidden = !sentence;
        for (const one of [this.file, this.alt]) one.toggleAttribute("aria-invalid", one === field);
        field?.focus();
    }

    put(old, uploaded, alt) {
        const { state } = this.view;
        const own = uploaded ? sizeOf(uploaded) : { ...old.attrs.more };
        const attrs = { src: uploaded?.src ?? old.attrs.src, alt, more: resized(own, this.width.value, old?.attrs.more) };
        const { tr } = state;
        if (old) tr.setNodeMarkup(state.selection.from, null, attrs, old.marks);
        else if (this.caption.value.trim()) insertFigure(tr, nodes.image.create(attrs), this.caption.value.trim());
        else tr.replaceSelectionWith(nodes.image.create(attrs), false);
        this.view.dispatch(tr.scrollIntoView());
    }

    // Ask for the description of the next image that was pasted without one.
    describeNext() {
        let found = null;
        this.view.state.doc.descendants((node, pos) => {
            if (node.attrs.src === this.undescribed[0]) found ??= pos;
        });
        if (found === null) this.undescribed.shift();
        else {
            this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, found)));
            this.open();
        }
    }

    // Close the box; an image that was pasted without a description does not stay without one.
    cancel() {
        if (imageAt(this.view.state) && this.isNew) this.view.dispatch(this.view.state.tr.deleteSelection());
        this.close();
    }

    close() {
        this.box.hidden = true;
        this.undescribed.shift();
        const at = this.view.state.selection.to;
        this.view.dispatch(this.view.state.tr.setSelection(Selection.near(this.view.state.doc.resolve(at), 1)));
        if (this.undescribed.length) this.describeNext();
        else this.view.focus();
    }
}

function imageAt({ selection }) {
    return selection instanceof NodeSelection && selection.node.type === nodes.image ? selection.node : null;
}

// Keep the proportions of an image, and its other attributes.
function resized(size, width, before) {
    const number = Math.min(Number.parseInt(width, 10) || 0, 9999);
    const more = { ...before, width: null, height: null, ...size };
    if (number > 0 && String(number) !== size.width) {
        if (size.width && size.height) more.height = String(Math.max(1, Math.round((number * size.height) / size.width)));
        more.width = String(number);
    }
    const given = Object.entries(more).filter(([, value]) => value !== null);
    return given.length ? Object.fromEntries(given) : null;
}

function insertFigure(tr, image, caption) {
    const figure = nodes.figure.create(null, [
        nodes.paragraph.create({ bare: true }, image),
        nodes.figcaption.create(null, nodes.paragraph.create(null, schema.text(caption))),
    ]);
    tr.replaceSelectionWith(figure);
    const at = around(tr.selection, nodes.figure)?.end;
    if (at) withTextAfter(tr, at);
    else if (!tr.doc.lastChild.isTextblock) withTextAfter(tr, tr.doc.content.size);
}
