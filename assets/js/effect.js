// Show the effect of a change in its form before it is sent. Without scripts, a button opens a page with the effect.
const WAIT = 300;

export function start() {
    for (const form of document.querySelectorAll("form[data-effect]")) telling(form);
    for (const said of document.querySelectorAll("[data-effect-now]")) tell(said);
}

// Show once, after loading, what is saved but not in effect yet.
async function tell(said) {
    const answer = await fetch(said.dataset.effectNow);
    if (answer.ok) said.textContent = await answer.text();
}

function telling(form) {
    const said = form.querySelector("[data-effect-said]");
    if (!said) return;
    let timer = 0;
    let asking = null;

    const ask = async () => {
        asking?.abort();
        asking = new AbortController();
        const fields = new FormData(form);
        for (const name of ["csrf_token", "once"]) fields.delete(name);
        const address = new URL(form.dataset.effect, location);
        for (const [name, value] of fields) address.searchParams.append(name, value);
        try {
            const answer = await fetch(address, { signal: asking.signal });
            said.textContent = answer.ok ? await answer.text() : "";
        } catch (error) {
            if (error.name !== "AbortError") said.textContent = "";
        }
    };

    form.addEventListener("change", () => {
        clearTimeout(timer);
        timer = setTimeout(ask, WAIT);
    });
}
