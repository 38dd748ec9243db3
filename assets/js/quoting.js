// Quote what is selected in a post, instead of the whole post: the link "Quote" gets the selection as a parameter.
const LONGEST = 1000;

export function start() {
    document.addEventListener("click", (event) => {
        const link = event.target.closest?.("a.m-act[href*='quote=1']");
        const selected = link && selectionIn(link.closest(".m-post")?.querySelector(".m-text"));
        if (selected) link.href = withSelection(link.href, selected);
    });
}

// Return the selected text if all of it is inside an element.
export function selectionIn(element, selection = getSelection()) {
    if (!element || !selection.rangeCount || selection.isCollapsed) return "";
    const range = selection.getRangeAt(0);
    if (!element.contains(range.commonAncestorContainer)) return "";
    return selection.toString().trim();
}

export function withSelection(href, selected) {
    const address = new URL(href);
    address.searchParams.set("selection", selected.slice(0, LONGEST));
    return address.href;
}
