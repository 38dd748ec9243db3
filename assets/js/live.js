// Show changes of posts on an open page: <p role="status" data-live="URL"> has the address that tells what changed since
// data-cursor, and data-posts below which each post is read. What the reader looks at stays where it is.

const read = (url, accept) =>
    fetch(url, { headers: { Accept: accept }, redirect: "manual" }).catch(() => ({ ok: false, status: 0 }));

export function start() {
    const box = document.querySelector("[data-live]");
    if (!box) return;
    let cursor = box.dataset.cursor, timer, isBusy = false, hasEnded = false;
    const waiting = new Map();

    const look = async () => {
        clearTimeout(timer);
        if (document.hidden || isBusy || hasEnded) return;
        isBusy = true;
        let seconds = 60;
        const answer = await read(`${box.dataset.live}?since=${cursor}`, "application/json");
        // The person has lost access or is logged out, or the cursor is too old.
        hasEnded = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
        const told = answer.ok ? await answer.json().catch(() => null) : null;
        if (told) {
            cursor = told.cursor;
            seconds = told.retry;
            for (const { id, kind } of told.items) waiting.set(id, kind);
            await showChanges(box, waiting);
        }
        isBusy = false;
        // Pages that were opened together do not ask together.
        timer = setTimeout(look, seconds * 1000 * (0.8 + 0.4 * Math.random()));
    };
    document.addEventListener("visibilitychange", look);
    timer = setTimeout(look, 1000 + 4000 * Math.random());
}

// Show the changes that can be shown now, and leave the others in `waiting` (ID → kind).
export async function showChanges(box, waiting) {
    const found = [];
    for (const [id, kind] of waiting) {
        const old = document.getElementById(id);
        if (old && isInUse(old)) continue;
        if (!old && kind !== "added") {
            waiting.delete(id);
            continue;
        }
        const answer = kind === "removed" ? { status: 404 } : await read(`${box.dataset.posts}/${id}`, "text/html");
        if (answer.ok) found.push([id, parsed(await answer.text(), id)]);
        else if (answer.status === 404) found.push([id, null]);
    }
    keepPlace(() => place(box, waiting, found));
}

function place(box, waiting, found) {
    let placed = 0, left = found, before;
    // A post can follow another new one, which comes later in the list.
    do {
        before = left.length;
        left = left.filter(([id, fresh]) => {
            const old = document.getElementById(id);
            if (old && isInUse(old)) return false;
            if (!old && fresh?.post && !insert(box, fresh)) return true;
            if (!old && fresh?.post) placed += fresh.post.isLast;
            else if (fresh?.post) old.replaceWith(fresh.post);
            else old?.remove();
            waiting.delete(id);
            return false;
        });
    } while (left.length && left.length < before);
    // The others belong on another page.
    for (const [id] of left) waiting.delete(id);
    if (placed) announce(box, placed);
}

// Insert a new post after the one that it follows; return false if that is not on this page.
function insert(box, { post, after }) {
    const previous = after && document.getElementById(after);
    if (!previous) return false;
    post.isLast = !next(previous);
    if (post.isLast && !box.dataset.end) return false;
    if (post.isLast && !document.getElementById("live")) {
        const line = document.createElement("p");
        line.id = "live";
        line.className = "m-new-line";
        line.append(document.createElement("span"));
        previous.after(line);
        line.after(post);
    } else previous.after(post);
    return true;
}

function next(post) {
    let following = post.nextElementSibling;
    while (following && !following.matches(".m-post, .m-tombstone")) following = following.nextElementSibling;
    return following;
}

function announce(box, count) {
    const total = Number(box.dataset.count || 0) + count;
    box.dataset.count = total;
    const words = (number) => (number === 1 ? box.dataset.one : box.dataset.many).replace("#", number);
    document.querySelector("#live span").textContent = words(total);
    box.textContent = words(count);
}

function parsed(html, id) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const post = page.getElementById(id);
    return { post: post && document.adoptNode(post), after: page.querySelector("[data-after]")?.dataset.after };
}

// Return true for a post with the focus, a checked box or the selection in it, which stays until later.
function isInUse(post) {
    const selection = getSelection();
    return post.contains(document.activeElement) || Boolean(post.querySelector(":checked"))
        || Boolean(selection && !selection.isCollapsed && post.contains(selection.anchorNode));
}

// Change the page so that what has the focus, or else the first thing in the window, stays where it is.
function keepPlace(change) {
    const root = document.documentElement, anchor = anchorNow();
    const id = anchor?.id, top = anchor?.getBoundingClientRect().top;
    root.style.overflowAnchor = "none";
    change();
    const now = anchor && (anchor.isConnected ? anchor : id && document.getElementById(id));
    if (now) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));

}

function anchorNow() {
    const isShown = (one) => {
        const at = one.getBoundingClientRect();
        return at.bottom > 0 && at.top < innerHeight && at.height > 0;
    };
    const focused = document.activeElement;
    if (focused && focused !== document.body && isShown(focused)) return focused;
    return [...document.querySelectorAll(".m-post, .m-tombstone, main form")].find(isShown);
}
