// Forms: focus the summary after an error; add and remove rows of a list.
export function start() {
    document.querySelector("[data-focus]")?.focus();
    for (const list of document.querySelectorAll("[data-sequence]")) repeating(list);
}

function repeating(list) {
    const rows = list.querySelector("[data-rows]");
    const add = list.querySelector("[data-add]");
    const model = list.querySelector("template");
    const { least, most } = list.dataset;
    let made = rows.children.length;

    const show = () => {
        add.hidden = rows.children.length >= Number(most);
        for (const button of rows.querySelectorAll("[data-take]")) button.hidden = rows.children.length <= Number(least);
    };
    add.addEventListener("click", () => {
        const row = model.content.cloneNode(true);
        made += 1;
        // Every copy needs its own IDs. Names stay, because the server uses the order.
        for (const element of row.querySelectorAll("[id], [for], [aria-describedby]")) {
            for (const name of ["id", "for", "aria-describedby"]) {
                const value = element.getAttribute(name);
                if (value) element.setAttribute(name, `${value}-n${made}`);
            }
        }
        rows.append(row);
        rows.lastElementChild.querySelector("input, select, textarea")?.focus();
        show();
    });
    rows.addEventListener("click", ({ target }) => {
        const button = target.closest("[data-take]");
        if (!button) return;
        const row = button.closest("li");
        const next = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        (next?.querySelector("input, select, textarea") ?? add).focus();
        show();
    });
    add.hidden = false;
    show();
}
