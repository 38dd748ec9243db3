// Recognise Markdown in pasted text, and convert it as the server does.
import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt("commonmark", { html: false, breaks: true }).enable(["table", "strikethrough"]);
const SIGNS = [
    /^ {0,3}#{1,6} \S/m,
    /^ {0,3}[-*+] \S/m,
    /^ {0,3}\d{1,9}[.)] \S/m,
    /^ {0,3}> \S/m,
    /^ {0,3}(?:```|~~~)/m,
    /^\|?.+\|.*\n {0,3}\|?[ \t]*:?-+:?[ \t]*\|/m,
    /\[[^\]\n]+\]\([^)\s]+\)/,
    /(?:^|[\s(])\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*(?![\w*])/m,
    /(?:^|[\s(])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])/m,
    /(?:^|[\s(])`[^`\n]+`(?!\w)/m,
];

export function looksLikeMarkdown(text) {
    return SIGNS.some((sign) => sign.test(text));
}

export function htmlOfMarkdown(text) {
    return markdown.render(text.replace(/\r\n?/g, "\n"));
}
