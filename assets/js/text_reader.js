// Read the HTML of a text into nodes. Nothing of it is lost: see schema.js.
import { Fragment } from "prosemirror-model";
import { BLOCKS, INLINE, attributesOf, holdsBlocks, isBlank, isText, markup, parse, tagOf } from "./elements.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const SPACES = /[ \t\n\r\f]+/g;
const PARTS = ["thead", "tbody", "tfoot"];
// In these a paragraph of its own is not written, unless it was read.
const HOLD_TEXT = ["li", "td", "th", "dt", "dd", "figcaption", "caption"];
// Where a paragraph differs from loose text: there, and in a list outside of its items.
const OWN_PARAGRAPHS = [...HOLD_TEXT, "ul", "ol"];
const MARKS = ["em", "strong", "s", "mark", "sub", "sup", "q", "cite", "abbr", "kbd", "span", "code"];

class Unmodelled extends Error {}

class Reader {
    // `bare` is what loose text is called.
    constructor(bare = true) {
        this.bare = bare;
        this.origins = new WeakMap();
        this.parts = 0;
    }

    // Read children that are blocks, elements in `also`, or loose text, which becomes a bare paragraph.
    flow(children, also = []) {
        const isBox = (child) => INLINE.has(tagOf(child)) && holdsBlocks(child);
        // Beside and inside such an element, white space at the ends of loose text separates words.
        const spaces = INLINE.has(tagOf(children[0]?.parentNode ?? {})) || [...children].some(isBox) ? "one" : "trimmed";
        const stands = (child) => BLOCKS.has(tagOf(child)) || isBox(child);
        const read = this.runs(children, stands, (child) => this.block(child, also), (run) => {
            const inline = this.inline(run, spaces);
            return inline.length ? nodes.paragraph.create({ bare: this.bare }, inline) : null;
        });
        return read.length ? read : [nodes.paragraph.create({ bare: this.bare })];
    }

    // Split children into those that `stands` and runs of others; remember what each was read from.
    runs(children, stands, readOne, readRun) {
        const found = [];
        let before = "";
        let run = [];
        const add = (node, html) => {
            if (node) {
                found.push(node);
                this.origins.set(node, { html: before + html, after: "" });
                before = "";
            } else if (found.length) this.origins.get(found.at(-1)).after += html;
            else before += html;
        };
        const flush = () => {
            if (run.length) add(run.every((one) => isText(one) && isBlank(one.data)) ? null : readRun(run), markup(run));
            run = [];
        };
        for (const child of children) {
            if (stands(child)) {
                flush();
                add(readOne(child), markup([child]));
            } else if (isText(child) || tagOf(child)) run.push(child);
        }
        flush();
        return found;
    }

    block(element, also) {
        try {
            return this.model(element, also);
        } catch (error) {
            if (!(error instanceof Unmodelled)) throw error;
            return nodes.kept.create({ html: markup([element]) });
        }
    }

    model(element, also) {
        const tag = tagOf(element);
        const more = attributesOf(element);
        const inside = element.childNodes;
        if (also.includes(tag)) return nodes[{ figcaption: "figcaption", dt: "term", dd: "definition" }[tag]].create({ more }, this.flow(inside));
        if (tag === "div" || INLINE.has(tag)) return nodes.box.create({ tag, more }, this.flow(inside, ["dt", "dd"]));
        switch (tag) {
            case "p": return nodes.paragraph.create({ bare: this.bare && OWN_PARAGRAPHS.includes(tagOf(element.parentNode)) ? false : null, more }, this.inline(inside));
            case "h2": case "h3": case "h4": return nodes.heading.create({ level: Number(tag[1]), more }, this.inline(inside));
            case "blockquote": return nodes.blockquote.create({ more }, this.flow(inside));
            case "pre": return this.code(element, more);
            case "hr": return nodes.horizontal_rule.create({ more });
            case "ul": return nodes.bullet_list.create({ more }, this.items(inside));
            case "ol": return nodes.ordered_list.create({ more }, this.items(inside));
            case "dl": return nodes.definition_list.create({ more }, this.definitions(inside));
            case "figure": return nodes.figure.create({ more }, this.flow(inside, ["figcaption"]));
            case "table": return this.table(element, more);
            default: throw new Unmodelled(tag);
        }
    }

    code(element, more) {
        const [first, ...others] = element.childNodes;
        const code = tagOf(first ?? element) === "code" && !others.length && !first.children.length && !attributesOf(first);
        return nodes.code_block.create({ code, more }, this.inline(code ? first.childNodes : element.childNodes, "all"));
    }

    items(children) {
        const items = this.runs(children, (child) => tagOf(child) === "li", (child) => nodes.list_item.create({ more: attributesOf(child) }, this.flow(child.childNodes)), (run) => nodes.list_item.create({ stray: true }, this.flow(run)));
        if (!items.length) throw new Unmodelled("list");
        return items;
    }

    definitions(children) {
        const read = this.runs(children, (child) => ["dt", "dd", "div"].includes(tagOf(child)), (child) => this.model(child, ["dt", "dd"]), () => { throw new Unmodelled("dl"); });
        if (!read.length) throw new Unmodelled("dl");
        return read;
    }

    table(element, more) {
        const parts = only(element.childNodes);
        const caption = tagOf(parts[0] ?? element) === "caption" ? parts.shift() : null;
        const groups = [];
        while (parts.length && tagOf(parts[0]) === "colgroup") groups.push(parts.shift());
        const rows = parts.flatMap((part) => this.rows(part));
        if (!rows.some((row) => row.childCount)) throw new Unmodelled("table");
        const table = nodes.table.create({ more, columns: markup(groups) }, rows);
        if (!caption) return table;
        return nodes.captioned_table.create(null, [nodes.table_caption.create({ more: attributesOf(caption) }, this.flow(caption.childNodes)), table]);
    }

    rows(element) {
        const tag = tagOf(element);
        const rows = only(element.childNodes);
        if (!PARTS.includes(tag) || !rows.length || rows.some((row) => tagOf(row) !== "tr")) throw new Unmodelled(tag);
        this.parts += 1;
        const part = { tag, key: this.parts, more: attributesOf(element) };
        return this.runs(element.childNodes, (child) => tagOf(child), (row) => nodes.table_row.create({ part, more: attributesOf(row) }, this.cells(row)), () => null);
    }

    cells(row) {
        const cells = only(row.childNodes);
        if (cells.some((cell) => !["td", "th"].includes(tagOf(cell)))) throw new Unmodelled("row");
        return this.runs(row.childNodes, (child) => tagOf(child), (cell) => {
            const type = tagOf(cell) === "th" ? nodes.table_header : nodes.table_cell;
            const span = (name) => Number(cell.getAttribute(name)) || 1;
            return type.create({ colspan: span("colspan"), rowspan: span("rowspan"), more: attributesOf(cell, ["colspan", "rowspan"]) }, this.flow(cell.childNodes));
        }, () => null);
    }

    // `spaces` is "all", "one" for each run of white space, or "trimmed" for none at the ends too.
    inline(children, spaces = "trimmed") {
        const found = [];
        this.addInline(found, children, []);
        return spaces === "all" ? found : collapsed(found, spaces === "trimmed");
    }

    addInline(found, children, around) {
        for (const child of children) {
            const tag = tagOf(child);
            if (isText(child)) {
                if (child.data) found.push(schema.text(child.data, around));
            } else if (tag === "br") found.push(nodes.hard_break.create({ more: attributesOf(child) }, null, around));
            else if (tag === "img" && child.hasAttribute("src")) found.push(image(child).mark(around));
            else if (tag && !INLINE.has(tag)) throw new Unmodelled(tag);
            else if (tag && isEmpty(child) && attributesOf(child)) found.push(nodes.kept_inline.create({ html: markup([child]) }, null, around));
            else if (tag) this.addInline(found, child.childNodes, markOf(child, around.length).addToSet(around));
        }
    }
}

// Return the document of a text, and the HTML that each of its blocks was read from, by node.
export function readText(html) {
    const reader = new Reader();
    const blocks = html.trim() ? reader.flow(parse(html).childNodes) : [nodes.paragraph.create()];
    return { doc: nodes.doc.create(null, blocks), origins: reader.origins };
}

// Return blocks for the children of an element that comes from elsewhere; how it was written does not matter.
export function readBlocks(element) {
    return Fragment.from(new Reader(null).flow(element.childNodes));
}

export function image(element) {
    return nodes.image.create({
        src: element.getAttribute("src"), alt: element.getAttribute("alt") ?? "", more: attributesOf(element, ["src", "alt"]),
    });
}

// Return the elements among nodes; text between them is not modelled.
function only(children) {
    const found = [...children].filter((child) => tagOf(child) || (isText(child) && !isBlank(child.data)));
    if (found.some(isText)) throw new Unmodelled("text");
    return found;
}

function isEmpty(element) {
    return isBlank(element.textContent) && !element.querySelector("img, br");
}

function markOf(element, at) {
    const tag = tagOf(element);
    const href = tag === "a" ? element.getAttribute("href") : null;
    const attrs = { at, nth: nth(element), more: attributesOf(element, ["href"]) };
    if (tag === "a") return href === null ? marks.anchor.create(attrs) : marks.link.create({ ...attrs, href });
    if (!MARKS.includes(tag)) throw new Unmodelled(tag);
    return marks[tag].create(attrs);
}

// Count the equal elements directly before. White space and empty elements between them may not be written.
function nth(element) {
    let before = element.previousSibling;
    while (before && isPassedOver(before)) before = before.previousSibling;
    if (!before || tagOf(before) !== tagOf(element)) return null;
    return JSON.stringify(attributesOf(before)) === JSON.stringify(attributesOf(element)) ? (nth(before) ?? 0) + 1 : null;
}

function isPassedOver(node) {
    if (isText(node)) return isBlank(node.data);
    return INLINE.has(tagOf(node)) && isEmpty(node) && ![node, ...node.querySelectorAll("*")].some((one) => attributesOf(one));
}

// Reduce white space as browsers do when they show a block.
function collapsed(found, trim) {
    const kept = [];
    let afterSpace = trim;
    for (const node of found) {
        if (node.isText) {
            let text = node.text.replace(SPACES, " ");
            if (afterSpace && text.startsWith(" ")) text = text.slice(1);
            if (!text) continue;
            afterSpace = text.endsWith(" ");
            kept.push(schema.text(text, node.marks));
        } else {
            if (node.type !== nodes.kept_inline) afterSpace = node.type === nodes.hard_break;
            kept.push(node);
        }
    }
    const last = kept.at(-1);
    if (trim && last?.isText && last.text.endsWith(" ")) {
        kept.pop();
        if (last.text.length > 1) kept.push(schema.text(last.text.slice(0, -1), last.marks));
    }
    return kept;
}
