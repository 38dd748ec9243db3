// The elements of a text: the same as the server's sanitiser allows.
import { Schema } from "prosemirror-model";

const block = (tag) => ({ content: "inline*", group: "block", defining: true, parseDOM: [{ tag }], toDOM: () => [tag, 0] });
const mark = (tag, ...also) => ({ parseDOM: [tag, ...also].map((name) => ({ tag: name })), toDOM: () => [tag, 0] });

function heading() {
    const levels = [2, 3, 4];
    return {
        attrs: { level: { default: 2 } },
        content: "inline*",
        group: "block",
        defining: true,
        parseDOM: [
            { tag: "h1", attrs: { level: 2 } },
            ...levels.map((level) => ({ tag: `h${level}`, attrs: { level } })),
        ],
        toDOM: (node) => [`h${node.attrs.level}`, 0],
    };
}

export const schema = new Schema({
    nodes: {
        doc: { content: "block+" },
        paragraph: block("p"),
        blockquote: { ...block("blockquote"), content: "block+" },
        heading: heading(),
        code_block: {
            ...block("pre"),
            content: "text*",
            marks: "",
            code: true,
            parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
            toDOM: () => ["pre", ["code", 0]],
        },
        horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
        ordered_list: {
            content: "list_item+",
            group: "block",
            attrs: { order: { default: 1 } },
            parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: dom.start || 1 }) }],
            toDOM: (node) => (node.attrs.order === 1 ? ["ol", 0] : ["ol", { start: node.attrs.order }, 0]),
        },
        bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
        list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
        text: { group: "inline" },
        image: {
            inline: true,
            group: "inline",
            attrs: { src: {}, alt: { default: "" } },
            draggable: true,
            parseDOM: [{ tag: "img[src]", getAttrs: (dom) => ({ src: dom.getAttribute("src"), alt: dom.alt }) }],
            toDOM: ({ attrs }) => ["img", { src: attrs.src, alt: attrs.alt }],
        },
        hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    },
    marks: {
        link: {
            attrs: { href: {} },
            inclusive: false,
            parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }],
            toDOM: ({ attrs }) => ["a", { href: attrs.href }, 0],
        },
        em: mark("em", "i"),
        strong: mark("strong", "b"),
        code: mark("code"),
    },
});
