// Reduce HTML of other programs to what a text can have. Formatting that they express by styles becomes elements.
import { BLOCKS, INLINE, attributesOf, isBlank, isText, markup, tagOf } from "./elements.js";
import { gatherLists } from "./pasted_lists.js";
import { onlyStyle, styleOf } from "./pasted_styles.js";

const RENAMED = { b: "strong", i: "em", del: "s", strike: "s", samp: "code", tt: "code", h1: "h2", h5: "h4", h6: "h4" };
const DROPPED = "script, style, meta, link, title, template, noscript, iframe, object, embed, svg, math, audio, video, canvas, input, select, textarea, button, xml";
const HEADINGS = new Set(["h2", "h3", "h4"]);
const LINKS = /^(?:https?:|mailto:|\/|#)/i;

// Return the body of a page that does nothing. The security policy of the site refuses styles wherever they are.
export function inert(html) {
    const plain = html.replace(/<style[\s\S]*?<\/style\s*>/gi, "")
        .replace(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
    return new window.DOMParser().parseFromString(plain, "text/html").body;
}

function dropHidden(body) {
    for (const one of [...body.querySelectorAll("[data-style]")]) {
        const style = styleOf(one);
        if (style.display === "none" || style["mso-hide"] === "all" || style["mso-element"]?.includes("comment")) one.remove();
    }
}

// Google Docs and LibreOffice nest a list beside the item that it belongs to.
function putListsIntoItems(body) {
    for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ol, ol > ul")]) {
        const item = list.previousElementSibling;
        if (item && tagOf(item) === "li") item.append(list);
    }
}

function decoded(fragment) {
    try {
        return decodeURIComponent(fragment);
    } catch {
        return fragment;
    }
}

class Tidying {
    constructor(targets, pictures) {
        this.targets = targets;
        this.pictures = pictures;
    }

    // Return the children of an element; white space between blocks is left out.
    all(element, inHeading = false) {
        const found = [...element.childNodes].flatMap((child) => this.one(child, inHeading));
        const holdsBlock = found.some(isBlock);
        return found.filter((node, at) => {
            if (!holdsBlock) return true;
            if (isText(node)) return !isBlank(node.data) || (!isBlock(found[at - 1]) && !isBlock(found[at + 1]));
            return tagOf(node) !== "br" || (!isBlock(found[at - 1]) && at > 0 && at < found.length - 1 && !isBlock(found[at + 1]));
        });
    }

    one(node, inHeading) {
        if (isText(node)) return node.data ? [document.createTextNode(node.data)] : [];
        const source = tagOf(node);
        if (!source) return [];
        const tag = nameOf(node, source);
        if (tag === "img") return this.image(node);
        if (tag === "br") return [document.createElement("br")];
        const inside = this.all(node, inHeading || HEADINGS.has(tag));
        if (HEADINGS.has(tag) && !inside.some(hasContent)) return [];
        if (tag === "p" || tag === "div") return this.paragraph(node, inside);
        if (tag === "table" && !node.querySelector("tr")) return inside;
        if (!tag || (!BLOCKS.has(tag) && inHeading && tag === "strong")) return formatted(node, inside, inHeading);
        const made = document.createElement(tag);
        this.attributes(node, made);
        if (tag === "a" && !made.attributes.length) return formatted(node, inside, inHeading);
        made.append(...formatted(node, inside, inHeading || BLOCKS.has(tag), tag));
        return [made];
    }

    // A paragraph or a box: what holds blocks is only a frame around them.
    paragraph(node, inside) {
        if (inside.some(isBlock)) return inside;
        if (!inside.some(hasContent)) return [];
        const made = document.createElement("p");
        this.attributes(node, made);
        made.append(...formatted(node, inside, false, "p"));
        return [made];
    }

    attributes(source, made) {
        const tag = tagOf(made);
        const id = source.id || (tag === "a" && source.getAttribute("name"));
        if (this.targets.has(id)) made.id = id;
        for (const [name, value] of Object.entries(attributesOf(source) ?? {})) {
            if (name === "href") {
                const href = relative(value);
                if (LINKS.test(href)) made.setAttribute("href", href);
            } else if (value && name !== "id" && name !== "lang" && (name !== "dir" || value === "rtl")) made.setAttribute(name, value);
        }
    }

    image(node) {
        const src = relative(node.getAttribute("src") ?? "");
        const made = document.createElement("img");
        made.alt = node.getAttribute("alt") ?? "";
        for (const side of ["width", "height"]) {
            const size = Number.parseInt(node.getAttribute(side), 10);
            if (size > 0 && size < 10000) made.setAttribute(side, String(size));
        }
        const kept = src.startsWith("/") ? src : this.pictures.adopt(src, made.alt);
        if (!kept) return [];
        made.setAttribute("src", kept);
        return [made];
    }
}

// Return the HTML of what is pasted, for the model of a text. Images are given to `pictures`.
export function tidy(html, pictures) {
    const body = inert(html);
    for (const one of [...body.querySelectorAll(DROPPED)]) one.remove();
    dropHidden(body);
    gatherLists(body);
    putListsIntoItems(body);
    const targets = new Set([...body.querySelectorAll('a[href^="#"]')].map((one) => decoded(one.getAttribute("href").slice(1))));
    const box = document.createElement("div");
    box.append(...new Tidying(targets, pictures).all(body));
    return markup(box.childNodes);
}

// Return the element that a node becomes; nothing if only its content stays.
function nameOf(node, source) {
    const tag = RENAMED[source] ?? source;
    const style = styleOf(node);
    if (tag === "strong" && /^(?:normal|[1-5]00)$/.test(style["font-weight"] ?? "")) return "";
    if (tag === "em" && style["font-style"] === "normal") return "";
    if (tag === "p" && /\bMsoTitle\b/.test(node.className)) return "h2";
    // LibreOffice writes ordinary cells into the rows that it repeats on each page.
    if (tag === "td" && node.closest("thead, table") !== node.closest("table")) return "th";
    if (["section", "article", "main", "header", "footer", "aside", "center", "address", "details", "summary"].includes(tag)) return "div";
    if (tag === "span" || tag === "colgroup" || tag === "col") return "";
    return BLOCKS.has(tag) || INLINE.has(tag) ? tag : "";
}

// Wrap what is inside an element in the elements that its style stands for.
function formatted(node, inside, plain, tag = "") {
    if (plain && !["td", "th", "li"].includes(tag)) return inside;
    const names = onlyStyle(node).filter((name) => name !== tag);
    if (!names.length || !inside.some(hasContent)) return inside;
    return inside.some(isBlock) ? inside.map((one) => (isBlock(one) ? wrapInside(one, names) : one)) : [wrap(inside, names)];
}

function wrap(inside, names) {
    return names.reduce((content, name) => {
        const made = document.createElement(name);
        made.append(...[content].flat());
        return made;
    }, inside);
}

function wrapInside(block, names) {
    if (["p", "li"].includes(tagOf(block)) && ![...block.childNodes].some(isBlock)) block.append(wrap([...block.childNodes], names));
    else for (const child of [...block.children]) if (isBlock(child)) wrapInside(child, names);
    return block;
}

function isBlock(node) {
    return Boolean(node) && BLOCKS.has(tagOf(node));
}

function hasContent(node) {
    if (isText(node)) return node.data.replace(/\u00a0/g, " ").trim() !== "";
    return tagOf(node) === "img" || node.querySelector?.("img") || (node.textContent ?? "").replace(/\u00a0/g, " ").trim() !== "";
}

// Return an address of this site without the name of the site.
export function relative(address) {
    const trimmed = address.trim();
    const own = `${location.origin}/`;
    if (trimmed.startsWith(own)) return `/${trimmed.slice(own.length).replace(/^[/\\]+/, "")}`;
    return trimmed === location.origin ? "/" : trimmed;
}
