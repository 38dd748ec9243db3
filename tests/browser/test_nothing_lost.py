"""Nothing typed is lost: the network, the session, another person or an earlier version may come between."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource
from selenium.webdriver.common.keys import Keys

from moothall.core.content.items import site_of
from moothall.core.operations.moving import move
from moothall.web import sessions
from tests.factories import GROUP, OPEN, PASSWORD

TEXT = "<p>We meet on Monday.</p><table><tbody><tr><td>Riga</td><td>2019</td></tr></tbody></table>"


@pytest.fixture(autouse=True)
def no_complaints(window):
    yield
    answers = ("status of 401", "status of 404", "status of 409", "ERR_INTERNET_DISCONNECTED")
    assert [one for one in window.complaints() if not any(answer in one for answer in answers)] == []


def editor(window, form):
    def opened():
        # With a draft the editor opens by itself, perhaps between the two lines.
        if not (found := window.all(f"{form} .ProseMirror")):
            window.find(f"{form} textarea").click()
        return next(iter(found), None)

    return window.until(opened)


def offline(window, is_offline):
    window.driver.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    window.driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def drafts(window):
    script = "return Object.entries(localStorage).filter(([key]) => key.startsWith('draft:')).map(([, one]) => one)"
    return window.driver.execute_script(script)


def sit_down_for_a_while(window, served, login):
    """Log in with a session of its own, and return what ends it on the server."""

    def begin(store):
        account = store.by_login(login)
        return store.sessions.begin(
            account.id, sessions.COOKIE, account.generation, served.clock.now, timedelta(days=1)
        )

    token = served.people(begin)
    window.sit_down("guest")
    window.use_session(f"{sessions.SIGNED_IN}.{token}")
    return lambda: served.people(lambda store: store.sessions.end(token))


def test_a_reply_outlives_network_and_session_and_is_sent_once(window, served, make):
    discussion = make.discussion(GROUP + "/discussions", "Which rooms?", by="author")
    end_session = sit_down_for_a_while(window, served, "member")
    window.open(discussion)
    editor(window, "#reply").send_keys("The big room")
    offline(window, True)
    window.button("Reply", "#reply").click()
    window.until(lambda: not window.all("#reply"))
    offline(window, False)
    window.open(discussion)
    assert "The big room" in editor(window, "#reply").text
    end_session()
    window.button("Reply", "#reply").click()
    window.until(lambda: "Log in and continue" in window.words)
    window.button("Log in and continue").click()
    window.until(lambda: window.all("#login"))
    window.find("#login").send_keys("member")
    window.find("#password").send_keys(PASSWORD, Keys.ENTER)
    window.until(lambda: window.all("#reply"))
    assert "The big room" in editor(window, "#reply").text
    assert "” posted." not in window.words
    window.button("Reply", "#reply").click()
    window.until(lambda: "” posted." in window.words)
    assert drafts(window) == []
    window.driver.back()
    window.until(lambda: window.all("#reply"))
    window.open(discussion)
    assert window.find("#reply textarea").get_attribute("value") == ""
    assert len([one for one in window.all(".m-post") if "The big room" in one.text]) == 1


def test_drafts_belong_to_a_person_and_an_item(window, make):
    first = make.discussion(OPEN + "/discussions", "Welcome", by="author")
    second = make.discussion(GROUP + "/discussions", "Welcome", by="author")
    window.sit_down("member")
    window.open(second)
    editor(window, "#reply").send_keys("For the group only")
    window.until(lambda: drafts(window))
    window.open(first)
    assert window.find("#reply textarea").get_attribute("value") == ""
    window.sit_down("author")
    window.open(second)
    assert window.find("#reply textarea").get_attribute("value") == ""
    window.sit_down("reviewer")
    window.open("/about")
    assert drafts(window)
    window.find(".m-bar-person").click()
    window.find(".m-wide [formaction='/logout']").click()
    window.until(lambda: "Log in" in window.find(".m-bar").text)
    assert drafts(window) == []


def test_two_tabs_and_a_move_lose_no_draft(window, served, make):
    discussion = make.discussion(GROUP + "/discussions", "Which rooms?", by="author")
    document = make.document(GROUP + "/documents", by="member", state="draft", title="Plan")
    window.sit_down("member")
    window.open(discussion)
    first = window.driver.current_window_handle
    editor(window, "#reply").send_keys("From the first tab")
    window.until(lambda: drafts(window))
    window.driver.switch_to.new_window("tab")
    window.open(discussion)
    assert window.find("#reply textarea").get_attribute("value") == ""
    assert "Another tab or window" in window.words
    editor(window, "#reply").send_keys("From the second tab")
    window.until(lambda: len(drafts(window)) == 2)
    window.button("Reply", "#reply").click()
    window.until(lambda: "” posted." in window.words)
    assert ["From the first tab" in one for one in drafts(window)] == [True]
    window.driver.close()
    window.driver.switch_to.window(first)
    assert "From the first tab" in editor(window, "#reply").text
    # A draft belongs to the item, whatever it is called and wherever it is meanwhile.
    window.open(f"{document}/edit")
    editor(window, "main form").send_keys("Dear all")
    window.until(lambda: len(drafts(window)) == 2)
    folder = make.folder(GROUP + "/documents", "Papers", by="owner")
    served.on(document.path, lambda item: move(served.act("owner"), item, find_resource(site_of(item), str(folder))))
    window.open(f"{folder}/plan/edit")
    assert "Dear all" in editor(window, "main form").text


def test_two_people_save_and_an_earlier_version_comes_back(window, make, visit):
    document = make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)
    window.sit_down("owner")
    window.open(f"{document}/edit")
    editor(window, "main form").click()
    window.press(Keys.CONTROL, Keys.HOME)
    window.press(Keys.NULL, "Dear all. ")
    other = visit("facilitator").open(f"{document}/edit")
    other.fill(Title="The plan").press("Save")
    window.button("Save").click()
    window.until(lambda: "while you had the form open" in window.words)
    assert window.find("[name=title]").get_attribute("value") == "The plan"
    assert "Dear all." in editor(window, "main form").text
    assert "Dear all." not in visit("reader").open(document).words
    window.button("Save").click()
    window.until(lambda: " saved." in window.words)
    assert "Dear all." in window.words and window.find("h1").text == "The plan"
    window.open(f"{document}/versions/3?against=1")
    window.until(lambda: "Restore version 1" in window.words)
    window.button("Restore version 1").click()
    window.until(lambda: "Version of “Plan” restored." in window.words)
    assert window.find("h1").text == "Plan"
    window.button("Undo", "main .m-said").click()
    window.until(lambda: window.find("h1").text == "The plan")


def test_a_draft_is_in_the_next_browser_and_goes_when_it_is_sent(window, served, make):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    program = served.program("member")

    def on_the_server():
        return [one["fields"] for one in program.get("/@drafts").json["items"] if "Half" in str(one["fields"])]

    def another_browser():
        window.driver.get("about:blank")
        stores = {"origin": window.address, "storageTypes": "local_storage"}
        window.driver.execute_cdp_cmd("Storage.clearDataForOrigin", stores)

    window.sit_down("member")
    editor(window.open(discussion), "#reply").send_keys("Half a sentence")
    window.until(on_the_server)
    window.until(lambda: "saved" in str(drafts(window)))
    another_browser()
    window.open(discussion)
    window.until(lambda: "Half a sentence" in str(drafts(window)))
    editor(window, "#reply").send_keys(Keys.CONTROL, Keys.END)
    editor(window, "#reply").send_keys(", and the rest")
    window.find("#reply button[type=submit]:not([name=preview])").click()
    window.until(lambda: "Half a sentence, and the rest" in window.words)
    window.until(lambda: not on_the_server())
    another_browser()
    window.open(discussion)
    assert "Half" not in window.find("#reply textarea").get_property("value")
    # What was sent in another browser is not offered here again.
    assert drafts(window) == []
