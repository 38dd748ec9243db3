"""One's own log-in: the password, the mail address, and where one is logged in."""

import pytest

from tests.factories import PASSWORD
from tests.people.conftest import form_with

NEW = "a stony field of rye"
OLD_ADDRESS, ADDRESS = "member@example.org", "mika@example.com"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def change_password(client, status=303, present=PASSWORD, password=NEW, again=None):
    form = form_with(client.get("/people/log-in"), "new_password")
    form["password"], form["new_password"] = present, password
    form["again"] = password if again is None else again
    return form.submit("do", value="password", status=status)


def ask_for_address(client, email=ADDRESS, present=PASSWORD, status=303):
    form = form_with(client.get("/people/log-in"), "present")
    form["email"], form["present"] = email, present
    return form.submit("do", value="address", status=status)


def problem(page):
    alert = page.html.select_one("[role=alert]")
    return alert.a["href"].lstrip("#") if alert.a else "", alert.get_text(" ", strip=True)


def is_in(client):
    return client.get("/").html.select_one(".m-bar-person") is not None


def log_in(site, login="member", password=PASSWORD, **environ):
    client = site.client(extra_environ=environ)
    form = form_with(client.get("/login"), "password")
    form["login"], form["password"] = login, password
    form.submit(status=303)
    return client


# -- the password


def test_a_new_password_ends_every_other_log_in_and_the_person_is_told(site, as_member, api, mails):
    other = log_in(site)
    page = change_password(as_member).follow()
    assert page.html.select_one("[role=status]").text.strip().startswith("Password changed")
    assert is_in(as_member) and not is_in(other)
    api.member.get("/@users/member", status=401)
    assert mails.last_to(OLD_ADDRESS).subject.startswith("Your password has been changed")
    log_in(site, password=NEW)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"present": "wrong"}, "password", "is wrong"),
        ({"password": "short"}, "new_password", "12 characters"),
        ({"again": "another one entirely"}, "again", "differ"),
        ({"password": "membermember"}, "new_password", "your name"),
    ],
)
def test_a_password_that_is_refused_changes_nothing(site, as_member, mails, typed, field, said):
    where, sentence = problem(change_password(as_member, 422, **typed))
    assert where == field and said in sentence
    assert mails.all() == []
    log_in(site)


def test_guessing_the_present_password_has_to_wait_like_a_log_in(as_member):
    for _time in range(5):
        change_password(as_member, 422, present="wrong")
    change_password(as_member, 429)


def test_the_pages_are_for_who_is_signed_in(as_guest):
    for name in ("settings", "log-in", "own-data", "own-data/copy"):
        as_guest.get(f"/people/{name}", status=404)


# -- the mail address


def test_a_new_address_holds_when_it_is_confirmed_and_the_old_one_is_told(site, as_member, as_guest, mails):
    page = ask_for_address(as_member).follow()
    assert ADDRESS in page.text and OLD_ADDRESS in page.text
    mail = mails.last_to(ADDRESS)
    assert mail.subject == "Confirm your new email address: Moothall" and "“member”" in mail.text
    assert mails.to(OLD_ADDRESS) == []
    page = as_guest.get(mail.link)
    assert f"We will send your emails to {ADDRESS}" in page.html.text
    assert site.people(lambda store: store.by_login("member").email) == OLD_ADDRESS
    form_with(page, "token").submit(status=303)
    assert site.people(lambda store: store.by_email(ADDRESS).login) == "member"
    assert mails.last_to(OLD_ADDRESS).subject == "Your email address has been changed: Moothall"
    as_guest.get(mail.link, status=410)
    person = site.id_of("member")
    kinds = site.read(
        lambda tree: [event.kind for event in tree.event_log.about(tree["people"].uid) if event.key == (person, None)]
    )
    assert kinds == ["address"]


def test_an_address_that_belongs_to_somebody_is_not_given_away(site, as_member, mails):
    before = ask_for_address(as_member, ADDRESS).location
    assert ask_for_address(as_member, "author@example.org").location == before
    (mail,) = mails.to("author@example.org")
    assert "for another account" in mail.text and mail.link == "/login?came_from=/people/log-in"
    assert site.people(lambda store: store.by_email("author@example.org").login) == "author"


def test_an_address_taken_meanwhile_is_refused(site, as_member, as_guest, mails, make):
    ask_for_address(as_member)
    form = form_with(as_guest.get(mails.last_to(ADDRESS).link), "token")
    site.people(lambda store: store.add("mika", None, ADDRESS, "Mika") and None)
    assert "cannot use that address" in problem(form.submit(status=422))[1]


@pytest.mark.parametrize(
    ("email", "present", "field"),
    [
        (ADDRESS, "wrong", "present"),
        ("", PASSWORD, "email"),
        ("nowhere", PASSWORD, "email"),
        ("a@b.example\r\nBcc: c@d.example", PASSWORD, "email"),
    ],
)
def test_an_address_that_is_refused_changes_nothing(as_member, mails, email, present, field):
    assert problem(ask_for_address(as_member, email, present, 422))[0] == field
    assert mails.all() == []


def test_a_wish_for_another_address_can_be_withdrawn(as_member, as_guest, mails):
    page = ask_for_address(as_member).follow()
    link = mails.last_to(ADDRESS).link
    button = page.html.select_one("button[value=withdraw]")
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    as_member.post(button["formaction"], {"csrf_token": token, "do": "withdraw"}, status=303)
    as_guest.get(link, status=410)


def test_a_second_wish_voids_the_first(as_member, as_guest, mails):
    ask_for_address(as_member)
    first = mails.last_to(ADDRESS).link
    ask_for_address(as_member, "mika@example.net")
    as_guest.get(first, status=410)
    as_guest.get(mails.last_to("mika@example.net").link)


# -- where one is logged in


def test_the_list_says_device_since_and_network(site, as_member):
    log_in(site, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="2001:db8:1:2:3::4")
    rows = [row.get_text(" ", strip=True) for row in as_member.get("/people/log-in").html.select("main li")]
    assert any("Firefox (Linux)" in row and "2001:db8:1:2::/64" in row and "just now" in row for row in rows)
    assert sum("This browser" in row for row in rows) == 1
    assert len(rows) == 3


def test_one_log_in_is_ended(site, as_member, api):
    other = log_in(site, HTTP_USER_AGENT=FIREFOX)
    page = as_member.get("/people/log-in")
    form = next(form for form in page.forms.values() if "log_in" in form.fields and "Firefox" in form.text)
    form.submit("do", value="end", status=303)
    assert not is_in(other) and is_in(as_member)
    api.member.get("/@users/member", status=200)


def test_a_token_of_a_program_is_ended(site, as_member, api):
    page = as_member.get("/people/log-in")
    form = next(form for form in page.forms.values() if "log_in" in form.fields and "An app or script" in form.text)
    form.submit("do", value="end", status=303)
    api.member.get("/@users/member", status=401)
    assert is_in(as_member)


def test_all_others_are_ended(site, as_member, api):
    other = log_in(site)
    page = as_member.get("/people/log-in")
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    as_member.post("/people/log-in", {"csrf_token": token, "do": "end-others"}, status=303)
    assert is_in(as_member) and not is_in(other)
    api.member.get("/@users/member", status=401)
    assert len(as_member.get("/people/log-in").html.select("main li")) == 1


def test_nobody_ends_a_log_in_of_somebody_else(site, as_member, as_author):
    name = site.people(lambda store: store.sessions.of(store.by_login("member").id)[0][0])
    token = form_with(as_author.get("/people/log-in"), "present")["csrf_token"].value
    as_author.post("/people/log-in", {"csrf_token": token, "do": "end", "log_in": name}, status=303)
    assert is_in(as_member)


def test_a_program_renews_its_token(site, api):
    program = site.program("member")
    fresh = program.post_json("/@login-renew", {}).json["token"]
    program.get("/@users/member", status=401)
    program.authorization = ("Bearer", fresh)
    program.get("/@users/member", status=200)
    program.post_json("/@logout", {}, status=204)
    program.get("/@users/member", status=401)
    api.guest.post_json("/@login-renew", {}, status=401)


def test_log_out_ends_this_session_and_everywhere_is_a_second_button(site):
    here, there, program = [log_in(site) for _ in range(2)], log_in(site), site.program("member")
    first, second = here
    first.post("/logout", {"csrf_token": first.get("/").forms["act"]["csrf_token"].value}, status=303)
    first.get("/people/log-in", status="4*")
    second.get("/people/log-in", status=200)
    token = second.get("/").forms["act"]["csrf_token"].value
    second.post("/@logout", headers={"Accept": "application/json", "X-CSRF-Token": token}, status=204)
    second.get("/people/log-in", status="4*")
    page = there.get("/people/log-in", status=200)
    assert "Log out everywhere" in page.text
    token = page.forms["act"]["csrf_token"].value
    answer = there.post("/people/log-in", {"csrf_token": token, "do": "end-all"}, status=303)
    assert "logged-out-everywhere" in answer.location
    program.get("/@users/member", status=401)


# -- what is recorded


def kinds(site):
    person = site.id_of("member")
    return site.people(
        lambda store: [
            (event.kind, event.actor == person, event.person == person)
            for event in sorted(store.root.events.peek(100), key=lambda one: one.order)
        ]
    )


def test_log_ins_are_recorded_with_who_and_nothing_else(site):
    client = log_in(site)
    page = client.get("/")
    client.post("/logout", {"csrf_token": page.html.select_one("#act [name=csrf_token]")["value"]}, status=303)
    assert kinds(site) == [("log-in", True, True), ("log-out", True, True)]


@pytest.mark.parametrize(("login", "theirs"), [("member", True), ("nobody", False)])
def test_a_series_of_failed_log_ins_is_recorded_once(site, api, login, theirs):
    for _time in range(7):
        api.guest.post_json("/@login", {"login": login, "password": "wrong"}, status="*")
    assert kinds(site) == [("log-ins failed", False, theirs)]


def test_a_disabled_person_is_out_at_once_with_every_token(site, as_member, api):
    site.people(lambda store: store.disable(site.act("admin"), store.by_login("member")) and None)
    assert not is_in(as_member)
    api.member.get("/@users/member", status=401)
