// Commands of the toolbar buttons by name, and when a button is shown as pressed.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { schema } from "./schema.js";
import { tableCommands } from "./table_commands.js";

const { nodes, marks } = schema;

export const commands = {
    heading: blockToggle(nodes.heading, { level: 2 }),
    subheading: blockToggle(nodes.heading, { level: 3 }),
    bold: markToggle(marks.strong),
    italic: markToggle(marks.em),
    code: codeToggle(),
    bullet_list: listToggle(nodes.bullet_list),
    numbered_list: listToggle(nodes.ordered_list),
    quotation: {
        run: (state, dispatch) => (isInside(state, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch)),
        active: (state) => isInside(state, nodes.blockquote),
    },
    undo: { run: undo, needed: true },
    redo: { run: redo, needed: true },
    ...tableCommands,
};

export function hasMark(state, type) {
    const { from, $from, to, empty } = state.selection;
    if (empty) return Boolean(type.isInSet(state.storedMarks ?? $from.marks()));
    return state.doc.rangeHasMark(from, to, type);
}

// Return the link around the cursor, with its range.
export function linkAt(state) {
    const { $from } = state.selection;
    const at = marks.link.isInSet($from.marks()) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
    if (!at) return null;
    let from = $from.start();
    let range = null;
    $from.parent.forEach((node) => {
        const to = from + node.nodeSize;
        if (marks.link.isInSet(node.marks)?.attrs.href === at.attrs.href) {
            if (range && range.to === from) range.to = to;
            else if (!range || $from.pos >= from) range = { from, to };
        }
        from = to;
    });
    return { mark: at, ...range };
}

function isInside({ selection: { $from } }, type) {
    for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
    return false;
}

function markToggle(type) {
    return { run: toggleMark(type), active: (state) => hasMark(state, type) };
}

function blockToggle(type, attrs = null) {
    const active = ({ selection: { $from: { parent } } }) => parent.type === type && (!attrs || parent.attrs.level === attrs.level);
    // Language, direction and id stay.
    const change = (to, given) => setBlockType(to, (before) => ({ ...given, more: before.attrs.more ?? null }));
    return {
        run: (state, dispatch) => change(active(state) ? nodes.paragraph : type, active(state) ? null : attrs)(state, dispatch),
        active,
    };
}

// Format selected words as inline code. Format a whole paragraph, or no selection, as a code block.
function codeToggle() {
    const asBlock = blockToggle(nodes.code_block);
    const within = (state) => !state.selection.empty && state.selection.$from.sameParent(state.selection.$to) && !asBlock.active(state);
    return {
        run: (state, dispatch, view) => (within(state) ? toggleMark(marks.code)(state, dispatch) : asBlock.run(state, dispatch, view)),
        active: (state) => asBlock.active(state) || hasMark(state, marks.code),
    };
}

function listToggle(type) {
    const active = (state) => isInside(state, type);
    return {
        run: (state, dispatch) => (active(state) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch)),
        active,
    };
}
