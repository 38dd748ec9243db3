// Write nodes as the HTML of a text. Blocks that were not changed are written as they were read.
import { element, escaped } from "./elements.js";
import { isWaiting } from "./pictures.js";
import { schema } from "./schema.js";

const { nodes } = schema;
// In these a single paragraph needs no element of its own.
const HOLD_TEXT = [nodes.table_cell, nodes.table_header, nodes.figcaption, nodes.table_caption, nodes.term, nodes.definition];
const LISTS = [nodes.bullet_list, nodes.ordered_list];

const TAGS = new Map([
    [nodes.blockquote, "blockquote"], [nodes.horizontal_rule, "hr"], [nodes.ordered_list, "ol"], [nodes.bullet_list, "ul"],
    [nodes.figure, "figure"], [nodes.figcaption, "figcaption"], [nodes.definition_list, "dl"], [nodes.term, "dt"],
    [nodes.definition, "dd"], [nodes.table_row, "tr"],
]);

class Writer {
    constructor(origins) {
        this.origins = origins;
    }

    flow(parent) {
        const children = [...parent.content.content];
        // New blocks are set apart as those around them are.
        const gap = children.slice(0, -1).map((child) => this.origins.get(child)?.after).find((after) => after !== undefined) ?? "";
        return children.map((child, index) => {
            const known = this.origins.get(child);
            const isFree = isWithoutElement(parent, index);
            if (known && isFree === wasWithoutElement(child)) return known.html + known.after;
            return this.block(child, parent, isFree) + (index < children.length - 1 ? gap : "");
        }).join("");
    }

    block(node, parent, isFree) {
        const { type, attrs } = node;
        switch (type) {
            case nodes.paragraph: return isFree ? inline(node) : element("p", attrs.more, inline(node));
            case nodes.heading: return element(`h${attrs.level}`, attrs.more, inline(node));
            case nodes.code_block: return element("pre", attrs.more, attrs.code ? `<code>${inline(node)}</code>` : inline(node));
            case nodes.list_item: return isFree ? this.flow(node) : element("li", attrs.more, this.flow(node));
            case nodes.captioned_table: return this.table(node.child(1), node.child(0));
            case nodes.table: return this.table(node, null);
            case nodes.table_cell: case nodes.table_header: return this.cell(node);
            case nodes.box: return element(attrs.tag, attrs.more, this.flow(node));
            case nodes.kept: return attrs.html;
            default: return element(TAGS.get(type), attrs.more, this.flow(node));
        }
    }

    table(node, caption) {
        const above = caption ? element("caption", caption.attrs.more, this.flow(caption)) : "";
        const rows = [...node.content.content];
        let part = rows.find((row) => row.attrs.part)?.attrs.part ?? { tag: "tbody", key: 0, more: null };
        const groups = [];
        for (const row of rows) {
            part = row.attrs.part ?? part;
            if (groups.at(-1)?.part.key !== part.key) groups.push({ part, rows: [] });
            groups.at(-1).rows.push(row);
        }
        const written = groups.map((group) => element(group.part.tag, group.part.more, group.rows.map((row) => this.row(row)).join("")));
        return element("table", node.attrs.more, above + node.attrs.columns + written.join(""));
    }

    row(node) {
        const known = this.origins.get(node);
        return known ? known.html + known.after : element("tr", node.attrs.more, this.flow(node));
    }

    cell(node) {
        const { colspan, rowspan, more } = node.attrs;
        const spans = { ...(colspan > 1 && { colspan }), ...(rowspan > 1 && { rowspan }) };
        const isHeader = node.type === nodes.table_header;
        return element(isHeader ? "th" : "td", { ...more, ...(!isHeader && { scope: null }), ...spans }, this.flow(node));
    }
}

// Return the HTML of a document; `origins` is what its blocks were read from.
export function writeText(doc, origins = new WeakMap()) {
    return new Writer(origins).flow(doc);
}

export function isEmptyText(doc) {
    return doc.childCount === 1 && doc.firstChild.isTextblock && doc.firstChild.content.size === 0;
}

function wasWithoutElement({ type, attrs }) {
    return (type === nodes.paragraph && attrs.bare === true) || (type === nodes.list_item && attrs.stray);
}

// Return whether a child is written without its own element; two such neighbours would become one.
function isWithoutElement(parent, index) {
    const wants = (at) => at >= 0 && at < parent.childCount && wantsNoElement(parent.child(at), parent, at);
    return wants(index) && !wants(index - 1) && !wants(index + 1);
}

function wantsNoElement(node, parent, index) {
    if (node.type === nodes.list_item) return node.attrs.stray;
    if (node.type !== nodes.paragraph || node.attrs.bare === false || node.attrs.more) return false;
    if (!node.content.size && parent.childCount > 1) return false;
    if (node.attrs.bare) return true;
    if (HOLD_TEXT.includes(parent.type)) return parent.childCount === 1;
    // As in Markdown, an item with nothing but lists below its text is written without a paragraph.
    return parent.type === nodes.list_item && index === 0 && parent.content.content.slice(1).every((other) => LISTS.includes(other.type));
}

function inline(parent) {
    return inlineRange([...parent.content.content], []);
}

// Write inline nodes inside the marks that are open already: outermost is the mark that was read so, or else runs longest.
function inlineRange(content, open) {
    let html = "";
    let at = 0;
    while (at < content.length) {
        const rest = remaining(content[at], open);
        if (!rest.length) {
            html += leaf(content[at]);
            at += 1;
            continue;
        }
        const runs = rest.map((mark) => ({ mark, end: endOf(mark, content, at, open) }));
        const depth = ({ mark }) => mark.attrs.at ?? Infinity;
        const rank = ({ mark }) => mark.type.rank;
        runs.sort((one, other) => (depth(one) === depth(other) ? 0 : depth(one) - depth(other)) || other.end - one.end || rank(one) - rank(other));
        const { mark, end } = runs[0];
        html += element(tagOfMark(mark), { ...mark.attrs.more, href: mark.attrs.href }, inlineRange(content.slice(at, end), [...open, mark]));
        at = end;
    }
    return html;
}

function endOf(mark, content, at, open) {
    let end = at + 1;
    while (end < content.length && remaining(content[end], open).some((other) => goesOn(mark, other))) end += 1;
    return end;
}

function remaining(node, open) {
    const rest = [...node.marks];
    for (const mark of open) {
        const found = rest.findIndex((other) => goesOn(mark, other));
        if (found >= 0) rest.splice(found, 1);
    }
    return rest;
}

function goesOn(mark, other) {
    const { at } = mark.attrs;
    const isSameDepth = at === other.attrs.at || at === null || other.attrs.at === null;
    return isSameDepth && mark.type === other.type && keyOf(mark) === keyOf(other);
}

function keyOf({ attrs }) {
    return JSON.stringify([attrs.href, attrs.nth, attrs.more]);
}

function tagOfMark({ type }) {
    return { link: "a", anchor: "a" }[type.name] ?? type.name;
}

function leaf(node) {
    const { type, attrs } = node;
    if (node.isText) return escaped(node.text);
    if (type === nodes.image && isWaiting(attrs.src)) return "";
    if (type === nodes.image) return element("img", { ...attrs.more, src: attrs.src, alt: attrs.alt });
    return type === nodes.hard_break ? element("br", attrs.more) : attrs.html;
}
