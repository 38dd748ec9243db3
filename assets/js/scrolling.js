// Make elements that scroll horizontally focusable, so that the keyboard can scroll them.
export function start() {
    for (const box of document.querySelectorAll(".m-text :is(table, pre)")) {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
}
