// The elements of a text as nodes and marks. What the model does not name stays as it is: other attributes in `more`,
// markup without a model in `kept` nodes.
import { Schema } from "prosemirror-model";
import { attributesOf, markup, parse } from "./elements.js";

const MORE = { more: { default: null } };
const more = (dom) => ({ more: attributesOf(dom) });

// A node whose element has no attributes of its own.
function container(tag, spec) {
    return { attrs: MORE, parseDOM: [{ tag, getAttrs: more }], toDOM: ({ attrs }) => [tag, attrs.more ?? {}, 0], ...spec };
}

const flow = (tag, spec = {}) => container(tag, { content: "block+", group: "block", defining: true, ...spec });

function heading() {
    const levels = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };
    return {
        attrs: { level: { default: 2 }, ...MORE },
        content: "inline*",
        group: "block",
        defining: true,
        parseDOM: Object.entries(levels).map(([tag, level]) => ({ tag, getAttrs: (dom) => ({ level, ...more(dom) }) })),
        toDOM: ({ attrs }) => [`h${attrs.level}`, attrs.more ?? {}, 0],
    };
}

function cell(tag, tableRole) {
    const modelled = ["colspan", "rowspan"];
    const number = (dom, name) => Number(dom.getAttribute(name)) || 1;
    return {
        content: "block+",
        attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null }, ...MORE },
        tableRole,
        isolating: true,
        parseDOM: [{
            tag,
            getAttrs: (dom) => ({ colspan: number(dom, "colspan"), rowspan: number(dom, "rowspan"), more: attributesOf(dom, modelled) }),
        }],
        toDOM: ({ attrs: { colspan, rowspan, more: rest } }) => [
            tag, { ...rest, ...(colspan > 1 && { colspan }), ...(rowspan > 1 && { rowspan }) }, 0,
        ],
    };
}

// Markup without a model: shown as it is, kept as it is, and removed only as a whole.
function kept(tag, spec) {
    return {
        attrs: { html: {} },
        atom: true,
        parseDOM: [{ tag: `${tag}[data-kept]`, getAttrs: (dom) => ({ html: markup(parse(dom.dataset.kept).childNodes) }) }],
        toDOM({ attrs }) {
            const dom = document.createElement(tag);
            dom.className = "m-kept";
            dom.dataset.kept = attrs.html;
            dom.append(...parse(attrs.html).childNodes);
            return dom;
        },
        ...spec,
    };
}

// `at` is the nesting depth that a mark was read with, `nth` distinguishes equal neighbours.
function mark(tag, ...also) {
    return {
        attrs: { at: { default: null }, nth: { default: null }, ...MORE },
        excludes: "",
        parseDOM: [tag, ...also].map((name) => ({ tag: name, getAttrs: more })),
        toDOM: ({ attrs }) => [tag, attrs.more ?? {}, 0],
    };
}

const nodes = {
    doc: { content: "block+" },
    // `bare` is true for loose text without an element of its own, and false for one that has it in any case.
    paragraph: container("p", { content: "inline*", group: "block", attrs: { bare: { default: null }, ...MORE } }),
    blockquote: flow("blockquote"),
    heading: heading(),
    code_block: {
        attrs: { code: { default: true }, ...MORE },
        content: "inline*",
        group: "block",
        code: true,
        defining: true,
        parseDOM: [{
            tag: "pre",
            preserveWhitespace: "full",
            getAttrs: more,
            contentElement: (dom) => dom.querySelector(":scope > code:only-child") ?? dom,
        }],
        toDOM: ({ attrs }) => ["pre", attrs.more ?? {}, ["code", 0]],
    },
    horizontal_rule: { attrs: MORE, group: "block", parseDOM: [{ tag: "hr", getAttrs: more }], toDOM: ({ attrs }) => ["hr", attrs.more ?? {}] },
    ordered_list: container("ol", { content: "list_item+", group: "block" }),
    bullet_list: container("ul", { content: "list_item+", group: "block" }),
    // `stray` stands for content of a list outside of its items.
    list_item: container("li", { content: "block+", defining: true, attrs: { stray: { default: false }, ...MORE } }),
    figure: container("figure", { content: "(block | figcaption)+", group: "block", defining: true }),
    figcaption: flow("figcaption", { group: "" }),
    definition_list: container("dl", { content: "(term | definition | box)+", group: "block", defining: true }),
    term: flow("dt", { group: "" }),
    definition: flow("dd", { group: "" }),
    captioned_table: {
        content: "table_caption table",
        group: "block",
        isolating: true,
        parseDOM: [{ tag: "div.m-captioned" }],
        toDOM: () => ["div", { class: "m-captioned" }, 0],
    },
    table_caption: {
        ...flow("div.m-caption", { group: "" }),
        toDOM: ({ attrs }) => ["div", { ...attrs.more, class: "m-caption" }, 0],
    },
    // `columns` is the HTML of column groups.
    table: {
        content: "table_row+",
        tableRole: "table",
        isolating: true,
        group: "block",
        attrs: { columns: { default: "" }, ...MORE },
        parseDOM: [{ tag: "table", getAttrs: more }],
        toDOM: ({ attrs }) => ["table", attrs.more ?? {}, ["tbody", 0]],
    },
    // `part` is the head, body or foot of the table that a row is in.
    table_row: container("tr", {
        content: "(table_cell | table_header)*", tableRole: "row", attrs: { part: { default: null }, ...MORE },
    }),
    table_cell: cell("td", "cell"),
    table_header: cell("th", "header_cell"),
    // Any element around blocks.
    box: {
        attrs: { tag: { default: "div" }, ...MORE },
        content: "(block | term | definition)+",
        group: "block",
        defining: true,
        parseDOM: [{ tag: "div[data-box]", priority: 60, getAttrs: (dom) => ({ tag: dom.dataset.box, ...more(dom) }) }],
        toDOM: ({ attrs: { tag, more: rest } }) => ["div", { ...(rest?.dir && { dir: rest.dir }), ...(rest?.lang && { lang: rest.lang }), ...(rest?.id && { id: rest.id }), "data-box": tag }, 0],
    },
    kept: kept("div", { group: "block" }),
    text: { group: "inline" },
    image: {
        inline: true,
        group: "inline",
        attrs: { src: {}, alt: { default: "" }, ...MORE },
        draggable: true,
        parseDOM: [{
            tag: "img[src]",
            getAttrs: (dom) => ({ src: dom.getAttribute("src"), alt: dom.getAttribute("alt") ?? "", more: attributesOf(dom, ["src", "alt"]) }),
        }],
        toDOM: ({ attrs }) => ["img", { ...attrs.more, src: attrs.src, alt: attrs.alt }],
    },
    hard_break: {
        attrs: MORE, inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br", getAttrs: more }], toDOM: () => ["br"],
    },
    kept_inline: kept("span", { inline: true, group: "inline" }),
};

const marks = {
    link: {
        ...mark("a"),
        attrs: { href: {}, ...mark("a").attrs },
        inclusive: false,
        parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href"), more: attributesOf(dom, ["href"]) }) }],
        toDOM: ({ attrs }) => ["a", { ...attrs.more, href: attrs.href }, 0],
    },
    anchor: { ...mark("a"), inclusive: false, parseDOM: [{ tag: "a[id]:not([href])", getAttrs: more }] },
    em: mark("em", "i"),
    strong: mark("strong", "b"),
    s: mark("s", "del", "strike"),
    mark: mark("mark"),
    sub: mark("sub"),
    sup: mark("sup"),
    q: mark("q"),
    cite: mark("cite"),
    abbr: mark("abbr"),
    kbd: mark("kbd"),
    span: { ...mark("span"), parseDOM: ["span[id]", "span[lang]", "span[dir]"].map((tag) => ({ tag, getAttrs: more })) },
    code: { ...mark("code", "samp", "tt"), code: true },
};

export const schema = new Schema({ nodes, marks });
