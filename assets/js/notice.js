// Show a message at the bottom of the page for a while; screen readers announce it.
let region;

export function say(text) {
    if (!region) {
        region = document.createElement("div");
        region.setAttribute("role", "status");
        document.body.append(region);
    }
    const line = document.createElement("p");
    line.className = "m-toast";
    line.textContent = text;
    region.replaceChildren(line);
    setTimeout(() => line.remove(), 5000);
}
