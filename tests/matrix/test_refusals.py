"""What is refused keeps what was typed, in the frame of the site."""

from bs4 import BeautifulSoup

from tests.matrix.cast import SOMEBODY


def test_what_was_typed_is_shown_again(world):
    path = world.paths["open-community", "document", "published", SOMEBODY]
    typed = {"title": "Two hours of typing", "description": ""}
    page = world.ask("member", "POST", f"{path}/edit", page=True, params=typed).response
    soup = BeautifulSoup(page.text, "html.parser")
    kept = [area.get_text().strip() for area in soup.select("main textarea[readonly]")]
    assert page.status_int == 403
    assert kept == ["Two hours of typing"]
    assert soup.select("header a[href='/workspaces']")
