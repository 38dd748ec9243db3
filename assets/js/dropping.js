// Add files dropped on a library one by one. Show the name and the reason of each rejected file.
const REFUSED = "refused-files";

export function start() {
    // An empty library accepts files too.
    for (const place of document.querySelectorAll("[data-upload]")) {
        dropping(place);
        tellRefused(place);
    }
}

function dropping(form) {
    let depth = 0;
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    const show = (on) => form.classList.toggle("m-dropping", on);

    form.addEventListener("dragenter", (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth += 1;
        show(true);
    });
    form.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
    form.addEventListener("dragleave", () => {
        depth = Math.max(0, depth - 1);
        show(depth > 0);
    });
    form.addEventListener("drop", async (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth = 0;
        show(false);
        await upload(form, [...event.dataTransfer.files]);
    });
}

async function upload(form, files) {
    const report = progressIn(form, files.length);
    const refused = [];
    for (const file of files) {
        const reason = await send(form, file);
        if (reason !== null) refused.push([file.name, reason]);
        report.bar.value += 1;
    }
    // The reloaded page lists the files that were added, and then names the others.
    if (refused.length) sessionStorage.setItem(REFUSED, JSON.stringify([location.pathname, refused]));
    location.reload();
}

function tellRefused(form) {
    const [path, refused] = JSON.parse(sessionStorage.getItem(REFUSED) ?? "[null]");
    if (path !== location.pathname) return;
    sessionStorage.removeItem(REFUSED);
    const report = progressIn(form, refused.length);
    report.bar.remove();
    report.line.textContent = form.dataset.failed;
    const list = document.createElement("ul");
    for (const [name, reason] of refused) {
        const item = document.createElement("li");
        item.textContent = reason ? `${name}: ${reason}` : name;
        list.append(item);
    }
    report.box.append(list);
}

function progressIn(form, total) {
    form.querySelector(".m-uploads")?.remove();
    const box = document.createElement("div");
    box.className = "m-uploads m-progress";
    box.setAttribute("role", "status");
    const line = document.createElement("p");
    line.textContent = form.dataset.sending;
    const bar = document.createElement("progress");
    bar.max = total;
    bar.value = 0;
    bar.setAttribute("aria-label", form.dataset.sending);
    box.append(line, bar);
    form.prepend(box);
    return { box, line, bar };
}

// Return nothing on success, otherwise the message of the server.
async function send(form, file) {
    const body = new FormData();
    body.append("csrf_token", form.dataset.csrf);
    body.append("upload", file);
    try {
        const answer = await fetch(form.dataset.upload, {
            method: "POST",
            body,
            headers: { Accept: "application/json", "X-CSRF-Token": form.dataset.csrf },
            redirect: "manual",
        });
        // The redirect leads to the page of the new file, which is not opened here.
        if (answer.ok || answer.type === "opaqueredirect") return null;
        return (await answer.json()).message ?? "";
    } catch {
        return "";
    }
}
