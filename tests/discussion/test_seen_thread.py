"""What one may not see takes no place in a thread and is not counted."""

import pytest

from tests.factories import OPEN


@pytest.fixture
def thread(make):
    """A discussion with one post that waits for a moderator."""
    discussion = make.discussion(title="A question")
    for number in range(3):
        make.post(in_=discussion, text=f"<p>Answer {number}</p>", by="member")
    make.post(in_=discussion, text="<p>Not yet</p>", by="author", state="pending")
    return discussion


COUNTS = [("guest", 4), ("reader", 4), ("member", 4), ("author", 5), ("moderator", 5)]


@pytest.mark.parametrize(("login", "count"), COUNTS)
def test_a_waiting_post_is_counted_only_by_those_who_see_it(actors, thread, login, count):
    page = actors(login).get(f"{thread}/", headers={"Accept": "text/html"})
    assert f"1 to {count} of {count} posts" in page.text
    assert ("Not yet" in page.text) == (count == 5)


def test_a_waiting_post_is_unread_only_for_those_who_see_it(actors, thread):
    shown = {
        login: actors(login).get(f"{OPEN}/discussions/", headers={"Accept": "text/html"})
        for login in ("reader", "moderator")
    }
    assert "4\n      new" in shown["reader"].text
    assert "5\n      new" in shown["moderator"].text
