"""What others write appears on an open page of a discussion, and nothing moves that one reads or types."""

from selenium.webdriver.common.keys import Keys

from tests.factories import GROUP


def look(window):
    """Ask for changes now, as when one comes back to the tab."""
    window.driver.execute_script("document.dispatchEvent(new Event('visibilitychange'))")


def test_new_posts_appear_below_a_line_and_what_one_types_stays(window, make, served):
    thread = make.discussion(GROUP + "/discussions", "Live", by="owner")
    for _ in range(12):
        make.post(thread, "<p>Earlier</p>" * 5, by="member")
    window.sit_down("reader")
    window.open(thread)
    window.sit_down("author")
    window.open(thread)
    window.find("form textarea").click()
    window.until(lambda: window.all(".ProseMirror"))[0].send_keys("My words", Keys.SPACE)
    editor = window.find(".ProseMirror")
    top = window.driver.execute_script("return arguments[0].getBoundingClientRect().top", editor)
    written = served.program("member").post_json(str(thread), {"@type": "post", "text": "<p>Brand new</p>"}).json
    look(window)
    window.until(lambda: "Brand new" in window.words)
    assert window.find("#live").text == "1 new post"
    assert abs(window.driver.execute_script("return arguments[0].getBoundingClientRect().top", editor) - top) < 2
    assert window.focus == editor and "My words" in editor.text
    look(window)
    assert len(window.all(f"[id='{written['@id'].rpartition('/')[2]}']")) == 1
    served.program("member").delete(written["@id"].removeprefix("http://localhost"))
    window.until(lambda: look(window) or "Brand new" not in window.words)
    assert window.complaints() == []
