"""A new password for who has forgotten theirs."""

import pytest

from tests.factories import PASSWORD
from tests.people.conftest import at_once, form_with

NEW = "a stony field of rye"
ADDRESS = "member@example.org"


def ask(client, asked="member", status=303):
    form = form_with(client.get("/forgotten-password"), "asked")
    form["asked"] = asked
    return form.submit(status=status)


def choose(client, link, status=303, password=NEW, again=None):
    form = form_with(client.get(link), "again")
    form["password"], form["again"] = password, password if again is None else again
    return form.submit(status=status)


def logs_in(client, login="member", password=PASSWORD):
    return client.post_json("/@login", {"login": login, "password": password}, status="*").status_int == 200


@pytest.mark.parametrize("asked", ["member", " MEMBER ", "Member@Example.org"])
def test_from_the_log_in_page_to_a_new_password(site, as_guest, mails, asked):
    page = as_guest.get("/login").click("Forgotten your password")
    assert page.html.h1.text == "Forgotten your password?"
    assert ask(as_guest, asked).follow().html.h1.text == "Check your email"
    mail = mails.last_to(ADDRESS)
    assert mail.subject == "Reset your password: Moothall"
    assert "Your username is “member”" in mail.text and "60 minutes" in mail.text
    as_guest.get(mail.link)
    assert logs_in(as_guest)
    page = choose(as_guest, mail.link).follow()
    assert page.html.select_one("[role=status]").text.strip().startswith("Password changed")
    assert not logs_in(as_guest)
    assert logs_in(as_guest, password=NEW)


def test_the_mail_says_from_where_it_was_asked_for(site, mails):
    ask(
        site.client(
            extra_environ={
                "REMOTE_ADDR": "192.0.2.77",
                "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            }
        )
    )
    (mail,) = mails.all()
    assert "with Firefox (Linux), from the network 192.0.2.0/24." in mail.text


def test_known_and_unknown_people_are_answered_alike(site, mails):
    def what_happens(asked):
        before = site.read(lambda tree: len(tree.outbox))
        answer = ask(site.client(), asked)
        return answer.status, answer.location, answer.body, site.read(lambda tree: len(tree.outbox)) - before

    assert what_happens("member") == what_happens("nobody") == what_happens("nobody@example.org")
    assert [mail.to for mail in mails.all()] == [ADDRESS]


def test_every_log_in_and_token_ends(site, as_member, api, as_guest, mails):
    ask(as_guest)
    assert as_member.get("/").html.select_one(".m-bar-person") is not None
    choose(as_guest, mails.last_to(ADDRESS).link)
    assert as_member.get("/").html.select_one(".m-bar-person") is None
    api.member.get("/@users/member", status=401)


def test_nothing_else_changes(site, as_guest, mails):
    def account():
        return site.people(
            lambda store: {
                name: value
                for name, value in vars(store.by_login("member")).items()
                if name not in ("password", "generation", "__parent__")
            }
        )

    before = account()
    ask(as_guest)
    choose(as_guest, mails.last_to(ADDRESS).link)
    assert account() == before


def test_the_person_is_told_and_it_is_recorded(site, as_guest, mails):
    ask(as_guest)
    choose(as_guest, mails.last_to(ADDRESS).link)
    mail = mails.last_to(ADDRESS)
    assert mail.subject == "Your password has been changed: Moothall" and mail.link == "/forgotten-password"
    person = site.id_of("member")
    kinds = site.read(
        lambda tree: [
            (event.kind, event.rule)
            for event in tree.event_log.about(tree["people"].uid)
            if event.key == (person, None)
        ]
    )
    assert ("password", "password reset") in kinds


def test_a_link_works_once(site, as_guest, mails):
    ask(as_guest)
    link = mails.last_to(ADDRESS).link
    choose(as_guest, link)
    page = as_guest.get(link, status=410)
    assert page.html.h1.text == "This has already been done."
    assert page.html.select_one("main a")["href"] == "/login"


def test_a_link_works_for_an_hour(as_guest, mails, clock):
    ask(as_guest)
    link = mails.last_to(ADDRESS).link
    clock.advance(minutes=59)
    as_guest.get(link)
    clock.advance(minutes=1)
    as_guest.get(link, status=410)


def test_the_use_of_one_link_voids_the_others(as_guest, mails):
    ask(as_guest)
    ask(as_guest, ADDRESS)
    first, second = (mail.link for mail in mails.to(ADDRESS))
    choose(as_guest, second)
    as_guest.get(first, status=410)


@pytest.mark.parametrize(
    "change",
    [
        lambda site, store, account: store.set_password(site.act("member"), account, "another field of rye"),
        lambda site, store, account: store.set_email(site.act("member"), account, "mika@example.org"),
        lambda site, store, account: store.disable(site.act("admin"), account),
        lambda site, store, account: store.erase(site.act("admin"), account),
    ],
)
def test_a_link_is_void_after_a_change_of_the_account(site, as_guest, mails, change):
    ask(as_guest)
    link = mails.last_to(ADDRESS).link
    form = form_with(as_guest.get(link), "again")
    site.people(lambda store: change(site, store, store.by_login("member")) and None)
    form["password"] = form["again"] = NEW
    form.submit(status=410)
    as_guest.get(link, status=410)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", None, "12 characters"),
        ("passwordpassword", None, "too common"),
        ("member-member", None, "your name"),
        (NEW, NEW + "!", "The two passwords differ"),
    ],
)
def test_a_password_that_is_refused_leaves_the_link_as_it_is(as_guest, mails, password, again, said):
    ask(as_guest)
    link = mails.last_to(ADDRESS).link
    page = choose(as_guest, link, 422, password, again)
    assert said in page.html.select_one("[role=alert]").text
    form = form_with(page, "again")
    form["password"] = form["again"] = NEW
    form.submit(status=303)


def test_two_who_use_one_link_at_once_set_one_password(site, mails):
    ask(site.client())
    link = mails.last_to(ADDRESS).link
    forms = []
    for number in range(4):
        form = form_with(site.client().get(link), "again")
        form["password"] = form["again"] = f"{NEW} {number}"
        forms.append(form)
    answers = at_once(*[lambda form=form: form.submit(status="*").status_int for form in forms])
    assert sorted(answers) == [303, 410, 410, 410]
    assert sum(logs_in(site.client(), password=f"{NEW} {number}") for number in range(4)) == 1


def test_nobody_is_sent_many_mails(site, as_guest, mails, clock):
    for _time in range(3):
        ask(as_guest)
        clock.advance(seconds=1)
    page = ask(as_guest, status=429)
    assert "Retry-After" in page.headers and "Several emails" in page.html.select_one("[role=alert]").text
    assert len(mails.to(ADDRESS)) == 3


def test_a_disabled_account_gets_no_link(site, as_guest, mails):
    site.people(lambda store: store.disable(site.act("admin"), store.by_login("member")) and None)
    ask(as_guest)
    assert mails.all() == []


def test_an_administrator_sends_a_link(site, as_admin, as_guest, mails):
    page = as_admin.get(f"/admin/person/{site.id_of('member')}")
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    as_admin.post(f"/admin/person/{site.id_of('member')}", {"csrf_token": token, "do": "link"}, status=303)
    mail = mails.last_to(ADDRESS)
    assert mail.subject == "Choose your password: Moothall" and "An administrator sent you" in mail.text
    choose(as_guest, mail.link)
    assert logs_in(as_guest, password=NEW)


def test_asking_by_program(site, api, mails):
    api.guest.post_json("/@users/member/reset-password", {}, status=204)
    api.guest.post_json("/@users/nobody/reset-password", {}, status=204)
    token = mails.last_to(ADDRESS).link.rpartition("/")[2]
    sent = {"reset_token": token, "new_password": "short"}
    assert "12 characters" in api.guest.post_json("/@users/member/reset-password", sent, status=400).json["message"]
    sent["new_password"] = NEW
    api.guest.post_json("/@users/author/reset-password", sent, status=400)
    assert not logs_in(api.guest, "author", NEW) and not logs_in(api.guest, password=NEW)
    api.guest.post_json("/@users/member/reset-password", sent, status=204)
    assert logs_in(api.guest, password=NEW)
    api.guest.post_json("/@users/member/reset-password", sent, status=400)


def test_changing_it_by_program_asks_for_the_old_one(site, api, mails):
    sent = {"old_password": "not it", "new_password": NEW}
    api.member.post_json("/@users/member/reset-password", sent, status=400)
    api.guest.post_json("/@users/member/reset-password", sent, status=401)
    api.author.post_json("/@users/member/reset-password", sent, status=401)
    api.member.post_json("/@users/member/reset-password", {**sent, "old_password": PASSWORD}, status=204)
    assert logs_in(api.guest, password=NEW)
    assert mails.last_to(ADDRESS).subject.startswith("Your password has been changed")


@pytest.mark.parametrize("minutes", [0, 2, 50])
def test_a_form_sent_again_sets_no_password(site, as_guest, mails, clock, minutes):
    ask(as_guest)
    form = form_with(as_guest.get(mails.last_to(ADDRESS).link), "again")
    form["password"] = form["again"] = NEW
    sent = form.submit_fields()
    as_guest.post("/new-password", sent, status=303)
    site.people(lambda store: store.set_password(site.act("member"), store.by_login("member"), "another field of rye"))
    clock.advance(minutes=minutes)
    # In this browser, and in one that got hold of all its fields and its cookie.
    thief = site.client()
    thief.set_cookie("moothall", as_guest.cookies["moothall"])
    for browser in (as_guest, thief):
        answer = browser.post("/new-password", sent, status="*")
        assert answer.status_int in (303, 410)
        browser.post("/new-password", {**dict(sent), "once": "another"}, status=410)
    assert logs_in(site.client(), password="another field of rye") and not logs_in(site.client(), password=NEW)
