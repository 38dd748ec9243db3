// Select rows of a list with Shift and the keyboard. The bar with the actions appears when rows are selected.
export function start() {
    for (const form of document.querySelectorAll("[data-choosing]")) choosing(form);
}

function choosing(form) {
    const boxes = [...form.querySelectorAll('input[name="item"]')];
    const all = form.querySelector("[data-all]");
    const bar = form.querySelector("[data-selbar]");
    if (!boxes.length || !bar) return;
    const none = bar.querySelector("[data-none]");
    all.hidden = none.hidden = false;

    const show = () => {
        const chosen = boxes.filter((box) => box.checked).length;
        bar.hidden = chosen === 0;
        bar.querySelector("[data-selected]").textContent = chosen;
        all.checked = chosen === boxes.length;
        all.indeterminate = chosen > 0 && chosen < boxes.length;
    };
    const set = (some, checked) => {
        for (const box of some) box.checked = checked;
        show();
    };

    let last = null;
    form.addEventListener("click", ({ target, shiftKey }) => {
        const at = boxes.indexOf(target);
        if (at < 0) return;
        if (shiftKey && last !== null) {
            set(boxes.slice(Math.min(at, last), Math.max(at, last) + 1), target.checked);
        }
        last = at;
        show();
    });
    all.addEventListener("click", () => set(boxes, all.checked));
    none.addEventListener("click", () => {
        set(boxes, false);
        boxes[last ?? 0].focus();
    });
    form.addEventListener("keydown", (event) => {
        const at = boxes.indexOf(event.target);
        if (at < 0) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const next = step && boxes[at + step];
        if (next) {
            event.preventDefault();
            next.focus();
            if (event.shiftKey) set([event.target, next], true);
            last = at + step;
        } else if (event.key === "Escape") {
            set(boxes, false);
        } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            set(boxes, true);
        }
    });
    show();
}
