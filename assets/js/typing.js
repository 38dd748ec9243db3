// What is typed becomes formatting: signs of Markdown, and addresses.
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { findAddresses } from "./addresses.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

export function typing() {
    return inputRules({
        rules: [
            wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
            wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (match) => ({ more: match[1] === "1" ? null : { start: match[1] } })),
            wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list),
            textblockTypeInputRule(/^```$/, nodes.code_block),
            textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length + 1 })),
            markRule(/(^|[^*\\\p{L}\p{N}])(\*\*)([^\s*](?:[^*]*[^\s*])?)\*\*$/u, marks.strong),
            markRule(/(^|[^*\\\p{L}\p{N}])(\*)([^\s*](?:[^*]*[^\s*])?)\*$/u, marks.em),
            markRule(/(^|[^~\\\p{L}\p{N}])(~~)([^\s~](?:[^~]*[^\s~])?)~~$/u, marks.s),
            markRule(/(^|[^`\\\p{L}\p{N}])(`)([^`]+)`$/u, marks.code),
            new InputRule(/(\S+)\s$/, linkBefore, { inCodeMark: false }),
        ],
    });
}

// The last sign is not yet in the document when a rule applies.
function markRule(pattern, type) {
    return new InputRule(pattern, (state, [, before, sign, words], start, end) => {
        const from = start + before.length;
        const inside = from + sign.length;
        const { tr } = state;
        tr.delete(inside + words.length, end).delete(from, inside);
        return tr.addMark(from, from + words.length, type.create()).removeStoredMark(type);
    }, { inCodeMark: false });
}

function linkBefore(state, [whole, words], start, end) {
    const found = findAddresses(words).at(-1);
    if (!found) return null;
    const from = start + whole.indexOf(words) + found.from;
    const to = from + found.to - found.from;
    if (state.doc.rangeHasMark(from, to, marks.link)) return null;
    return state.tr.addMark(from, to, marks.link.create({ href: found.href })).insertText(" ", end).removeStoredMark(marks.link);
}
