// What is wider than its column scrolls on its own, and then the keyboard must be able to reach it.
export function start() {
    for (const box of document.querySelectorAll(".m-text :is(table, pre)")) {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
}
