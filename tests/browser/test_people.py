"""The pages about the people of a space: nothing wrong, nothing sideways, and all of it with the keyboard."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource
from selenium.webdriver.common.keys import Keys

from moothall.people.store import store_of
from moothall.space import bans, invitations, join_requests
from tests.browser.axe import LAYOUT, violations
from tests.browser.markup import check_markup
from tests.browser.pages import LONG

TABLE = f"""\
login;roles;until
outsider;author, moderator;2026-12-31
member;author
{"x" * 60}@example.net;reader
nobody
"""


@pytest.fixture(scope="module")
def pages(served, make):
    """(log-in, address) of each page, with something on all of them."""
    space = make.workspace(LONG, preset="members-group", name="crowded", policies={"visibility": "public"})
    soon = served.clock.now + timedelta(days=5)
    make.member(space, "reviewer", "reader", until=soon)

    def fill(item):
        act, ids = served.act("facilitator", LONG), {login: served.id_of(login) for login in ("outsider", "admin")}
        bans.ban(act, item, served.id_of("author"), soon)
        viewer = served.viewer(find_resource(item, "/"), "outsider")
        join_requests.join(served.act("outsider"), viewer, item, LONG)
        join_requests.answer_request(act, item, ids["outsider"], False)
        join_requests.join(served.act("outsider"), viewer, item, LONG)

    served.on(str(space), fill)
    token = served.transact(lambda connection: invited(served, connection, str(space)))
    people = f"{space}/people"
    return [
        ("member", people),
        *(
            ("facilitator", address)
            for address in (
                people,
                f"{people}?change={served.id_of('member')}",
                f"{people}?name=zz",
                f"{people}/requests",
                f"{people}/invitations",
                f"{people}/bulk",
                f"{people}/bans",
                f"{people}/review",
                f"{people}/{served.id_of('member')}/remove",
            )
        ),
        ("owner", f"{people}/owner"),
        ("owner", f"{space}/leave"),
        ("admin", f"{people}/owner"),
        ("outsider", str(space)),
        ("outsider", f"{space}/join"),
        ("author", str(space)),
        *((login, f"/invitation/{token}") for login in ("guest", "outsider", "member")),
        ("outsider", "/invitation"),
    ]


def invited(served, connection, path):
    tree, people = connection.root()["site"], store_of(connection.get_connection("people"))
    event = invitations.invite(
        served.act("facilitator"),
        served.viewer(tree, "facilitator"),
        find_resource(tree, path),
        people,
        f"{'y' * 60}@example.net",
        ("reader",),
        None,
        LONG,
    )
    return invitations.token_of(people, event.nonce)


def judge(window, where, thorough=True):
    """All rules when wide; the same when narrow if it is ``thorough``, otherwise those about layout."""
    found = []
    for width in (1280, 320):
        window.size(width)
        if window.overflow() > 0:
            found.append(f"{where} at {width}: {window.overflow()} pixels too wide: {window.widest()}")
        wrong = violations(window.driver, only=LAYOUT if width < 1280 and not thorough else ())
        found += [f"{where} at {width}: {one}" for one in wrong + window.complaints()]
    return found


@pytest.mark.parametrize(
    "thorough", [pytest.param(False, id="quick"), pytest.param(True, id="thorough", marks=pytest.mark.long)]
)
def test_nothing_is_wrong(window, pages, thorough):
    wrong = []
    for login, page in pages:
        window.sit_down(login)
        window.size(1280)
        window.open(page)
        wrong += judge(window, f"{page} as {login}", thorough)
    assert not wrong, "\n".join(wrong)


def test_the_plan_of_a_list_is_right_and_shows_at_once(window, pages):
    window.sit_down("facilitator")
    window.open(pages[1][1] + "/bulk")
    window.find("#list").send_keys(TABLE)
    window.button("Preview changes").click()
    window.until(lambda: "Nothing has been saved yet." in window.words)
    wrong = judge(window, "plan")
    window.button("Apply all changes").click()
    window.until(lambda: "Result of the list" in window.words)
    wrong += judge(window, "report")
    assert not wrong, "\n".join(wrong)


def test_a_member_is_changed_with_the_keyboard_alone(window, pages):
    window.sit_down("facilitator")
    window.open(pages[1][1])
    link = window.find("a[aria-label='Change Mona Moderator']")
    link.send_keys(Keys.ENTER)
    window.until(lambda: window.find("#change"))
    window.find("#change-author").send_keys(Keys.SPACE)
    window.find("#change-reason").send_keys("She writes.", Keys.ENTER)
    window.until(lambda: "Saved. Mona Moderator now has the role" in window.words)
    assert "Moderator, Author" in window.words


def test_the_markup_is_valid(visit, pages, tmp_path):
    check_markup(visit, pages, tmp_path)
