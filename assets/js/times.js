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
        return dateOf(at, zone, lang, !sameYear(at, now, zone));
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

// Return the text of a time inside a sentence, as the Clock on the server writes it: the day as said above, "start" of a
// day, or "since" that day with the words of its language (the pattern, today, yesterday, Monday to Sunday).
export function inSentence(form, at, now, zone, lang, words) {
    if (form === "exact") return exact(at, zone, lang);
    if (form === "start" && (part(at, zone, "hour") || part(at, zone, "minute"))) return exact(at, zone, lang);
    const date = dateOf(at, zone, lang, form !== "day" && form !== "since" || !sameYear(at, now, zone));
    if (form !== "since") return date;
    const [pattern, today, yesterday, ...weekdays] = words, days = (day(now, zone) - day(at, zone)) / DAY_MS;
    if (days >= WEEK) return pattern.replace("${date}", date);
    return days <= 0 ? today : days === 1 ? yesterday : weekdays[(new Date(day(at, zone)).getUTCDay() + 6) % 7];
}

function sameYear(at, now, zone) {
    return part(at, zone, "year") === part(now, zone, "year");
}

function dateOf(at, zone, lang, withYear) {
    const form = { day: "numeric", month: "long", ...(withYear && { year: "numeric" }), timeZone: zone };
    const date = new Intl.DateTimeFormat(lang, form).format(at);
    return lang === "fr" ? date.replace(/^1 /, "1er ") : date;
}

function day(at, zone) {
    return Date.UTC(part(at, zone, "year"), part(at, zone, "month") - 1, part(at, zone, "day"));
}

function part(at, zone, name) {
    return Number(new Intl.DateTimeFormat("en", { [name]: "numeric", hourCycle: "h23", timeZone: zone }).format(at));
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
        const { form, words } = time.dataset;
        const text = form
            ? inSentence(form, at, now, zone, lang, words && JSON.parse(words))
            : said(at, now, zone, lang);
        time.textContent = text ?? time.textContent;
    }
}

function refresh(say) {
    if (document.hidden) return;
    for (const time of document.querySelectorAll("time[title][datetime]:not([data-form])")) {
        const found = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
        if (found) time.textContent = say.format(...found);
    }
}
