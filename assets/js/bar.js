// Top bar: "/" focuses the search field. Escape or a click outside closes a menu.
export function start() {
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
            const field = document.querySelector("[data-slash]");
            if (field?.checkVisibility()) {
                event.preventDefault();
                field.focus();
                field.select();
            }
        }
        if (event.key === "Escape") closeMenus(null, true);
    });
    document.addEventListener("click", ({ target }) => closeMenus(target.closest(".m-menu")));
    openWideFilters();
}

export function isTyping(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

function closeMenus(except, andFocus = false) {
    for (const menu of document.querySelectorAll(".m-menu[open]")) {
        if (menu === except) continue;
        if (andFocus && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
        menu.open = false;
    }
}

// Filters fold on narrow screens, unless the page needs them open, and are always visible on wide ones; so do actions,
// of which some fold on wide screens instead.
function openWideFilters() {
    for (const filters of document.querySelectorAll("[data-open-wide], [data-open-narrow]")) {
        const { openWide, openNarrow } = filters.dataset;
        const wide = matchMedia(openWide ? `(min-width: ${openWide})` : `(max-width: ${openNarrow})`);
        const neededOpen = filters.open;
        const apply = () => { filters.open = neededOpen || wide.matches; };
        wide.addEventListener("change", apply);
        apply();
    }
}
