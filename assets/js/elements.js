// The elements and attributes of a text: the same as the server's sanitiser allows, and how they are written.
export const BLOCKS = new Set([
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "hr", "figure", "figcaption", "dl", "dt", "dd", "div", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col",
]);
export const INLINE = new Set([
    "br", "strong", "em", "a", "code", "img", "sub", "sup", "abbr", "span", "kbd", "s", "mark", "q", "cite",
]);
const VOID = new Set(["br", "hr", "img", "col"]);
const EVERYWHERE = ["id", "lang", "dir"];
const OF_ELEMENT = {
    a: ["href", "data-mention"],
    img: ["src", "alt", "width", "height"],
    abbr: ["title"],
    ol: ["start"],
    th: ["colspan", "rowspan", "scope"],
    td: ["colspan", "rowspan"],
    col: ["span"],
    colgroup: ["span"],
};
// The order in which attributes are written.
const ORDER = ["id", "href", "data-mention", "src", "alt", "title", "start", "colspan", "rowspan", "span", "scope", "width", "height", "lang", "dir"];
const BLOCK_SELECTOR = [...BLOCKS].join(",");
const SPACE = " \t\n\r\f";

export const tagOf = (node) => (node.nodeType === 1 ? node.tagName.toLowerCase() : "");
export const isText = (node) => node.nodeType === 3;
export const isBlank = (text) => [...text].every((letter) => SPACE.includes(letter));
export const holdsBlocks = (parent) => parent.querySelector(BLOCK_SELECTOR) !== null;
export const isAllowed = (tag) => BLOCKS.has(tag) || INLINE.has(tag);

// Return the attributes that a text keeps, without those that a node models itself; nothing if there are none.
export function attributesOf(dom, modelled = []) {
    const names = [...EVERYWHERE, ...(OF_ELEMENT[tagOf(dom)] ?? [])];
    const kept = ORDER.filter((name) => names.includes(name) && !modelled.includes(name) && dom.hasAttribute(name));
    return kept.length ? Object.fromEntries(kept.map((name) => [name, dom.getAttribute(name)])) : null;
}

export function parse(html) {
    // With the tag, white space at the beginning belongs to the text.
    return new window.DOMParser().parseFromString(`<!DOCTYPE html><body>${html}`, "text/html").body;
}

export function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;");
}

// Return the tag of an element with its attributes in order.
function opened(tag, attributes) {
    return tagWith(tag, attributes, ORDER.filter((name) => attributes?.[name] !== undefined && attributes[name] !== null));
}

function tagWith(tag, attributes, names) {
    return `<${tag}${names.map((name) => ` ${name}="${escaped(String(attributes[name])).replace(/"/g, "&quot;")}"`).join("")}>`;
}

export function element(tag, attributes, content) {
    return VOID.has(tag) ? opened(tag, attributes) : `${opened(tag, attributes)}${content}</${tag}>`;
}

// Return the HTML of nodes of a document as it is, but without elements and attributes that a text cannot have.
export function markup(nodes) {
    return [...nodes].map((node) => {
        if (isText(node)) return escaped(node.data);
        const tag = tagOf(node);
        if (!tag) return "";
        if (!isAllowed(tag)) return markup(node.childNodes);
        const attributes = attributesOf(node) ?? {};
        const names = node.getAttributeNames().filter((name) => name in attributes);
        return VOID.has(tag) ? tagWith(tag, attributes, names) : `${tagWith(tag, attributes, names)}${markup(node.childNodes)}</${tag}>`;
    }).join("");
}
