// Word writes the items of a list as paragraphs with a style: gather them into lists.
import { tagOf } from "./elements.js";
import { styleOf } from "./pasted_styles.js";

const LEVEL = /\bl(\d+)\s+level(\d+)/;
const NUMBER = /^\(?(?:(\d+)|[a-z]{1,4}|[ivxlc]+)(?:\.\d+)*[.)]/i;

export function gatherLists(body) {
    let lists = [];
    let before = null;
    for (const item of [...body.querySelectorAll("[data-style*='mso-list' i]")]) {
        const found = LEVEL.exec(styleOf(item)["mso-list"] ?? "");
        if (!found || !item.parentNode || tagOf(item) === "span" || tagOf(item) === "li" || /^h[1-6]$/.test(tagOf(item))) continue;
        const [key, level] = [found[1], Number(found[2])];
        const marker = takeMarker(item);
        const goesOn = before && followed(before) === item && lists.length;
        if (!goesOn) lists = [];
        lists = lists.filter((one) => one.level < level || (one.level === level && one.key === key));
        if (lists.at(-1)?.level !== level) lists.push(begin(item, lists.at(-1), { key, level, marker }));
        const made = item.ownerDocument.createElement("li");
        made.append(...item.childNodes);
        lists.at(-1).list.append(made);
        item.remove();
        before = lists[0].list;
    }
}

// Return the next element, unless words stand between.
function followed(element) {
    let next = element.nextSibling;
    while (next && next.nodeType !== 1) {
        if (next.nodeType === 3 && next.data.trim()) return null;
        next = next.nextSibling;
    }
    return next;
}

function begin(item, parent, { key, level, marker }) {
    const number = NUMBER.exec(marker);
    const list = item.ownerDocument.createElement(number ? "ol" : "ul");
    if (number?.[1] && Number(number[1]) !== 1) list.setAttribute("start", number[1]);
    if (parent) parent.list.lastElementChild.append(list);
    else item.before(list);
    return { key, level, list };
}

// Remove the sign or number that Word draws before an item, and return it.
function takeMarker(item) {
    const drawn = [...item.querySelectorAll("span")].filter((one) => /ignore/.test(styleOf(one)["mso-list"] ?? ""));
    const words = drawn.map((one) => one.textContent).join("").replace(/\u00a0/g, " ").trim();
    for (const one of drawn) one.remove();
    if (drawn.length) return words;
    // Without the span, the sign is the first word.
    const first = item.firstChild;
    const sign = first?.nodeType === 3 ? /^\s*([·•o§▪–-]|\(?(?:\d+|[a-z])[.)])[\s\u00a0]+/i.exec(first.data) : null;
    if (!sign) return "";
    first.data = first.data.slice(sign[0].length);
    return sign[1];
}
