// The editor, loaded when it is first needed. It edits HTML; the textarea stays in the form and submits the result.
import { baseKeymap, chainCommands, exitCode, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { DOMParser, DOMSerializer } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { schema } from "./schema.js";
import { Toolbar } from "./toolbar.js";

const { nodes, marks } = schema;

export function edit(field, format, html, andFocus) {
    const toolbar = new Toolbar(field.form, field);
    const frame = document.createElement("div");
    frame.className = "m-editor";

    const view = new EditorView(frame, {
        state: EditorState.create({ doc: read(html), plugins: plugins(toolbar) }),
        attributes: nameOf(field),
        dispatchTransaction(transaction) {
            view.updateState(view.state.apply(transaction));
            if (transaction.docChanged) write(view, field);
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
    for (const plain of field.form.querySelectorAll("[data-plain]")) plain.hidden = true;
    field.addEventListener("draft-discarded", () => {
        format.value = "html";
        view.updateState(EditorState.create({ doc: read(""), plugins: view.state.plugins }));
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
        "aria-multiline": "true",
        ...(label && { "aria-labelledby": label.id }),
        ...(described && { "aria-describedby": described }),
    };
}

function read(html) {
    const inert = new window.DOMParser().parseFromString(html, "text/html");
    return DOMParser.fromSchema(schema).parse(inert.body);
}

function write(view, field) {
    const { doc } = view.state;
    const isEmpty = doc.childCount === 1 && doc.firstChild.isTextblock && doc.firstChild.content.size === 0;
    const box = document.createElement("div");
    if (!isEmpty) box.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
    tighten(box);
    field.value = box.innerHTML;
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

// List items with a single paragraph are written without <p>, as in Markdown.
function tighten(box) {
    for (const only of box.querySelectorAll("li > p:first-child")) {
        if (![...only.parentElement.children].some((other) => other !== only && other.tagName !== "UL" && other.tagName !== "OL")) {
            only.replaceWith(...only.childNodes);
        }
    }
}

function plugins(toolbar) {
    const breakLine = chainCommands(exitCode, (state, dispatch) => {
        dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
        return true;
    });
    return [
        inputRules({
            rules: [
                wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
                wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) })),
                wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list),
                textblockTypeInputRule(/^```$/, nodes.code_block),
                textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length + 1 })),
            ],
        }),
        keymap({
            "Mod-z": undo,
            "Shift-Mod-z": redo,
            "Mod-y": redo,
            "Mod-b": toggleMark(marks.strong),
            "Mod-i": toggleMark(marks.em),
            "Mod-k": () => toolbar.askForLink(),
            "Shift-Enter": breakLine,
            "Mod-Enter": (_state, _dispatch, view) => {
                view.dom.closest("form").requestSubmit();
                return true;
            },
            Enter: splitListItem(nodes.list_item),
            // Tab moves the focus, except where it indents a list.
            Tab: sinkListItem(nodes.list_item),
            "Shift-Tab": liftListItem(nodes.list_item),
            Backspace: undoInputRule,
            "Alt-F10": () => toolbar.focus(),
        }),
        keymap(baseKeymap),
        history(),
    ];
}
