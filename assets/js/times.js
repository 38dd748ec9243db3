// Keeps "3 minutes ago" true while a page stays open; times older than a day are left as the server said them.
const DAY = 86_400_000;

export function start() {
    if (!document.querySelector("time[datetime]")) return;
    const say = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
    setInterval(() => refresh(say), 60_000);
}

function refresh(say) {
    if (document.hidden) return;
    for (const time of document.querySelectorAll("time[title][datetime]")) {
        const age = Date.now() - Date.parse(time.dateTime);
        if (!(age >= 60_000 && age < 0.9 * DAY)) continue;
        const minutes = Math.round(age / 60_000);
        time.textContent = minutes < 45 ? say.format(-minutes, "minute") : say.format(-Math.max(1, Math.round(minutes / 60)), "hour");
    }
}
