// Tells the server that a page has been read, once it has really been looked at: <div data-read="URL" data-read-to="…">
// holds the button for those without JavaScript.
const LOOKED_AT = 1500;

export function start() {
    const box = document.querySelector("[data-read]");
    if (!box) return;
    let seen;
    const look = () => {
        clearTimeout(seen);
        if (!document.hidden) seen = setTimeout(() => mark(box), LOOKED_AT);
    };
    box.hidden = true;
    document.addEventListener("visibilitychange", look);
    look();
}

async function mark(box) {
    const { read: url, readTo: to } = box.dataset;
    if (!url) return;
    box.dataset.read = "";
    const token = document.getElementById("act").elements.csrf_token.value;
    const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ csrf_token: token, ...(to && { to }) }),
        headers: { Accept: "application/json", "X-CSRF-Token": token },
        redirect: "manual",
        keepalive: true,
    }).catch(() => null);
    if (answer?.ok || answer?.type === "opaqueredirect") return;
    // Not told: the button comes back, and looking at the page again tries once more.
    box.dataset.read = url;
    box.hidden = false;
}
