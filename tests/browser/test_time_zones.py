"""The browser's time zone is used until a person chooses one."""

import pytest

from tests.factories import OPEN


@pytest.fixture
def kolkata(window):
    window.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Kolkata"})
    yield window
    window.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})


def test_times_are_in_the_zone_of_the_browser_for_visitors_and_people(kolkata, make, served):
    document = make.document(OPEN + "/documents", "Hours", by="member", state="published")
    plan = {"transition": "archive", "at": "2027-04-01T22:00:00Z", "comment": "Because."}
    served.program("facilitator").post_json(f"{document}/@schedule", plan)
    kolkata.sit_down("guest")
    kolkata.open(OPEN + "/documents")
    titles = {one.get_attribute("title") for one in kolkata.all("time[title]")}
    assert titles and all(title.endswith("UTC+5:30 (Asia/Calcutta)") for title in titles)
    kolkata.open(str(document))
    assert "is scheduled for 2 April 2027 at 03:30 UTC+5:30 (Asia/Calcutta) by Finn" in kolkata.words
    # No cookie: the page of visitors is the same for all of them.
    assert kolkata.driver.get_cookies() == []
    kolkata.sit_down("member")
    kolkata.open(str(document))
    kolkata.until(lambda: served.people(lambda store: store.by_login("member").browser_time_zone) == "Asia/Kolkata")
    kolkata.open(f"{document}/schedule")
    assert "(Asia/Kolkata)" in kolkata.find("label[for=time]").text
    served.people(lambda store: setattr(store.by_login("member"), "browser_time_zone", ""))
    assert kolkata.complaints() == []
