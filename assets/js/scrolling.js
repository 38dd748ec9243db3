// Make elements that scroll horizontally focusable, so that the keyboard can scroll them.
export function start() {
    for (const box of document.querySelectorAll(".m-text :is(table, pre)")) {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
    showCurrentOfRow();
}

// Rows of links scroll sideways on narrow screens: begin where the current one is, and show all of a link with the focus.
function showCurrentOfRow() {
    for (const row of document.querySelectorAll(":is(.m-tabs, .m-filters) ul, .m-crumbs ol, .m-acts-row")) {
        row.addEventListener("focusin", ({ target }) => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
    }
    for (const current of document.querySelectorAll(":is(.m-tabs, .m-filters) [aria-current]")) {
        const row = current.closest("ul");
        const at = current.getBoundingClientRect(), around = row.getBoundingClientRect();
        row.scrollLeft += at.left + at.width / 2 - around.left - around.width / 2;
    }
}
