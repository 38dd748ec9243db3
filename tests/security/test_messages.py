"""A message in an address is shown only to the person who has just done what it says, on the page it is about."""

import pytest

from moothall.core.base.registry import registered
from tests.factories import CURATED, GROUP, PASSWORD

LIBRARY = CURATED + "/documents"


def said(browser, address):
    message = browser.get(address).html.select_one(".m-said")
    return message.p.text if message is not None else None


def step(site, make, login="facilitator", do="archive"):
    """Perform a step in a form; return (browser, the address it leads to)."""
    made = make.document(LIBRARY, "Plan", by="author")
    browser = site.client(login)
    token = browser.get("/").forms["act"]["csrf_token"].value
    return browser, browser.post(f"{made}/workflow/{do}", {"csrf_token": token}, status=303).location


@pytest.mark.parametrize("seal", ["", "&seal=", "&seal=1772442000.0000", "&seal=%C3%A9.x", "&seal=99999999999.x"])
def test_an_address_made_up_says_nothing(site, seal):
    browser, person = site.client("facilitator"), site.id_of("member")
    keys = sorted(registered(site.registry, "status message"))
    assert len(keys) > 80
    for key in keys if not seal else ("banned", "deleted", "moved"):
        query = f"said={key}&who={person}&of=documents&step=publish&title=Send+us+your+password{seal}"
        assert said(browser, f"/about?{query}") is None, key
    assert said(browser, f"{GROUP}/people/bans?said=banned&who={person}{seal}") is None


def test_a_message_is_said_to_who_has_done_it_there_and_for_ten_minutes(site, make, clock):
    browser, address = step(site, make)
    assert said(browser, address) == "“Plan” archived."
    clock.advance(minutes=9)
    assert said(browser, address) == "“Plan” archived."
    assert said(site.client("owner"), address) is None
    assert said(site.client(), address) is None
    for changed in (address.replace("step=archive", "step=delete"), address + "&of=x", address.replace("plan", ".")):
        assert said(browser, changed) is None
    clock.advance(minutes=2)
    assert said(browser, address) is None
    clock.advance(minutes=-30)
    assert said(browser, address) is None


def test_logging_out_is_said_in_that_browser_only(site):
    browser = site.client()
    form = next(form for form in browser.get("/login").forms.values() if "login" in form.fields)
    form["login"], form["password"] = "member", PASSWORD
    form.submit(status=303)
    token = browser.get("/").forms["act"]["csrf_token"].value
    address = browser.post("/logout", {"csrf_token": token}, status=303).location
    assert said(browser, address) == "You are logged out."
    assert said(site.client(), address) is None
    assert said(site.client("member"), address) is None


def test_what_was_changed_together_is_said_by_a_sealed_address_only(site, make):
    make.document(LIBRARY, "Plan", by="author")
    query = "item=plan&done=7&left=0&undo=unarchive&origin=/workspaces"
    page = site.client("facilitator").get(f"{LIBRARY}/contents?{query}")
    assert "7 items" not in page.text and page.html.select_one(".m-said") is None


def test_no_email_is_promised_to_who_asked_for_none(site):
    assert "If you have just asked for a link" in site.client().get("/mail-sent").text
