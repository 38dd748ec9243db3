"""What one may not see takes no place in a thread and is not counted."""

import email
import email.policy
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.dates import microseconds
from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver
from moothall.discussion.states import PUBLISHED
from moothall.discussion.views.thread import PAGE_SIZE
from moothall.discussion.visible_thread import VisibleThread
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
    assert page.html.select_one(".m-pages-sum").text == f"{count} posts"
    assert ("Not yet" in page.text) == (count == 5)


def test_a_waiting_post_is_unread_only_for_those_who_see_it(actors, thread):
    shown = {
        login: actors(login).get(f"{OPEN}/discussions/", headers={"Accept": "text/html"})
        for login in ("reader", "moderator")
    }
    assert "4\n      new" in shown["reader"].text
    assert "5\n      new" in shown["moderator"].text


# -- the pages of a long thread


def fill(make, thread, count):
    """Add published posts until the thread has ``count``, its first one included; return the path of the newest."""
    return [make.post(in_=thread, text=f"<p>Post {number}</p>", by="member").path for number in range(2, count + 1)][-1]


def shown_on(client, address):
    """Follow the address of a post: (number of the page, whether the post is on it)."""
    answer = client.get(urlsplit(address).path, headers={"Accept": "text/html"}, status=303)
    target = urlsplit(answer.location)
    page = client.get(f"{target.path}?{target.query}", headers={"Accept": "text/html"})
    found = re.fullmatch(r"(?:page=(\d+))?", target.query)
    return int(found[1] or 1), f'id="{target.fragment}"' in page.text


@pytest.fixture
def full_page(make):
    """A discussion whose posts fill one page, and the path of the last of them."""
    discussion = make.discussion(title="A long one", by="owner")
    return discussion, fill(make, discussion, PAGE_SIZE)


def test_positions_are_those_in_the_thread(site, thread):
    def positions(tree):
        discussion = find_resource(tree, str(thread))
        posts = list(discussion.posts())
        everyone, moderator = (VisibleThread(site.viewer(tree, login), discussion) for login in ("reader", "moderator"))
        assert [everyone.position_of(post) for post in posts if post.own_state == PUBLISHED] == [0, 1, 2, 3]
        assert [moderator.position_of(post) for post in posts] == [0, 1, 2, 3, 4]

    site.read(positions)


def test_post_50_is_on_the_first_page_and_post_51_on_the_second(make, as_reader, full_page):
    discussion, last = full_page
    assert shown_on(as_reader, last) == (1, True)
    assert shown_on(as_reader, make.post(in_=discussion, by="member").path) == (2, True)
    assert shown_on(as_reader, last) == (1, True)


def test_a_post_that_waits_moves_the_page_only_of_those_who_see_it(make, as_reader, as_moderator):
    discussion = make.discussion(title="A long one", by="owner")
    make.post(in_=discussion, by="author", state="pending")
    last = fill(make, discussion, PAGE_SIZE)
    assert shown_on(as_reader, last) == (1, True)
    assert shown_on(as_moderator, last) == (2, True)


def test_the_newest_post_in_a_list_leads_to_its_page(make, as_reader, full_page):
    discussion, last = full_page

    def newest():
        page = as_reader.get(f"{OPEN}/discussions/", headers={"Accept": "text/html"})
        return page.html.select_one(".m-row-meta a")["href"]

    assert newest() == f"{last}/" and shown_on(as_reader, newest()) == (1, True)
    path = make.post(in_=discussion, by="author").path
    assert newest() == f"{path}/" and shown_on(as_reader, newest()) == (2, True)


def test_an_answer_leads_back_to_the_page_of_what_it_answers(make, site, as_reader, full_page):
    discussion, last = full_page
    uid = site.read(lambda tree: find_resource(tree, last).uid)
    make.post(in_=discussion, by="author", in_reply_to=uid)
    page = as_reader.get(f"{discussion}/?page=2", headers={"Accept": "text/html"})
    assert shown_on(as_reader, page.html.find(class_="m-post-to").a["href"]) == (1, True)


def test_the_mail_about_a_reply_leads_to_its_page(make, site, clock, as_member, as_owner):
    folder = Path(settings_of(site.registry).mail_path)
    discussion = make.discussion(title="A long one", by="owner")
    fill(make, discussion, PAGE_SIZE - 1)
    for number in (1, 2):
        form = as_member.get(f"{discussion}/", headers={"Accept": "text/html"}).forms["reply"]
        form["text"] = "I agree."
        clock.advance(minutes=1)
        form.submit()
        for file in folder.glob("*"):
            file.unlink()
        deliver(site.registry)
        (file,) = folder.glob("*.eml")
        text = email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body().get_content()
        assert shown_on(as_owner, re.search(r"http://localhost\S+", text)[0]) == (number, True)


def test_whoever_replied_comes_back_to_the_page_of_the_reply(make, clock, as_member):
    discussion = make.discussion(title="A long one", by="owner")
    fill(make, discussion, PAGE_SIZE - 1)
    for query in ("said=replied", "page=2&said=replied"):
        form = as_member.get(f"{discussion}/", headers={"Accept": "text/html"}).forms["reply"]
        form["text"] = "I agree."
        clock.advance(minutes=1)
        target = urlsplit(form.submit().follow(status=303).location)
        assert target.query.startswith(query)
        page = as_member.get(f"{target.path}?{target.query}", headers={"Accept": "text/html"})
        assert f'id="{target.fragment}"' in page.text


def test_the_first_unread_post_is_found_on_either_side_of_a_page(make, site, as_reader, full_page):
    discussion, last = full_page
    newest = make.post(in_=discussion, by="author").path
    before, moment = site.read(lambda tree: [microseconds(post.created) for post in _posts(tree, last)][-3:-1])
    token = as_reader.get(f"{discussion}/", headers={"Accept": "text/html"}).forms["act"]["csrf_token"].value
    for read, query, unread in ((before, "", last), (moment, "page=2", newest)):
        as_reader.post(f"{discussion}/mark-read", {"to": str(read), "csrf_token": token}, status=303)
        target = urlsplit(as_reader.get(f"{discussion}/first-unread", status=303).location)
        assert (target.query, target.fragment) == (query, unread.rsplit("/", 1)[1])


def _posts(tree, path):
    return find_resource(tree, path).__parent__.posts()
