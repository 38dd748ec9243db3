// Tell the server that a page was read once it has been visible: <div data-read="URL" data-read-to="…"> contains the
// button for people without JavaScript.
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
    // On failure, show the button again and retry when the page is next visible.
    box.dataset.read = url;
    box.hidden = false;
}
