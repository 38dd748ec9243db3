// Web and email addresses in words: the same as the server finds (src/moothall/core/richtext/addresses.py).
const LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}])?";
const HOST = new RegExp(
    `^(?:(?:${LABEL}\\.)+\\p{L}[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}]|localhost|\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:]+\\])(?::\\d{1,5})?$`, "iu",
);
const CANDIDATE = new RegExp(
    "(?<![\\p{L}\\p{N}_@/.:=#&-])(?:https?://|www\\.)[^\\s<>\"“”„«»‹›…。，、；：！？（）「」『』【】]+"
    + "|(?<![\\p{L}\\p{N}_@/.:+-])(?:mailto:)?[\\p{L}\\p{N}_+-][\\p{L}\\p{N}_.+-]*@(?:[\\p{L}\\p{N}_-]+\\.)+\\p{L}{2,}(?![\\p{L}\\p{N}_@/-]|[.:][\\p{L}\\p{N}_])",
    "giu",
);
const TRAILING = ".,:;!?'’*_~|";
const BRACKETS = { ")": "(", "]": "[", "}": "{" };

// Return the addresses in words: where each begins and ends, and the target of its link.
export function findAddresses(words) {
    const found = [];
    for (const { 0: whole, index } of words.matchAll(CANDIDATE)) {
        if (!/^(?:http|www\.)/i.test(whole)) {
            const href = /^mailto:/i.test(whole) ? whole : `mailto:${whole}`;
            found.push({ from: index, to: index + whole.length, href });
            continue;
        }
        const address = trimmed(whole);
        const hasScheme = /^http/i.test(address);
        const host = address.replace(/^https?:\/\//i, "").split(/[/?#]/, 1)[0];
        if (HOST.test(host) && (hasScheme || host.split(".").length > 2)) {
            found.push({ from: index, to: index + address.length, href: hasScheme ? address : `https://${address}` });
        }
    }
    return found;
}

function trimmed(address) {
    let end = address.length;
    const count = (sign) => address.slice(0, end).split(sign).length;
    while (end) {
        const last = address[end - 1];
        const isOver = last in BRACKETS && count(last) > count(BRACKETS[last]);
        if (!TRAILING.includes(last) && !isOver) break;
        end -= 1;
    }
    return address.slice(0, end);
}
