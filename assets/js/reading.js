// Tells the server that a page has been read, once it has really been looked at: <form data-read method="post" action="…">
// holds the button for those without JavaScript.
const LOOKED_AT = 1500;

export function start() {
    const form = document.querySelector("form[data-read]");
    if (!form) return;
    let seen;
    const look = () => {
        clearTimeout(seen);
        if (!document.hidden) seen = setTimeout(() => mark(form), LOOKED_AT);
    };
    document.addEventListener("visibilitychange", look);
    look();
}

async function mark(form) {
    if (form.dataset.read === "done") return;
    form.dataset.read = "done";
    const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json", "X-CSRF-Token": form.elements.csrf_token.value },
        keepalive: true,
    }).catch(() => null);
    if (answer?.ok) form.hidden = true;
    else form.dataset.read = "";
}
