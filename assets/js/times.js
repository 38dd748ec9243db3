// Update "3 minutes ago" while a page stays open, with the thresholds of Clock.ago on the server. Older times stay as
// rendered by the server.
const MINUTE = 60, HOUR = 3600;

export function start() {
    if (!document.querySelector("time[datetime]")) return;
    const say = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
    setInterval(() => refresh(say), 60_000);
}

// Return the number and the unit for an age in seconds, or null if the server's text stays.
export function ago(seconds) {
    if (seconds < 45 || seconds >= 22 * HOUR) return null;
    const [unit, size] = seconds < 45 * MINUTE ? ["minute", MINUTE] : ["hour", HOUR];
    return [-Math.max(1, Math.round(seconds / size)), unit];
}

function refresh(say) {
    if (document.hidden) return;
    for (const time of document.querySelectorAll("time[title][datetime]")) {
        const found = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
        if (found) time.textContent = say.format(...found);
    }
}
