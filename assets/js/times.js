// Times on an open page: update "3 minutes ago" with the thresholds of Clock.moment on the server, and show times in the
// time zone of the browser to people who chose none. The zone is sent to the server for people who are logged in;
// pages for visitors stay in the zone of the site, so that one stored copy serves everyone, and are changed here.
const MINUTE = 60, HOUR = 3600, DAY_MS = 86_400_000, WEEK = 7;

export function start() {
    const page = document.documentElement.dataset;
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const differs = here && page.zone && known(page.zone) !== here;
    if (differs && page.zoneUrl) send(page.zoneUrl, here);
    if (!document.querySelector("time[datetime]")) return;
    if (differs && (page.zoneUrl || !page.person)) showIn(here);
    const say = new Intl.RelativeTimeFormat(language(), { numeric: "always" });
    setInterval(() => refresh(say), 60_000);
}

// Return the number and the unit for an age in seconds, or null if the server's text stays.
export function ago(seconds) {
    if (seconds < 45 || seconds >= 22 * HOUR) return null;
    const [unit, size] = seconds < 45 * MINUTE ? ["minute", MINUTE] : ["hour", HOUR];
    return [-Math.max(1, Math.round(seconds / size)), unit];
}

// Return the text of a time in a zone, as Clock.moment returns it, or null if it does not depend on the zone.
export function said(at, now, zone, lang) {
    const seconds = (now - at) / 1000;
    if (seconds < 22 * HOUR && seconds > -45) return null;
    const days = (day(now, zone) - day(at, zone)) / DAY_MS;
    if (days >= WEEK || seconds < 0) {
        const sameYear = part(at, zone, "year") === part(now, zone, "year");
        const form = { day: "numeric", month: "long", ...(!sameYear && { year: "numeric" }), timeZone: zone };
        return new Intl.DateTimeFormat(lang, form).format(at);
    }
    return new Intl.RelativeTimeFormat(lang, { numeric: days <= 1 ? "auto" : "always" }).format(-Math.max(1, days), "day");
}

// Return a date and a time with its offset and its zone, as Clock.exact returns it.
export function exact(at, zone, lang) {
    const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at)
        .find(({ type }) => type === "timeZoneName").value.replace("GMT", "UTC").replace("-", "−").replace(/\+0$/, "");
    const form = { dateStyle: "long", timeStyle: "short", timeZone: zone };
    return `${new Intl.DateTimeFormat(lang, form).format(at)} ${offset}${zone === "UTC" ? "" : ` (${zone})`}`;
}

function day(at, zone) {
    return Date.UTC(part(at, zone, "year"), part(at, zone, "month") - 1, part(at, zone, "day"));
}

function part(at, zone, name) {
    return Number(new Intl.DateTimeFormat("en", { [name]: "numeric", timeZone: zone }).format(at));
}

function language() {
    const lang = document.documentElement.lang || "en";
    return lang === "en" ? "en-GB" : lang;
}

// Return the name by which this browser knows a zone, which may be an older name than that of the server.
function known(zone) {
    try {
        return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
    } catch {
        return zone;
    }
}

function send(url, zone) {
    const act = document.getElementById("act");
    // A zone that the server does not know is not sent again on every page.
    const sent = `${document.documentElement.dataset.person} ${zone}`;
    if (!act || sessionStorage.getItem("zone") === sent) return;
    sessionStorage.setItem("zone", sent);
    const token = act.elements.csrf_token.value;
    fetch(url, {
        method: "POST",
        body: new URLSearchParams({ csrf_token: token, browser_time_zone: zone }),
        headers: { "X-CSRF-Token": token },
        redirect: "manual",
        keepalive: true,
    }).catch(() => sessionStorage.removeItem("zone"));
}

function showIn(zone) {
    const lang = language(), now = Date.now();
    for (const time of document.querySelectorAll("time[title][datetime]")) {
        const at = new Date(time.dateTime);
        time.title = exact(at, zone, lang);
        time.textContent = said(at, now, zone, lang) ?? time.textContent;
    }
}

function refresh(say) {
    if (document.hidden) return;
    for (const time of document.querySelectorAll("time[title][datetime]")) {
        const found = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
        if (found) time.textContent = say.format(...found);
    }
}
