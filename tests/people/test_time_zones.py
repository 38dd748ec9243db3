"""Times are in the time zone of the person who reads or types them; end dates are days of the site."""

import csv
import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.base.settings import Settings, settings_of
from tests.factories import CURATED, GROUP
from tests.journeys.test_workflow_editor import form_to
from tests.people.conftest import form_with

SITE_ZONE = "America/New_York"


@pytest.fixture
def site_zone(site):
    """The site is in New York."""
    registry, before = site.registry, settings_of(site.registry)

    def use(settings):
        registry.moothall_settings[Settings] = settings
        registry.localizers.clear()

    use(dataclasses.replace(before, time_zone=SITE_ZONE))
    yield
    use(before)


def choose(client, zone, status=303):
    form = form_with(client.get("/people/settings"), "time_zone")
    form["time_zone"] = zone
    return form.submit(status=status)


def say_browser(client, zone):
    token = form_with(client.get("/people/settings"), "bio")["csrf_token"].value
    client.post("/people/settings", {"csrf_token": token, "browser_time_zone": zone}, status=303)


def schedule(client, document, day, time):
    form = form_with(client.get(f"{document}/schedule"), "day")
    form["step"], form["reason"] = "archive", "Because."
    form["day"], form["time"] = day, time
    return form.submit(status=303).follow()


def test_a_person_plans_and_reads_in_the_own_zone(as_facilitator, as_reader, as_guest, make, api):
    document = make.document(CURATED + "/documents", state="published", by="author", title="Plan")
    choose(as_facilitator, "berlin")
    choose(as_reader, "Asia/Kolkata")
    page = as_facilitator.get(f"{document}/schedule")
    assert "(Europe/Berlin)" in page.html.select_one("label[for=time]").text
    shown = schedule(as_facilitator, document, "2026-10-25", "02:30")
    assert "25 October 2026, 02:30 UTC+2 (Europe/Berlin)" in shown.text
    assert api.facilitator.get(f"{document}/@schedule").json["items"][0]["at"].startswith("2026-10-25T00:30:00")
    assert "25 October 2026, 06:00 UTC+5:30 (Asia/Kolkata)" in as_reader.get(str(document)).text
    # The browsers of visitors show their time in the sentence.
    sentence = next(
        one for one in as_guest.get(str(document)).html.select("main p") if one.time and "Archive" in one.text
    )
    assert "is scheduled for 25 October 2026, 00:30 UTC by" in sentence.text
    assert sentence.time["datetime"] == "2026-10-25T00:30:00+00:00" and sentence.time["data-form"] == "exact"
    # 2:30 does not exist on this day; the page says the time that was understood.
    shown = schedule(as_facilitator, document, "2027-03-28", "02:30")
    assert "28 March 2027, 03:30 UTC+2 (Europe/Berlin)" in shown.text
    (moment,) = as_reader.get(f"{document}/history").html.select("time[title]")[:1]
    assert moment["datetime"].endswith("+00:00") and moment["title"].endswith(" UTC+5:30 (Asia/Kolkata)")


def test_a_form_is_read_in_the_zone_that_it_named(as_facilitator, make, api):
    document = make.document(CURATED + "/documents", state="published", by="author")
    choose(as_facilitator, "Europe/Berlin")
    form = form_with(as_facilitator.get(f"{document}/schedule"), "day")
    choose(as_facilitator, "Asia/Kolkata")
    form["step"], form["reason"] = "archive", "Because."
    form["day"], form["time"] = "2026-07-01", "12:00"
    form.submit(status=303)
    assert api.facilitator.get(f"{document}/@schedule").json["items"][0]["at"].startswith("2026-07-01T10:00:00")


def test_the_browser_counts_until_a_zone_is_chosen(as_member, as_guest, make):
    document = make.document(GROUP + "/documents", state="published", by="member")
    root = as_member.get("/people/settings").html.html
    assert (root["data-zone"], root["data-zone-url"]) == ("UTC", "/people/settings")
    say_browser(as_member, "Asia/Calcutta")
    say_browser(as_member, "Nowhere/<b>")
    assert as_member.get("/people/settings").html.html["data-zone"] == "Asia/Kolkata"
    choose(as_member, "Europe/Berlin")
    page = as_member.get(f"{document}/history")
    assert page.html.html["data-zone"] == "Europe/Berlin" and "data-zone-url" not in page.html.html.attrs
    assert "UTC+1 (Europe/Berlin)" in page.html.select_one("time")["title"]
    choose(as_member, "")
    assert as_member.get("/people/settings").html.html["data-zone"] == "Asia/Kolkata"
    guest = as_guest.get("/")
    assert guest.html.html["data-zone"] == "UTC" and "data-zone-url" not in guest.html.html.attrs
    assert guest.headers["Cache-Control"] == "public, no-cache" and "Set-Cookie" not in guest.headers


def test_an_unknown_zone_is_refused_at_its_field(as_member):
    page = choose(as_member, "Middle Earth", status=422)
    field = page.html.select_one("#time_zone")
    assert (field["value"], field["aria-invalid"]) == ("Middle Earth", "true")
    assert page.html.select_one("[role=alert] a")["href"] == "#time_zone"
    assert page.html.select_one("datalist option[value='Europe/Kyiv']") is not None


def test_an_end_date_is_the_same_day_for_everyone(site, site_zone, as_facilitator, api, mails):
    choose(as_facilitator, "Asia/Kolkata")
    form = change_of(as_facilitator, site)
    form["until"] = "2026-12-31"
    form.submit(status=303)
    (row,) = [one for one in api.facilitator.get(f"{CURATED}/@members").json["items"] if one["person"] == "author"]
    assert datetime.fromisoformat(row["until"]) == datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
    assert change_of(as_facilitator, site)["until"].value == "2026-12-31"
    assert "until 31 December" in as_facilitator.get(f"{CURATED}/people").text
    assert "31 December" in "".join(mail.text for mail in mails.to("author@example.org"))


def change_of(client, site):
    """The form in which the membership of the author is changed."""
    page = client.get(f"{CURATED}/people?change={site.id_of('author')}")
    return next(form for form in page.forms.values() if "change-until" in form.text)


def test_a_condition_begins_at_midnight_where_it_was_entered(site_zone, as_admin, as_reader, make, clock, api):
    """Whoever entered the date saw that zone: others read the time that this is for them."""
    choose(as_admin, "Asia/Kolkata")
    choose(as_reader, "Europe/Berlin")

    def editor(path):
        return as_admin.get(f"/admin/workflows/content/{path}")

    form_to(as_admin.get("/admin/workflows/content"), "/content/begin").submit(status=303)
    form = form_with(editor("step/publish"), "not_before-date")
    assert "Asia/Kolkata" in editor("step/publish").html.select_one("#not_before-date-help").text
    next(box for box in form.fields["guard"] if box._value == "not_before").checked = True
    form["not_before-date"] = "2026-03-11"
    form.submit(status=303)
    # Someone else saves the form, where it is another day at this moment.
    choose(as_admin, "America/New_York")
    form = form_with(editor("step/publish"), "not_before-date")
    assert form["not_before-date"].value == "2026-03-10"
    form.submit(status=303)
    form_to(editor("activate"), "/activate").submit(status=303)
    assert "10 March 2026, 19:30 UTC+1 (Europe/Berlin)" in as_reader.get("/workflows/content").text
    choose(as_reader, "Asia/Kolkata")
    assert "(11 March 2026)" in as_reader.get("/workflows/content").text
    document = make.document(GROUP + "/documents", state="draft", by="author")
    clock.advance(seconds=(datetime(2026, 3, 10, 18, 29, 30, tzinfo=UTC) - clock.now).total_seconds())
    api.author.post_json(f"{document}/@workflow/publish", {}, status=409)
    clock.advance(minutes=1)
    api.author.post_json(f"{document}/@workflow/publish", {}, status=200)


def test_a_condition_without_a_zone_is_a_day_of_the_site(site_zone, as_reader, make, clock, api):
    table = api.admin.get("/workflows/content/@versions/1").json["definition"]
    table["transitions"]["publish"]["guards"] = [{"kind": "not_before", "date": "2026-03-11"}]
    draft = api.admin.patch_json("/workflows/content", {"definition": table}).json["draft"]
    api.admin.post_json("/workflows/content/@activate", {"revision": draft["revision"]})
    document = make.document(GROUP + "/documents", state="draft", by="author")
    clock.advance(seconds=(datetime(2026, 3, 11, 3, 59, tzinfo=UTC) - clock.now).total_seconds())
    refused = api.author.post_json(f"{document}/@workflow/publish", {}, status=409).json["message"]
    assert refused == "This action is possible from 11 March 2026."
    clock.advance(minutes=1)
    api.author.post_json(f"{document}/@workflow/publish", {}, status=200)


def test_an_export_names_the_zone_of_its_times(as_admin, api):
    choose(as_admin, "Asia/Kolkata")
    answer = as_admin.get("/admin/audit?format=csv")
    heading, first = list(csv.reader(answer.body.decode("utf-8-sig").splitlines()))[:2]
    assert heading[1] == "time (Asia/Kolkata)" and re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+05:30", first[1])
    (line,) = as_admin.get("/admin/audit?format=jsonl").text.splitlines()[:1]
    assert '+00:00"' in line
    assert api.admin.get("/@audit").json["items"][0]["time"].endswith("+00:00")


def test_days_of_the_audit_log_are_those_of_the_reader(as_admin, make):
    document = make.document(GROUP + "/documents", state="draft", by="member")
    (moment,) = as_admin.get("/admin/audit").html.select("time[datetime]")[:1]
    utc = datetime.fromisoformat(moment["datetime"])
    choose(as_admin, "Pacific/Kiritimati")
    here = (utc + timedelta(hours=14)).date()
    for day, found in ((here, True), (here - timedelta(days=1), False)):
        page = as_admin.get(f"/admin/audit?from={day}&to={day}")
        assert any(one["datetime"] == moment["datetime"] for one in page.html.select("time[datetime]")) is found
    assert str(document)


def test_an_email_says_times_in_the_zone_of_its_reader(as_member, as_guest, mails):
    choose(as_member, "Asia/Kolkata")
    form = form_with(as_guest.get("/forgotten-password"), "asked")
    form["asked"] = "member"
    form.submit(status=303)
    assert "UTC+5:30 (Asia/Kolkata)" in mails.last_to("member@example.org").text
