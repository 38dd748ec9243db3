// Commands for tables, their captions, and the keys that work in them.
import { Plugin, Selection, TextSelection } from "prosemirror-state";
import {
    CellSelection, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, fixTables, goToNextCell,
    isInTable, mergeCells, splitCell, tableEditing, toggleHeaderColumn, toggleHeaderRow,
} from "prosemirror-tables";
import { schema } from "./schema.js";

const { nodes } = schema;
const SIZE = 3;

// Return the editing of cells. Tables stay as they were read; commands repair only what they need.
export function tableCells() {
    const { spec } = tableEditing();
    return new Plugin({ ...spec, appendTransaction: null });
}

export const tableCommands = {
    table: { run: insertTable, active: isInTable },
    row_above: { run: onTable(addRowBefore), when: isInTable },
    row_below: { run: onTable(addRowAfter), when: isInTable },
    column_before: { run: onTable(addColumnBefore), when: isInTable },
    column_after: { run: onTable(addColumnAfter), when: isInTable },
    delete_row: { run: onTable(deleteRow), when: isInTable },
    delete_column: { run: onTable(deleteColumn), when: isInTable },
    header_row: { run: onTable(toggleHeaderRow), when: isInTable },
    header_column: { run: onTable(toggleHeaderColumn), when: isInTable },
    merge_cells: { run: mergeCells, when: isInTable, needed: true },
    split_cell: { run: splitCell, when: isInTable, needed: true },
    caption: { run: toggleCaption, when: (state) => isInTable(state) || inCaption(state), active: (state) => captioned(state) !== null },
    delete_table: { run: deleteTable, when: (state) => isInTable(state) || inCaption(state) },
};

export const tableKeys = {
    Tab: goToNextCell(1),
    "Shift-Tab": goToNextCell(-1),
    ArrowDown: leaveBelow,
    ArrowUp: leaveAbove,
    Enter: leaveCaption,
};

function insertTable(state, dispatch) {
    if (isInTable(state)) return false;
    if (dispatch) {
        const row = (type) => nodes.table_row.create(null, Array.from({ length: SIZE }, () => type.createAndFill()));
        const rows = [row(nodes.table_header), ...Array.from({ length: SIZE - 1 }, () => row(nodes.table_cell))];
        const table = nodes.table.create(null, rows);
        const { tr } = state;
        tr.replaceSelectionWith(table);
        let at = null;
        tr.doc.descendants((node, pos) => {
            if (node === table) at = pos;
            return at === null;
        });
        if (at === null) return false;
        withTextAfter(tr, at + table.nodeSize);
        dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + 1), 1)).scrollIntoView());
    }
    return true;
}

// Add a paragraph where nothing follows a block, so that people can continue writing.
export function withTextAfter(tr, at) {
    const $at = tr.doc.resolve(at);
    if (!$at.nodeAfter) tr.insert(at, nodes.paragraph.create());
    return tr;
}

// Make a table regular before a command, and remove groups of columns, whose number may change.
function onTable(command) {
    return (state, dispatch) => {
        if (!dispatch) return command(state);
        const fixed = fixTables(state);
        const regular = fixed ? state.apply(fixed) : state;
        let changed = null;
        if (!command(regular, (tr) => { changed = tr; })) return false;
        if (fixed) dispatch(fixed);
        const table = around(changed.selection, nodes.table);
        if (table?.node.attrs.columns) changed.setNodeMarkup(table.pos, null, { ...table.node.attrs, columns: "" });
        dispatch(changed.scrollIntoView());
        return true;
    };
}

export function around({ $from }, type) {
    for (let depth = $from.depth; depth > 0; depth -= 1) {
        if ($from.node(depth).type === type) return { node: $from.node(depth), pos: $from.before(depth), end: $from.after(depth) };
    }
    return null;
}

function captioned({ selection }) {
    return around(selection, nodes.captioned_table);
}

function inCaption({ selection }) {
    return around(selection, nodes.table_caption) !== null;
}

function toggleCaption(state, dispatch) {
    const whole = captioned(state);
    const table = around(state.selection, nodes.table);
    if (!whole && !table) return false;
    if (dispatch) {
        const { tr } = state;
        if (whole) {
            tr.replaceWith(whole.pos, whole.end, whole.node.child(1));
            tr.setSelection(Selection.near(tr.doc.resolve(whole.pos + 1), 1));
        } else {
            const caption = nodes.table_caption.create(null, nodes.paragraph.create());
            tr.replaceWith(table.pos, table.end, nodes.captioned_table.create(null, [caption, table.node]));
            tr.setSelection(TextSelection.create(tr.doc, table.pos + 3));
        }
        dispatch(tr.scrollIntoView());
    }
    return true;
}

function deleteTable(state, dispatch) {
    const whole = captioned(state) ?? around(state.selection, nodes.table);
    if (!whole) return false;
    if (dispatch) {
        const { tr } = state;
        tr.replaceWith(whole.pos, whole.end, nodes.paragraph.create());
        dispatch(tr.setSelection(TextSelection.create(tr.doc, whole.pos + 1)).scrollIntoView());
    }
    return true;
}

function boxAround(selection) {
    return [nodes.captioned_table, nodes.table, nodes.figure].map((type) => around(selection, type)).find(Boolean) ?? null;
}

// Continue below a table or a figure that nothing follows.
function leaveBelow(state, dispatch, view) {
    const box = boxAround(state.selection);
    const { $from, empty } = state.selection;
    if (!box || !empty || state.selection instanceof CellSelection || !view?.endOfTextblock("down")) return false;
    const row = around(state.selection, nodes.table_row);
    if (row && row.end < box.end - 2) return false;
    if (!row && $from.after() < box.end - 2) return false;
    if (state.doc.resolve(box.end).nodeAfter) return false;
    if (dispatch) {
        const tr = withTextAfter(state.tr, box.end);
        dispatch(tr.setSelection(TextSelection.create(tr.doc, box.end + 1)).scrollIntoView());
    }
    return true;
}

// Continue above a table or a figure that begins the text.
function leaveAbove(state, dispatch, view) {
    const box = boxAround(state.selection);
    if (!box || box.pos !== 0 || !state.selection.empty || !view?.endOfTextblock("up")) return false;
    const row = around(state.selection, nodes.table_row);
    if (row ? row.pos > box.pos + 1 : state.selection.$from.before() > box.pos + 2) return false;
    if (dispatch) {
        const tr = state.tr.insert(0, nodes.paragraph.create());
        dispatch(tr.setSelection(TextSelection.create(tr.doc, 1)).scrollIntoView());
    }
    return true;
}

// In a caption, Enter continues below the table or figure.
function leaveCaption(state, dispatch) {
    if (!inCaption(state) && !around(state.selection, nodes.figcaption)) return false;
    const box = boxAround(state.selection);
    if (!box) return false;
    if (dispatch) {
        const tr = state.tr.insert(box.end, nodes.paragraph.create());
        dispatch(tr.setSelection(TextSelection.create(tr.doc, box.end + 1)).scrollIntoView());
    }
    return true;
}
