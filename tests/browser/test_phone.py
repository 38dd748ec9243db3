"""On a phone: what stands above the content takes little of the first screen, and filters fold."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.factories import CURATED, GROUP

LONG = "Weiterbildungsfinanzierungsmöglichkeiten für Wiedereinsteigerinnen in Informationstechnikberufe und Handwerk"
SCREENS = ((360, 740), (390, 844), (320, 568))
#: (height of the head, bottom of the tabs, names cut off that cannot be scrolled to) on the first screen.
HEAD = """
    const head = document.querySelector(".m-space").getBoundingClientRect();
    const tabs = document.querySelector(".m-tabs").getBoundingClientRect();
    const row = document.querySelector(".m-tabs ul");
    return [head.height, tabs.bottom, row.scrollWidth > row.clientWidth && getComputedStyle(row).overflowX !== "auto"]
"""


def seen(window, selector):
    """Whether people see an element; Selenium's own answer does not know styles of closed ``details``."""
    return window.driver.execute_script(
        "return arguments[0].checkVisibility({contentVisibilityAuto: true})", window.find(selector)
    )


@pytest.fixture(scope="module")
def spaces(served, make):
    """A space in each state, with as much in its head as there can be."""
    fields = {"description": f"{LONG}. {LONG}.", "preset": "members-group"}
    found = [
        str(make.workspace(f"{LONG} {state}", state=state, **fields))
        for state in ("active", "suspended", "archived", "proposed")
    ]
    served.program("outsider").post_json(f"{found[0]}/@join", {"message": LONG})
    return found


def test_the_head_of_a_space_takes_a_quarter_of_the_first_screen(window, served, spaces, make):
    active, *others = spaces
    guest_space = str(make.workspace(f"{LONG} offen", description=LONG))
    make.discussion(guest_space + "/discussions", LONG, by="author")
    wrong = []
    for login, pages in (
        ("guest", [guest_space, guest_space + "/discussions", guest_space + "/documents"]),
        ("outsider", [guest_space, guest_space + "/people", active]),
        ("owner", [*(space for space in others), active + "/people", active + "/queue", active + "/settings"]),
    ):
        window.sit_down(login)
        for language in ("en", "de"):
            window.open(f"/language?language={language}&came_from=/about")
            for page in pages:
                window.open(page)
                for width, height in SCREENS:
                    window.size(width, height)
                    head, bottom, cut = window.driver.execute_script(HEAD)
                    where = f"{page} as {login} in {language} at {width} × {height}"
                    if head > height / 4:
                        wrong.append(f"{where}: {head:.0f} px high")
                    if bottom > height * (0.42 if height > 600 else 0.45):
                        wrong.append(f"{where}: ends at {bottom:.0f} px")
                    if cut or window.overflow():
                        wrong.append(f"{where}: wider than the screen: {window.widest()}")
    assert not wrong, "\n".join(wrong)


def test_the_current_tab_is_in_sight(window):
    window.sit_down("facilitator")
    window.size(320, 568)
    for page, words in ((GROUP, "Overview"), (GROUP + "/about", "About"), (GROUP + "/people/bans", "Banned")):
        window.open(page)
        current = next(
            one for one in window.all(".m-tabs [aria-current], .m-filters [aria-current]") if words in one.text
        )
        assert current.rect["x"] >= 0 and current.rect["x"] + current.rect["width"] <= 320


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_filters_fold_on_a_phone_and_open_with_the_keyboard(window, scripts):
    window.sit_down("facilitator")
    window.scripts(scripts)
    for page, field in ((GROUP + "/people?name=a", "#find-name"), (CURATED + "/audit?from=2026-01-01", "#audit-from")):
        window.size(1280)
        window.open(page)
        assert seen(window, field) and not seen(window, ".m-fold > summary")
        window.size(360, 740)
        window.open(page)
        summary = window.find(".m-fold > summary")
        assert summary.text.split() == ["Filters", "1", "active"] and not seen(window, field)
        assert min(summary.rect["height"], summary.rect["width"]) >= 40
        summary.send_keys(Keys.ENTER)
        assert seen(window, field)
        assert window.find(field).rect["y"] > summary.rect["y"] and window.overflow() == 0
    window.size(1280)
    window.open("/search?SearchableText=plan")
    title, facets = window.find("h1"), window.all(".m-facet")
    assert not facets or facets[0].rect["x"] < title.rect["x"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_actions_beyond_the_first_fold_on_a_phone(window, scripts, make):
    pages = {
        make.document(GROUP + "/documents", by="author", state="published"): ".m-actbar-acts",
        make.discussion(GROUP + "/discussions", by="author"): ".m-thread-head .m-acts",
        GROUP + "/about": "main .m-acts",
    }
    window.sit_down("facilitator")
    window.scripts(scripts)
    for place, bar in pages.items():
        page = str(place)
        folded = f"{bar} .m-more-acts > :is(a, button)"
        window.size(1280)
        window.open(page)
        window.until(lambda folded=folded: seen(window, folded))
        assert not seen(window, f"{bar} .m-fold--phone > summary")
        window.size(360, 740)
        window.open(page)
        summary = window.find(f"{bar} summary")
        assert summary.text.startswith("More") and not seen(window, folded)
        assert window.find(bar).rect["height"] <= 60
        summary.send_keys(Keys.ENTER)
        assert seen(window, folded) and window.overflow() == 0
        window.press(Keys.TAB)
        assert window.driver.switch_to.active_element == window.find(folded)
    # So many actions, in words so long, that some fold on wide screens too.
    page, bar = next((str(place), bar) for place, bar in pages.items() if bar == ".m-actbar-acts")
    window.open(page)
    window.open(f"/language?language=de&came_from={page}")
    last = f"{bar} .m-fold--wide .m-more-acts > :last-child"
    assert not seen(window, last)
    window.size(1280)
    assert window.find(bar).rect["height"] <= 60 and not seen(window, last)
    window.driver.execute_script("arguments[0].focus()", window.find(f"{bar} .m-fold--wide > summary"))
    window.press(Keys.ENTER)
    assert seen(window, last)
