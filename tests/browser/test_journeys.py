"""The main paths in a real browser: with the editor, and without any script."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.factories import GROUP, OPEN, PASSWORD, PIXEL


@pytest.fixture(autouse=True)
def no_complaints(window):
    yield
    assert window.complaints() == []


def test_log_in_and_out(window):
    # Logging out ends all log-ins of a person, so it is somebody whom no other test needs.
    window.log_in("sitemoderator", PASSWORD)
    assert window.find("h1").text == "Welcome back, Sami"
    window.find(".m-bar-person").click()
    window.find(".m-wide [formaction='/logout']").click()
    window.until(lambda: "Log in" in window.find(".m-bar").text)


def test_a_reply_with_the_editor(window, make):
    discussion = make.discussion(GROUP + "/discussions", "Evening or morning?", by="author")
    window.sit_down("member")
    window.open(discussion)
    window.find("#reply textarea").click()
    editor = window.until(lambda: next(iter(window.all("#reply .ProseMirror")), None))
    editor.click()
    editor.send_keys("In the ", Keys.CONTROL, "b", Keys.NULL, "evening", Keys.CONTROL, "b", Keys.NULL, ".")
    window.button("Reply", "#reply").click()
    window.until(lambda: "” posted." in window.words)
    assert [one.text for one in window.all("article strong")] == ["evening"]


def test_a_draft_is_kept_in_the_browser(window, make):
    discussion = make.discussion(GROUP + "/discussions", "Which rooms?", by="author")
    window.sit_down("member")
    window.open(discussion)
    window.find("#reply textarea").click()
    window.until(lambda: window.all("#reply .ProseMirror"))[0].send_keys("Not finished")
    kept = "return Object.entries(localStorage).some(([key, one]) => /^draft:/.test(key) && /Not finished/.test(one))"
    window.until(lambda: window.driver.execute_script(kept))
    window.open("/about")
    window.open(discussion)
    window.until(
        lambda: (
            "Not finished" in window.find("#reply").text
            or "Not finished" in (window.find("#reply textarea").get_attribute("value") or "")
        )
    )


def test_a_reply_without_scripts(window, make):
    discussion = make.discussion(GROUP + "/discussions", "Without scripts?", by="author")
    window.sit_down("member")
    window.scripts(False)
    window.open(discussion)
    window.find("#reply textarea").send_keys("In the **evening**.")
    window.button("Preview", "#reply").click()
    assert window.until(lambda: window.all(".m-preview strong"))[0].text == "evening"
    window.button("Reply", "#reply").click()
    window.until(lambda: "” posted." in window.words)
    assert window.all("article strong")[0].text == "evening"


def test_reading_is_marked_by_itself(window, make):
    discussion = make.discussion(GROUP + "/discussions", "Read me", by="author")
    make.post(discussion, by="author")
    window.sit_down("member")
    window.open(GROUP + "/discussions")
    row = next(one for one in window.all(".m-row") if "Read me" in one.text)
    assert "2 new" in " ".join(row.text.split())
    window.open(discussion)

    def read():
        window.open(GROUP + "/discussions")
        return "new" not in next(one for one in window.all(".m-row") if "Read me" in one.text).text

    # It has to have been looked at.
    window.until(
        lambda: window.driver.execute_script(
            "return performance.getEntriesByType('resource').some(one => one.name.includes('mark-read'))"
        )
    )
    assert read()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_upload(window, tmp_path, scripts):
    picture = tmp_path / f"dot-{scripts}.png"
    picture.write_bytes(PIXEL)
    window.sit_down("member")
    window.scripts(scripts)
    window.open(GROUP + "/documents/add/file")
    window.find("input[type=file]").send_keys(str(picture))
    window.button("Upload").click()
    window.until(lambda: window.path.endswith(f"{scripts}".lower() + ".png/") or " added." in window.words)
    assert window.find("h1").text == picture.name
    assert window.find("main img").get_property("naturalWidth") == 1


def test_files_dropped_on_the_library_are_added(window):
    window.sit_down("member")
    window.open(GROUP + "/documents")
    window.driver.execute_script("""
        const data = new DataTransfer();
        data.items.add(new File(["Budget;1"], "budget.csv", {type: "text/csv"}));
        const on = document.querySelector("[data-upload]");
        for (const kind of ["dragenter", "dragover", "drop"])
            on.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    """)
    window.until(lambda: "budget.csv" in [one.text for one in window.all(".m-table a") if one.text])


def test_everything_is_chosen_on_a_telephone(window, make):
    make.document(OPEN + "/documents", "First", by="member")
    make.document(OPEN + "/documents", "Second", by="member")
    window.sit_down("facilitator")
    window.size(320)
    window.open(OPEN + "/documents")
    everything = window.find("[data-all]")
    assert min(everything.size.values()) >= 20
    everything.click()
    boxes = window.all('[name="item"]')
    window.until(lambda: int(window.find("[data-selected]").text) == len(boxes))
    assert window.overflow() == 0 and all(link.size["width"] > 20 for link in window.all(".m-library thead a"))


def test_an_approval_with_one_click(window, make, visit):
    # A queue of its own: other tests leave things waiting elsewhere.
    space = make.workspace(
        "Teachers", preset="curated-space", roster={"facilitator": ("facilitator",), "member": ("author",)}
    )
    document = make.document(space / "documents", "Teacher training plan", by="member", state="proposed")
    window.sit_down("facilitator")
    window.open(f"{space}/queue")
    assert window.find("#decision h2").text == "Teacher training plan"
    window.button("Publish").click()
    window.until(lambda: "Nothing is waiting for you" in window.words)
    assert visit("guest").open(document).heading == "Teacher training plan"


def test_what_was_typed_survives_a_refusal(window):
    window.sit_down("member")
    window.open(GROUP + "/discussions/add/discussion")
    window.find("textarea[name=text]").click()
    window.until(lambda: window.all(".ProseMirror"))[0].send_keys("We need three.")
    window.button("Start the discussion").click()
    window.until(lambda: "Fill in: Title" in window.words)
    assert "We need three." in window.find("form").text or "We need three." in window.find(
        "textarea[name=text]"
    ).get_attribute("value")
    # The summary has the focus, and its link leads to the field.
    window.find("[role=alert] a").click()
    assert window.focus.get_attribute("name") == "title"


def test_several_files_are_added_and_a_refused_one_is_named(window, make, tmp_path):
    files = {"budget.txt": b"One.", "broken.png": b"no image", "minutes.txt": b"Two."}
    why = "do not match its name"

    def listed():
        return {link.text for link in window.all("main table a")}

    window.sit_down("member")
    dropped = make.folder(GROUP + "/documents", "Dropped", by="member")
    window.open(dropped)
    window.driver.execute_script(
        """
        const dataTransfer = new DataTransfer();
        for (const [name, text] of Object.entries(arguments[0])) dataTransfer.items.add(new File([text], name));
        const target = document.querySelector("[data-upload]");
        for (const kind of ["dragenter", "dragover", "drop"])
            target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        """,
        {name: content.decode() for name, content in files.items()},
    )
    refused = window.until(lambda: window.find(".m-uploads li"))
    assert refused.text.startswith("broken.png: ") and why in refused.text
    assert {"budget.txt", "minutes.txt"} <= listed() and "broken.png" not in listed()
    # The browser reports the refusal too.
    assert len(window.complaints()) == 1
    window.open(dropped)
    assert not window.all(".m-uploads")

    chosen = make.folder(GROUP + "/documents", "Chosen", by="member")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    window.scripts(False)
    window.open(chosen)
    window.find("details:has(#several-files) summary").click()
    window.find("#several-files").send_keys("\n".join(str(tmp_path / name) for name in files))
    window.button("Upload").click()
    problems = window.until(lambda: window.find(".m-problems"))
    assert "broken.png: " in problems.text and why in problems.text and "budget.txt, minutes.txt" in problems.text
    assert {"budget.txt", "minutes.txt"} <= listed() and "broken.png" not in listed()
