// Upload images into a text, and name those that were refused.
const WAITING = "#uploading-";
let number = 0;

export const isWaiting = (src) => src.startsWith(WAITING);

export class Pictures {
    constructor(bar) {
        this.bar = bar;
        this.notice = bar.parentElement.querySelector("[data-picture-notice]");
        this.forget();
        // What to do with (view, src) of an image that has no description yet.
        this.describe = null;
    }

    forget() {
        this.waiting = new Map();
        this.foreign = [];
    }

    get address() {
        return this.bar.dataset.pictures ?? "";
    }

    // Return {src, width, height}; throw an error with the server's reason.
    async upload(file) {
        if (!this.address) throw new Error(this.bar.dataset.picturesNone);
        const token = this.bar.closest("form").elements.csrf_token.value;
        const body = new FormData();
        body.append("csrf_token", token);
        body.append("picture", file, file.name || `image.${file.type.split("/")[1] ?? "png"}`);
        let answer;
        try {
            answer = await fetch(this.address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRF-Token": token } });
        } catch {
            throw new Error(this.bar.dataset.picturesFailed);
        }
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) throw new Error(said.message ?? this.bar.dataset.picturesFailed);
        return said;
    }

    // Return the address that stands for a file until it is uploaded.
    wait(file) {
        number += 1;
        const src = `${WAITING}${number}`;
        this.waiting.set(src, file);
        return src;
    }

    // Return the address of an image in pasted HTML, or nothing if it cannot be fetched from its address.
    adopt(src, alt) {
        const data = /^data:(image\/[a-z0-9.+-]+);base64,(.*)$/is.exec(src);
        if (data) {
            try {
                const bytes = Uint8Array.from(atob(data[2].replace(/\s/g, "")), (letter) => letter.codePointAt(0));
                return this.wait(new File([bytes], `image.${data[1].split("/")[1].replace("jpeg", "jpg").toLowerCase()}`, { type: data[1] }));
            } catch {
                // What is not base64 is refused like an image elsewhere.
            }
        }
        this.foreign.push(alt || nameOf(src));
        return null;
    }

    // Upload the pending images of the document, replace or remove them in it, and name those that were refused.
    async sendAll(view) {
        const files = [...this.waiting];
        const refused = this.foreign;
        if (!files.length && !refused.length) return;
        this.forget();
        this.say(this.bar.dataset.picturesSending);
        for (const [src, file] of files) {
            let image = null;
            try {
                image = await this.upload(file);
            } catch (error) {
                refused.push(`${file.name || file.type}: ${error.message}`);
            }
            const added = replace(view, src, image);
            if (added && !added.alt) this.describe?.(view, image.src);
        }
        this.refuse(refused);
    }

    refuse(names) {
        this.say(names.length ? this.bar.dataset.picturesRefused : "", names);
    }

    say(sentence, names = []) {
        if (!this.notice) return;
        this.notice.hidden = !sentence;
        const list = document.createElement("ul");
        for (const name of names) list.append(Object.assign(document.createElement("li"), { textContent: name }));
        this.notice.replaceChildren(sentence, ...(names.length ? [list] : []));
    }
}

// Return the name of a file in its address.
function nameOf(src) {
    const name = src.split(/[?#]/, 1)[0].split(/[/\\]/).pop();
    try {
        return src.startsWith("data:") ? src.slice(0, 30) : decodeURIComponent(name) || src;
    } catch {
        return name;
    }
}

// Return the attributes of the image that was put in place.
function replace(view, src, image) {
    let attrs = null;
    view.state.doc.descendants((node, pos) => {
        if (node.attrs.src !== src) return;
        const { tr } = view.state;
        if (image) {
            attrs = { ...node.attrs, src: image.src, more: { ...node.attrs.more, ...sizeOf(image) } };
            tr.setNodeMarkup(pos, null, attrs);
        } else tr.delete(pos, pos + node.nodeSize);
        view.dispatch(tr.setMeta("addToHistory", false));
    });
    return attrs;
}

// Return the size as the attributes of an image.
export function sizeOf({ width, height }) {
    return width && height ? { width: String(width), height: String(height) } : {};
}
