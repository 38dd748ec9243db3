// Mentions in the editor: a chosen person becomes a link, a group its name.
import { offerIn } from "./mentions.js";
import { schema } from "./schema.js";

const { link } = schema.marks;

export function offerMentions(field, view) {
    if (field.dataset.mentions) offerIn(field, inEditor(view), view.dom);
}

function inEditor(view) {
    return {
        before() {
            const { $from, empty } = view.state.selection;
            if (!empty || $from.parent.type.spec.code || !$from.parent.inlineContent) return "";
            const inside = $from.marks().some((mark) => mark.type === link || mark.type.spec.code);
            return inside ? "" : $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc");
        },
        insert(length, { name, title, profile }) {
            const { state } = view;
            const { from } = state.selection;
            const marks = profile ? [link.create({ href: profile, more: { "data-mention": name } })] : [];
            const words = schema.text(profile ? `@${title}` : `@${name}`, marks);
            view.dispatch(state.tr.replaceWith(from - length, from, [words, schema.text(" ")]).scrollIntoView());
        },
    };
}
