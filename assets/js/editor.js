// The editor, loaded when it is first needed. It edits HTML; the textarea stays in the form and submits the result.
import { baseKeymap, chainCommands, exitCode, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { offerMentions } from "./editor_mentions.js";
import { pasting } from "./pasting.js";
import { schema } from "./schema.js";
import { tableCells, tableKeys } from "./table_commands.js";
import { readText } from "./text_reader.js";
import { isEmptyText, writeText } from "./text_writer.js";
import { Toolbar } from "./toolbar.js";
import { typing } from "./typing.js";

const { nodes, marks } = schema;

export function edit(field, format, html, andFocus) {
    const toolbar = new Toolbar(field.form, field);
    const frame = document.createElement("div");
    frame.className = "m-editor";

    const { doc, origins } = readText(html);
    const view = new EditorView(frame, {
        state: EditorState.create({ doc, plugins: plugins(toolbar) }),
        attributes: nameOf(field),
        dispatchTransaction(transaction) {
            view.updateState(view.state.apply(transaction));
            if (transaction.docChanged) write(view, field, origins);
            toolbar.show(view.state);
        },
    });
    toolbar.attach(view);
    format.value = "html";
    field.value = html;
    field.hidden = true;
    // A hidden required field would block the form without a message. The server checks the text anyway.
    field.required = false;
    field.after(frame);
    offerMentions(field, view);
    for (const plain of field.form.querySelectorAll("[data-plain]")) plain.hidden = true;
    field.addEventListener("draft-discarded", () => {
        format.value = "html";
        view.updateState(EditorState.create({ doc: readText("").doc, plugins: view.state.plugins }));
        view.focus();
    });
    document.querySelector(`label[for="${field.id}"]`)?.addEventListener("click", () => view.focus());
    if (andFocus) view.focus();
}

function nameOf(field) {
    const label = document.querySelector(`label[for="${field.id}"]`);
    if (label && !label.id) label.id = `${field.id}-label`;
    const described = field.getAttribute("aria-describedby");
    return {
        id: `${field.id}-editor`,
        class: "m-text",
        role: "textbox",
        // Its frame scrolls: what has the focus in it must be known to be focusable.
        tabindex: "0",
        dir: "auto",
        "aria-multiline": "true",
        ...(label && { "aria-labelledby": label.id }),
        ...(described && { "aria-describedby": described }),
    };
}

function write(view, field, origins) {
    const { doc } = view.state;
    field.value = isEmptyText(doc) ? "" : writeText(doc, origins);
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

function plugins(toolbar) {
    const breakLine = chainCommands(exitCode, (state, dispatch) => {
        dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
        return true;
    });
    return [
        typing(),
        pasting(toolbar.pictures),
        keymap(tableKeys),
        keymap({
            "Mod-z": undo,
            "Shift-Mod-z": redo,
            "Mod-y": redo,
            "Mod-b": toggleMark(marks.strong),
            "Mod-i": toggleMark(marks.em),
            "Mod-k": () => toolbar.ask("link"),
            "Shift-Enter": breakLine,
            "Mod-Enter": (_state, _dispatch, view) => {
                view.dom.closest("form").requestSubmit();
                return true;
            },
            Enter: splitListItem(nodes.list_item),
            // Tab moves the focus, except where it indents a list or moves between cells.
            Tab: sinkListItem(nodes.list_item),
            "Shift-Tab": liftListItem(nodes.list_item),
            Backspace: undoInputRule,
            "Alt-F10": () => toolbar.focus(),
        }),
        keymap(baseKeymap),
        history(),
        tableCells(),
    ];
}
