// Mark the current section in the table of contents.
export function start() {
    const links = new Map();
    for (const link of document.querySelectorAll(".m-contents a")) {
        const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (heading) links.set(heading, link);
    }
    if (!links.size) return;
    const watch = new IntersectionObserver(
        (entries) => {
            const at = entries.find((entry) => entry.isIntersecting);
            if (!at) return;
            for (const [heading, link] of links) {
                if (heading === at.target) link.setAttribute("aria-current", "true");
                else link.removeAttribute("aria-current");
            }
        },
        { rootMargin: "0px 0px -70% 0px" },
    );
    for (const heading of links.keys()) watch.observe(heading);
}
