"""The list of people to mention, in a real browser."""

from selenium.webdriver.common.keys import Keys

from tests.browser.axe import violations
from tests.factories import GROUP


def test_people_are_chosen_with_keys_and_escape_leaves_the_text(window, make, served):
    thread = make.discussion(GROUP + "/discussions", "Whom to ask", by="member")
    window.sit_down("author")
    window.size(320)
    window.open(thread)
    window.find("#composer-text").click()
    editor = window.until(lambda: window.find("#reply .ProseMirror"))

    def options():
        return [one.text for one in window.all("#reply [role=option]") if one.is_displayed()]

    editor.send_keys("Ask @m")
    window.until(lambda: len(options()) > 2)
    assert [one.splitlines()[0] for one in options()[:2]] == ["Mika Member", "Mona Moderator"]
    assert editor.get_attribute("aria-activedescendant") == window.find("[aria-selected=true]").get_attribute("id")
    width = window.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= 320
    assert violations(window.driver) == []
    editor.send_keys(Keys.ARROW_DOWN)
    assert window.find("[aria-selected=true]").text.startswith("Mona Moderator")
    editor.send_keys(Keys.ESCAPE)
    window.until(lambda: options() == [])
    assert editor.text == "Ask @m"
    editor.send_keys(" or @mik")
    window.until(lambda: len(options()) == 1)
    editor.send_keys(Keys.ENTER)
    window.until(lambda: editor.text.strip() == "Ask @m or @Mika Member")
    editor.send_keys("about it, @fin")
    window.until(lambda: len(options()) == 1)
    window.find("#reply [role=option]").click()
    assert window.complaints() == []
    # A click would miss the button, which moves when the note about the draft appears.
    window.button("Reply").send_keys(Keys.ENTER)
    window.until(lambda: window.path == f"{thread}/" and len(window.all(".m-post a.m-mention")) == 2)
    assert [one.text for one in window.all(".m-post a.m-mention")] == ["@Mika Member", "@Finn Facilitator"]
