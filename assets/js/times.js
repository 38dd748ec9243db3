// Keeps "3 minutes ago" true while a page stays open, with the thresholds of Clock.ago on the server; times further back
// are left as the server said them.
const MINUTE = 60, HOUR = 3600;

export function start() {
    if (!document.querySelector("time[datetime]")) return;
    const say = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
    setInterval(() => refresh(say), 60_000);
}

// The number and the unit for what was so many seconds ago, or null where the server's words stay.
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
