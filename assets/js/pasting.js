// Paste what comes from elsewhere: documents, tables, web pages, Markdown, addresses and images.
import { DOMParser, Fragment, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { findAddresses } from "./addresses.js";
import { parse } from "./elements.js";
import { htmlOfMarkdown, looksLikeMarkdown } from "./pasted_markdown.js";
import { inert, tidy } from "./pasted_html.js";
import { schema } from "./schema.js";
import { readBlocks } from "./text_reader.js";

const { link } = schema.marks;
const OWN = "data-pm-slice";

export function pasting(pictures) {
    const read = (html) => tidy(html, pictures);
    const own = DOMParser.fromSchema(schema);
    return new Plugin({
        props: {
            transformPastedHTML: (html) => (html.includes(OWN) ? html : read(html)),
            clipboardParser: {
                parseSlice(dom, options) {
                    const isOwn = options.preserveWhitespace || dom.querySelector?.(`[${OWN}]`);
                    return isOwn ? own.parseSlice(dom, options) : new Slice(readBlocks(dom), 0, 0);
                },
            },
            clipboardTextParser(text, _context, isPlain) {
                if (isPlain || !looksLikeMarkdown(text)) return null;
                return Slice.maxOpen(readBlocks(parse(read(htmlOfMarkdown(text)))));
            },
            transformPasted: (slice) => new Slice(linked(slice.content, true), slice.openStart, slice.openEnd),
            handlePaste: (view, event, slice) => paste(view, event, slice, pictures),
            handleDrop: (view, event) => drop(view, event, pictures),
        },
    });
}

function paste(view, event, slice, pictures) {
    const data = event.clipboardData;
    const files = imagesOf(data);
    const html = data?.getData("text/html") ?? "";
    if (files.length && !hasWords(html)) {
        pictures.forget();
        insertImages(view, files, pictures);
        return true;
    }
    // Source text of a programmer's editor arrives as coloured HTML too.
    if (data?.types.includes("vscode-editor-data") && view.pasteText(data.getData("text/plain"), new Event("paste"))) return true;
    // The pending images are in the document after this event.
    setTimeout(() => pictures.sendAll(view));
    return linkSelection(view, slice);
}

function drop(view, event, pictures) {
    const files = imagesOf(event.dataTransfer);
    if (!files.length) return false;
    event.preventDefault();
    insertImages(view, files, pictures);
    return true;
}

function insertImages(view, files, pictures) {
    const images = files.map((file) => schema.nodes.image.create({ src: pictures.wait(file), alt: "" }));
    view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.from(images), 0, 0)).scrollIntoView());
    pictures.sendAll(view);
}

function imagesOf(data) {
    return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

function hasWords(html) {
    return html !== "" && inert(html).textContent.trim() !== "";
}

// An address pasted onto selected words becomes their link.
function linkSelection(view, slice) {
    const { empty, $from, $to, from, to } = view.state.selection;
    const words = slice.content.textBetween(0, slice.content.size, "\n").trim();
    const [found] = findAddresses(words);
    if (empty || !$from.sameParent($to) || $from.parent.type.spec.code || found?.from !== 0 || found.to !== words.length) return false;
    view.dispatch(view.state.tr.removeMark(from, to, link).addMark(from, to, link.create({ href: found.href })));
    return true;
}

// Turn addresses in words into links, except in code.
function linked(fragment, mayLink) {
    const found = [];
    fragment.forEach((node) => {
        if (!node.isText) {
            found.push(node.copy(linked(node.content, mayLink && !node.type.spec.code)));
            return;
        }
        const isFree = mayLink && !node.marks.some(({ type }) => type === link || type.spec.code);
        let done = 0;
        for (const { from, to, href } of isFree ? findAddresses(node.text) : []) {
            if (from > done) found.push(node.cut(done, from));
            found.push(node.cut(from, to).mark(link.create({ href }).addToSet(node.marks)));
            done = to;
        }
        if (done < node.text.length) found.push(done ? node.cut(done) : node);
    });
    return Fragment.from(found);
}
