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
    openWideFacets();
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

// Filters are a collapsible panel on narrow screens, and always visible on wide ones.
function openWideFacets() {
    const wide = matchMedia("(min-width: 62rem)");
    const apply = () => {
        for (const facets of document.querySelectorAll("[data-open-wide]")) facets.open = wide.matches;
    };
    wide.addEventListener("change", apply);
    apply();
}
