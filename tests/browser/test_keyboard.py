"""Everything with the keyboard alone, and one always sees where one is."""

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from pyramid.traversal import find_resource
from selenium.webdriver.common.keys import Keys

from tests.factories import CURATED, GROUP, OPEN, PASSWORD

#: How far what has the focus stands out; an outline of its own, or that of what surrounds it.
SEEN = """
const on = document.activeElement, box = on.getBoundingClientRect();
const around = [on, on.parentElement, on.parentElement.parentElement].filter(one => one instanceof Element);
const after = getComputedStyle(on, "::after");
const marked = around.some(one => parseFloat(getComputedStyle(one).outlineWidth) >= 2
    && getComputedStyle(one).outlineStyle !== "none")
    || (after.outlineStyle !== "none" && parseFloat(after.outlineWidth) >= 2)
    || on.closest("svg") !== null;
return [on.tagName, on.textContent.trim().slice(0, 40) || on.getAttribute("aria-label") || on.id,
    box.width > 0 && box.height > 0, marked];
"""


@pytest.fixture
def thread(make):
    return make.discussion(OPEN + "/discussions", "Keyboard", by="author")


def walk(window, most=120):
    """What Tab goes through, from the top until the page ends."""
    stops = []
    for _step in range(most):
        window.key(Keys.TAB)
        tag, name, size, marked = window.driver.execute_script(SEEN)
        if tag == "BODY":
            break
        stops.append((tag, name, size, marked))
    return stops


@pytest.mark.parametrize(
    "page", ["/", OPEN + "/discussions/keyboard", OPEN + "/documents", "/queue", GROUP + "/settings"]
)
def test_every_stop_can_be_seen(window, thread, make, page):
    window.sit_down("facilitator")
    window.open(page)
    stops = walk(window)
    assert stops[0][1] == "Skip to the content"
    assert len(stops) > 10
    assert [stop for stop in stops if not (stop[2] and stop[3])] == []


def test_the_skip_link_leads_into_the_page(window):
    window.open(OPEN + "/discussions")
    window.press(Keys.TAB)
    assert window.focus.text == "Skip to the content"
    window.press(Keys.ENTER)
    assert window.driver.execute_script("return document.activeElement.id") == "main"
    window.press(Keys.TAB)
    assert window.driver.execute_script("return document.querySelector('main').contains(document.activeElement)")


def test_menus_open_and_close_with_keys(window):
    window.sit_down("member")
    window.open("/")
    summary = window.find(".m-bar-person")
    window.driver.execute_script("arguments[0].focus()", summary)
    window.press(Keys.ENTER)
    assert window.find(".m-bar-person + .m-menu-body").is_displayed()
    window.press(Keys.TAB)
    assert window.focus.text == "Your profile"
    window.press(Keys.ESCAPE)
    assert not window.find(".m-bar-person + .m-menu-body").is_displayed()
    assert window.focus == summary


def test_a_slash_goes_to_the_search(window):
    window.open("/about")
    window.press("/")
    assert window.focus.get_attribute("id") == "find"
    window.press("mentors", Keys.ENTER)
    window.until(lambda: window.path == "/search")


def test_a_day_without_a_mouse(window, make):
    """Log in, reply, and see it there."""
    discussion = make.discussion(GROUP + "/discussions", "No mouse", by="author")
    window.log_in("author", PASSWORD)
    window.open(discussion)
    for _step in range(80):
        window.press(Keys.TAB)
        if window.driver.execute_script(
            "return document.activeElement.matches('#reply textarea, #reply .ProseMirror')"
        ):
            break
    window.until(lambda: window.all("#reply .ProseMirror"))
    window.until(lambda: window.driver.execute_script("return document.activeElement.matches('.ProseMirror')"))
    window.press("Typed only.")
    for _step in range(10):
        window.press(Keys.TAB)
        if window.focus.text == "Reply":
            break
    window.press(Keys.ENTER)
    window.until(lambda: "” posted." in window.words)


def test_a_decision_with_keys(window, make, served):
    """The decision that has the focus is taken, it and no other."""
    library = make.workspace("Decide", preset="curated-space", roster={"facilitator": ("facilitator",)}) / "documents"
    items = [make.document(library, f"Decide {number}", by="owner", state="proposed") for number in range(2)]
    window.sit_down("facilitator")
    window.open(library.removesuffix("documents") + "queue")
    tab_to(window, "Publish")
    window.press(Keys.ENTER)
    window.until(lambda: "said=queue-decided" in window.driver.current_url)
    assert window.find(".m-said").text.startswith("Decision about “Decide 0” saved.")
    assert window.find("#decision h2").text == "Decide 1"
    states = served.read(lambda site: [find_resource(site, str(item)).state for item in items])
    assert states == ["published", "proposed"]


def tab_to(window, words, most=80):
    """Press Tab until what has the focus says so."""
    for _step in range(most):
        window.press(Keys.TAB)
        if " ".join(window.focus.text.split()) == words or window.focus.get_attribute("id") == words:
            return
    raise AssertionError(f"{words} cannot be reached")


@pytest.mark.long
def test_the_queue_with_keys(window, make):
    """Take one in hand, leave a note, go on with j, choose two, see what will happen, decide."""
    library = make.workspace("Keys", preset="curated-space", roster={"facilitator": ("facilitator",)}) / "documents"
    for number in range(3):
        make.document(library, f"Keys {number}", by="owner", state="proposed")
    queue = library.removesuffix("documents") + "queue"
    window.sit_down("facilitator")
    window.open(queue)
    tab_to(window, "Assign to me")
    window.press(Keys.ENTER)
    window.until(lambda: "assigned to you." in window.words)
    tab_to(window, "Add a note")
    window.press(Keys.ENTER)
    tab_to(window, "note")
    window.press("Ask Rita.")
    tab_to(window, "Save note")
    window.press(Keys.ENTER)
    window.until(lambda: "Ask Rita." in window.words)
    tab_to(window, "Publish")
    window.press("j")
    window.until(lambda: window.find("#decision h2").text == "Keys 1")
    window.open(queue)
    tab_to(window, "Decide several at once")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.endswith("/several"))
    tab_to(window, "all")
    window.press(Keys.SPACE)
    tab_to(window, "do-approve")
    window.press(Keys.SPACE)
    tab_to(window, "Preview decisions")
    window.press(Keys.ENTER)
    window.until(lambda: window.words.count("New state: Published") == 3)
    tab_to(window, "Publish (3)")
    window.press(Keys.ENTER)
    window.until(lambda: "3 decisions made." in window.words)


@pytest.mark.long
def test_sharing_with_keys(window, make):
    """Find somebody, choose what and until when, read what follows, and give it."""

    def go_to(words):
        for _step in range(80):
            window.press(Keys.TAB)
            if words in (window.focus.text, window.focus.get_attribute("aria-label"), window.focus.get_attribute("id")):
                return
        raise AssertionError(f"the keyboard finds no {words!r}")

    document = make.document(GROUP + "/documents", "Share me", by="member", state="draft")
    window.sit_down("member")
    window.open(document)
    go_to("Sharing")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.endswith("/sharing"))
    go_to("find-principal")
    window.press("otto", Keys.ENTER)
    window.until(lambda: "Give access" in window.words)
    go_to("Give access: Otto Outsider")
    window.press(Keys.ENTER)
    window.until(lambda: window.all("#role-reader"))
    go_to("role-reader")
    window.press(Keys.ARROW_DOWN)
    go_to("Continue")
    window.press(Keys.ENTER)
    window.until(lambda: "edit it while it is a draft. Starts now" in window.words)
    go_to("Give access")
    window.press(Keys.ENTER)
    window.until(lambda: "now has access to" in window.words)


def go_to(window, matches, most=200):
    """Press Tab until what has the focus matches a selector."""
    for _step in range(most):
        window.key(Keys.TAB)
        if window.driver.execute_script("return document.activeElement.matches(arguments[0])", matches):
            return
    raise AssertionError(f"no stop at {matches}")


def looked_at(window):
    """The place whose ways on are on the page."""
    return dict(parse_qsl(urlsplit(window.driver.current_url).query)).get("to")


def test_a_document_is_moved_with_keys(window, make):
    """Up to everywhere, down into another space, read what that does, and put it there."""
    document = make.document(OPEN + "/documents", "Move me", by="author")
    window.sit_down("facilitator")
    window.open(document)
    go_to(window, "a[href$='/move']")
    window.press(Keys.ENTER)
    window.until(lambda: "Move “Move me”" in window.words)
    for place in ("/", GROUP, GROUP + "/documents"):
        go_to(window, f"main a[href$='to={quote(place, safe='')}']")
        window.press(Keys.ENTER)
        window.until(lambda place=place: window.all("h2#place") and place == looked_at(window))
    window.until(lambda: "Everyone without an account loses access to 1 item." in window.words)
    go_to(window, "main button.btn-primary")
    window.press(Keys.ENTER)
    window.until(lambda: "moved." in window.words and window.path == GROUP + "/documents/move-me/")


def test_a_workflow_is_changed_with_keys(window, make):
    """Begin a draft, tick a cell, make it active, take it back."""
    window.sit_down("admin")
    window.open("/admin/workflows/discussion")
    go_to(window, "form[action$='/begin'] button")
    window.press(Keys.ENTER)
    window.until(lambda: window.path == "/admin/workflows/discussion/draft")
    go_to(window, "a[href$='/state/closed']")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.endswith("/state/closed"))
    go_to(window, "input[value='edit member']")
    window.press(Keys.SPACE)
    go_to(window, "form[action$='/state/closed'] button")
    window.press(Keys.ENTER)
    window.until(lambda: "In “Closed”, can now edit it: members." in window.words)
    go_to(window, "a[href$='/activate']")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.endswith("/activate"))
    go_to(window, "#note")
    window.press("Typed only.")
    go_to(window, "form[action$='/activate'] button")
    window.press(Keys.ENTER)
    window.until(lambda: "activated. It is now in use." in window.words)
    assert "Typed only." in window.words
    go_to(window, "form[action$='/take-back'] button")
    window.press(Keys.ENTER)
    window.until(lambda: "is in use again." in window.words)


def begin(served, definition):
    """A draft to look at, unless there is one."""
    if definition.draft is None:
        definition.begin_draft(served.act("admin"))


@pytest.mark.parametrize(
    "page", ["/admin/workflows/curated", "/admin/workflows/curated/draft", "/admin/workflows/curated/state/published"]
)
def test_every_stop_of_the_editor_can_be_seen(window, served, page):
    served.on("/workflows/curated", lambda definition: begin(served, definition))
    window.sit_down("admin")
    window.open(page)
    stops = walk(window, 250)
    assert len(stops) > 20
    assert [stop for stop in stops if not (stop[2] and stop[3])] == []


def test_discussions_are_chosen_with_keys(window, make):
    """Choose one, two more with shift, see what they allow, close them, undo it, go back to the same list."""
    forum = make.workspace("Choosing") / "discussions"
    for number in range(4):
        make.discussion(forum, f"Choose {number}", by="author")
    chosen = "return [...document.querySelectorAll('[name=item]:checked')].map(box => box.labels[0].textContent)"
    window.sit_down("moderator")
    window.open(forum + "?show=open")
    assert not window.find("[data-selbar]").is_displayed()
    go_to(window, "[data-all]")
    window.press(Keys.SPACE)
    assert len(window.driver.execute_script(chosen)) == 4
    window.press(Keys.SPACE)
    assert window.driver.execute_script(chosen) == []
    go_to(window, "input[name=item]")
    window.press(Keys.SPACE)
    assert window.find("[data-selected]").text == "1"
    for _more in range(2):
        window.press(Keys.SHIFT + Keys.ARROW_DOWN)
    assert window.driver.execute_script(chosen) == ["Choose 3", "Choose 2", "Choose 1"]
    assert window.find("[data-all]").get_property("indeterminate")
    tab_to(window, "Manage contents")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.endswith("/contents"))
    go_to(window, "#rule")
    window.press(Keys.ARROW_DOWN)
    go_to(window, "#reason")
    window.press("Off topic.")
    tab_to(window, "Close (3 of 3)")
    window.press(Keys.ENTER)
    window.until(lambda: "3 items updated." in window.words)
    tab_to(window, "Undo")
    window.press(Keys.ENTER)
    window.until(lambda: [chip.text for chip in window.all("tbody .m-chip")] == ["Open"] * 3)
    tab_to(window, "Back to the list")
    window.press(Keys.ENTER)
    window.until(lambda: window.path.rstrip("/") == forum)
    assert window.find(".m-filters [aria-current]").text == "Open" and len(window.all(".m-row")) == 4


def test_nothing_is_chosen_after_escape(window, served, make):
    tools = str(make.repository(CURATED, "Kit"))
    for number in range(3):
        make.resource(tools, f"Kit {number}", by="member")
    served.reindex()
    window.sit_down("facilitator")
    window.open(tools)
    go_to(window, "input[name=item]")
    window.press(Keys.CONTROL + "a")
    assert window.find("[data-selected]").text == "3"
    window.press(Keys.ESCAPE)
    assert not window.find("[data-selbar]").is_displayed()


#: Whether anything of what has the focus can be seen: the middle of it, or that of its label.
UNCOVERED = """
const on = document.activeElement, box = on.getBoundingClientRect();
const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 4));
const same = [on, ...(on.labels || [])].some((one) => one.contains(top) || (top && top.contains(one)));
return [on.tagName, on.getAttribute("aria-label") || on.textContent.trim().slice(0, 40) || on.id, same];
"""


@pytest.fixture
def waiting(make):
    """A long document that waits for approval for as long as a test takes: others look at an empty queue."""
    made = make.document(CURATED + "/documents", "Waiting", by="member", state="proposed", text="<p>Text.</p>" * 60)
    yield str(made)
    make.step(made, "approve")


@pytest.mark.parametrize(
    "login, page",
    [
        ("admin", "/admin/workflows/curated/state/published"),
        ("facilitator", ""),
        ("facilitator", OPEN + "/discussions"),
    ],
)
def test_nothing_that_stays_in_place_covers_what_has_the_focus(window, served, waiting, login, page):
    """Neither the heads of a table nor a bar at the foot, on a telephone."""
    page = page or waiting
    served.on("/workflows/curated", lambda definition: begin(served, definition))
    window.sit_down(login)
    window.size(320, 640)
    window.open(page)
    covered = []
    for _step in range(140):
        window.key(Keys.TAB)
        tag, name, uncovered = window.driver.execute_script(UNCOVERED)
        if tag == "BODY":
            break
        if not uncovered:
            covered.append((tag, name))
    assert covered == []
