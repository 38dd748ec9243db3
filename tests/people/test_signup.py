"""Signing up: from the form over the mail to the first log-in, and what goes wrong on the way."""

import dataclasses

import pytest

from moothall.core.base.settings import settings_of
from moothall.people.pending_verifications import SIGN_UP, verifications_of
from moothall.people.settings import PeopleSettings
from tests.people.conftest import at_once, form_with

PASSWORD = "a stony field of rye"
ADDRESS = "petra@example.org"


def ask(client, status=303, **typed):
    form = form_with(client.get("/sign-up"), "again")
    typed = {"name": "Petra Person", "email": ADDRESS, "password": PASSWORD, **typed}
    typed.setdefault("again", typed["password"])
    for field, value in typed.items():
        form[field] = value
    return form.submit(status=status)


def confirm(client, link, status=303, **typed):
    form = form_with(client.get(link), "login")
    for field, value in {"password": PASSWORD, **typed}.items():
        form[field] = value
    return form.submit(status=status)


def problem(page):
    return page.html.select_one("[role=alert]").get_text(" ", strip=True)


def events_about(site, person):
    return site.read(
        lambda tree: [
            (event.kind, event.rule)
            for event in tree.event_log
            if isinstance(event.key, tuple) and event.key[0] == person
        ]
    )


def test_from_the_form_to_the_first_log_in(as_guest, mails, site):
    page = ask(as_guest).follow()
    assert page.html.h1.text == "Check your email"
    mail = mails.last_to(ADDRESS)
    assert mail.subject == "Confirm your email address: Moothall"
    assert mail.text.startswith(
        "You, or someone using your address, asked for an account at Moothall with this email address.\n\n"
    )
    page = as_guest.get(mail.link)
    assert page.html.h1.text == "Confirm your account"
    assert form_with(page, "login")["login"].value == "petra.person"
    page = confirm(as_guest, mail.link).follow()
    assert page.html.select_one("[role=status]").text.strip().startswith("Your account is ready")
    assert page.html.select_one(".m-bar-name").text == "Petra Person"
    person = site.id_of("petra.person")
    assert ("account enabled", "sign-up") in events_about(site, person)
    assert site.people(lambda store: len(list(verifications_of(store).of_kind(SIGN_UP, site.clock.now)))) == 0


def test_the_account_is_not_there_before_the_address_is_confirmed(as_guest, mails, site):
    ask(as_guest, login="petra")
    link = mails.last_to(ADDRESS).link
    as_guest.get(link)
    as_guest.head(link)
    assert site.people(lambda store: store.by_login("petra")) is None
    as_guest.post_json("/@login", {"login": "petra", "password": PASSWORD}, status=401)
    as_guest.post_json("/@login", {"login": ADDRESS, "password": PASSWORD}, status=401)
    confirm(as_guest, link)
    as_guest.post_json("/@login", {"login": "petra", "password": PASSWORD}, status=200)
    as_guest.post_json("/@login", {"login": ADDRESS.upper(), "password": PASSWORD}, status=200)


def test_known_and_unknown_addresses_are_answered_alike_and_do_the_same_work(site, monkeypatch):
    hashes = []
    plain = site.registry.moothall_passwords.hash
    monkeypatch.setattr(site.registry.moothall_passwords, "hash", lambda word: hashes.append(word) or plain(word))

    def what_happens(address):
        hashes.clear()
        before = site.read(lambda tree: len(tree.outbox))
        sizes = [site.databases[name].lastTransaction() for name in ("content", "people")]
        answer = ask(site.client(), email=address)
        changed = [
            site.databases[name].lastTransaction() != size
            for name, size in zip(("content", "people"), sizes, strict=True)
        ]
        put = site.read(lambda tree: len(tree.outbox)) - before
        return answer.status, answer.location, answer.body, len(hashes), put, changed

    assert what_happens("member@example.org") == what_happens("nobody@example.org")


def test_somebody_who_has_an_account_is_reminded_of_it(as_guest, mails, site):
    ask(as_guest, email="Member@Example.org")
    (mail,) = mails.all()
    assert mail.to == "member@example.org" and mail.subject == "You already have an account: Moothall"
    assert "with the username “member”" in mail.text and mail.link == "/login"


def test_a_disabled_account_is_not_written_to(as_guest, mails, site):
    site.people(lambda store: store.disable(site.act("admin"), store.by_login("member")))
    ask(as_guest, email="member@example.org")
    assert mails.all() == []


def test_a_mail_is_in_the_language_in_which_the_account_was_asked_for(site, mails):
    if "de" not in site.registry.interface_languages:
        pytest.skip("there is no German catalog")
    client = site.client(extra_environ={"HTTP_ACCEPT_LANGUAGE": "de"})
    ask(client)
    found = site.people(
        lambda store: [one.data["language"] for one in verifications_of(store).of_kind(SIGN_UP, site.clock.now)]
    )
    assert found == ["de"]


def test_what_a_stranger_types_is_not_in_the_mail(as_guest, mails):
    ask(as_guest, name="Buy at evil.example", login="cheap")
    (mail,) = mails.all()
    assert "evil.example" not in mail.text + mail.subject and "cheap" not in mail.text


@pytest.mark.parametrize("name", ["Petra\r\nBcc: all@example.org", "Petra\nX", "Petra\x00", "Petra\u2028X"])
def test_a_name_is_one_line(site, name, mails):
    client = site.client()
    form = form_with(client.get("/sign-up"), "again")
    fields = {
        "csrf_token": form["csrf_token"].value,
        "name": name,
        "email": ADDRESS,
        "password": PASSWORD,
        "again": PASSWORD,
    }
    assert client.post("/sign-up", fields, status="*").status_int in (400, 422)
    assert mails.all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "nowhere"}, "name@example.org"),
        ({"email": f"petra@{'ä' * 70}.org"}, "name@example.org"),
        ({"email": "jörg@example.org"}, "plain letters (a to z)"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "name@example.org"),
        ({"password": "short"}, "12 characters"),
        ({"password": "passwordpassword"}, "too common"),
        ({"password": "petra@example.org"}, "must not be your name"),
        ({"again": "something else altogether"}, "The two passwords differ"),
        ({"name": ""}, "Name"),
        ({"login": "Petra Person!"}, "up to 40 lower-case letters"),
        ({"login": "system"}, "reserved"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(as_guest, mails, typed, said):
    page = ask(as_guest, 422, **typed)
    assert said in problem(page)
    form = form_with(page, "again")
    assert form["name"].value == typed.get("name", "Petra Person")
    assert form["password"].value == "" == form["again"].value
    assert mails.all() == []


def test_who_was_on_the_way_somewhere_gets_there(site, mails):
    client = site.client()
    page = client.get("/login?came_from=/workspaces/open-community/join")
    page = client.get(page.html.select_one("main a[href^='/sign-up']")["href"])
    form = form_with(page, "again")
    form["name"], form["email"], form["password"], form["again"] = "Petra", ADDRESS, PASSWORD, PASSWORD
    form.submit(status=303)
    answer = confirm(client, mails.last_to(ADDRESS).link)
    assert answer.location.startswith("http://localhost/workspaces/open-community/join?said=welcome&")


def test_nobody_is_led_away_from_the_site(site, mails):
    client = site.client()
    form = form_with(client.get("/sign-up?came_from=//evil.example/&email=petra@example.org"), "again")
    assert form["came_from"].value == "" and form["email"].value == ADDRESS
    form["came_from"].force_value("//evil.example/")
    form["name"], form["password"], form["again"] = "Petra", PASSWORD, PASSWORD
    form.submit(status=303)
    assert confirm(client, mails.last_to(ADDRESS).link).location.startswith("http://localhost/?said=welcome&")


def test_a_domain_with_letters_of_its_own_is_written_to(site, mails):
    ask(site.client(), email="petra@exämple.org")
    (mail,) = mails.all()
    assert mail.to == "petra@xn--exmple-cua.org"


def test_a_link_works_once(site, mails):
    ask(site.client(), login="petra")
    link = mails.last_to(ADDRESS).link
    confirm(site.client(), link)
    page = site.client().get(link, status=410)
    assert page.html.h1.text == "This has already been done."
    assert page.html.select_one("main a")["href"] == "/login"


def test_a_link_works_for_a_day(site, mails, clock):
    ask(site.client())
    link = mails.last_to(ADDRESS).link
    clock.advance(hours=23, minutes=59)
    form = form_with(site.client().get(link), "login")
    assert form["login"].value == "petra.person"
    clock.advance(minutes=1)
    site.client().get(link, status=410)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token[::-1],
        lambda token: "",
        lambda token: token.swapcase(),
        lambda token: token + "x",
    ],
)
def test_a_token_that_was_tampered_with_opens_nothing(site, mails, change):
    client = site.client()
    ask(client)
    link = mails.last_to(ADDRESS).link
    form = form_with(client.get(link), "login")
    client.get("/confirm-account/" + change(link.rpartition("/")[2]), status=410)
    form["token"].force_value(change(form["token"].value))
    form["password"] = PASSWORD
    form.submit(status=410)
    assert site.people(lambda store: store.by_login("petra.person")) is None


def test_no_token_is_in_the_databases(site, mails):
    ask(site.client())
    token = mails.last_to(ADDRESS).link.rpartition("/")[2].encode()
    for database in (site.databases["content"], site.databases["people"]):
        for transaction in database.storage.changes.iterator():
            assert not any(token in (record.data or b"") for record in transaction)


def test_a_token_of_another_kind_opens_nothing(site, mails):
    ask(site.client())
    token = mails.last_to(ADDRESS).link.rpartition("/")[2]
    site.client().get(f"/new-password/{token}", status=410)
    site.client().get(f"/new-address/{token}", status=410)


def test_nobody_can_be_made_to_take_over_an_account_that_somebody_else_prepared(site, mails):
    ask(site.client(), password="the password of a stranger")
    page = confirm(site.client(), mails.last_to(ADDRESS).link, 422)
    assert "not the password you chose" in problem(page)
    assert site.people(lambda store: store.by_login("petra.person")) is None


def test_a_log_in_that_is_taken_is_said_only_to_who_has_confirmed_the_address(site, mails):
    client = site.client()
    ask(client, login="member")
    link = mails.last_to(ADDRESS).link
    assert form_with(client.get(link), "login")["login"].value == "member-2"
    page = confirm(client, link, 422, login="member")
    assert "“member-2” is free" in problem(page)
    confirm(client, link, login="member-2")
    assert site.people(lambda store: store.by_login("member-2").email) == ADDRESS


def test_several_mails_to_one_address_have_to_wait(site, mails, clock):
    for _time in range(3):
        ask(site.client())
    page = ask(site.client(), 429)
    assert page.headers["Retry-After"] == "300"
    assert "Several emails have already been requested" in problem(page)
    assert form_with(page, "again")["email"].value == ADDRESS
    ask(site.client(), email="somebody.else@example.org")
    clock.advance(minutes=5)
    ask(site.client())
    assert len(mails.to(ADDRESS)) == 4


def test_one_network_cannot_write_to_everybody(site, clock, mails):
    client = site.client(extra_environ={"REMOTE_ADDR": "192.0.2.7"})
    form = form_with(client.get("/sign-up"), "again")
    fields = {"csrf_token": form["csrf_token"].value, "name": "P", "password": PASSWORD, "again": PASSWORD}
    answers = [
        client.post("/sign-up", {**fields, "email": f"p{number}@example.org"}, status="*").status_int
        for number in range(61)
    ]
    assert answers == [303] * 60 + [429]
    other = site.client(extra_environ={"REMOTE_ADDR": "198.51.100.7"})
    ask(other, email="q@example.org")


def test_two_who_ask_for_one_address_at_once_get_one_account(site, mails):
    ask(site.client(), login="petra", password=PASSWORD)
    ask(site.client(), login="patra", password=PASSWORD)
    first, second = (mail.link for mail in mails.to(ADDRESS))
    answers = at_once(*[lambda link=link: confirm(site.client(), link, "*").status_int for link in (first, second)])
    assert sorted(answers) == [303, 422]
    assert site.people(lambda store: sum(account.email == ADDRESS for account in store)) == 1


def test_two_who_use_one_link_at_once_make_one_account(site, mails):
    ask(site.client(), login="petra")
    link = mails.last_to(ADDRESS).link
    forms = []
    for _visitor in range(4):
        form = form_with(site.client().get(link), "login")
        form["password"] = PASSWORD
        forms.append(form)
    answers = at_once(*[lambda form=form: form.submit(status="*").status_int for form in forms])
    assert sorted(answers) == [303, 410, 410, 410]


def test_where_signing_up_is_switched_off_nothing_speaks_of_it(site, monkeypatch):
    changed = dataclasses.replace(settings_of(site.registry, PeopleSettings), sign_up=False)
    monkeypatch.setitem(site.registry.moothall_settings, PeopleSettings, changed)
    client = site.client()
    client.get("/sign-up", status=404)
    client.post("/sign-up", {}, status="*")
    page = client.get("/login")
    assert "/sign-up" not in page.text and "A site administrator can give you one" in page.html.text.replace(
        "\n", " "
    ).replace("      ", " ")


def test_an_administrator_sees_who_waits_and_sends_the_mail_again(site, as_admin, as_guest, mails, clock):
    ask(as_guest)
    first = mails.last_to(ADDRESS)
    clock.advance(hours=20)
    assert as_admin.get("/admin/people").html.select_one("a[href='/admin/sign-ups']")
    page = as_admin.get("/admin/sign-ups")
    assert ADDRESS in page.text and "Petra Person" in page.text
    form_with(page, "errand").submit("do", value="send", status=303)
    second = mails.last_to(ADDRESS)
    assert second.link != first.link
    clock.advance(hours=20)
    confirm(as_guest, second.link)
    assert ADDRESS not in as_admin.get("/admin/sign-ups").text


def test_an_administrator_forgets_a_sign_up(as_admin, as_guest, mails):
    ask(as_guest)
    link = mails.last_to(ADDRESS).link
    form_with(as_admin.get("/admin/sign-ups"), "errand").submit("do", value="forget", status=303)
    as_guest.get(link, status=410)


def test_what_nobody_confirms_is_forgotten(site, as_guest, clock, mails):
    ask(as_guest)
    mails.all()
    clock.advance(hours=49)
    assert site.people(lambda store: store.purge(clock.now)) >= 1
    assert site.people(lambda store: len(verifications_of(store)._errands)) == 0


def test_a_mail_sent_twice_after_a_crash_leaves_both_links_working_until_one_is_used(site, as_guest, mails):
    ask(as_guest)
    verification = site.people(lambda store: verifications_of(store).of_kind(SIGN_UP, site.clock.now)[0].id)
    mails.all()
    site.write(lambda tree: tree.outbox.put("account", verification, tree.uid, site.clock.now) and None)
    (mail,) = mails.to(ADDRESS)
    confirm(as_guest, mail.link)
    assert site.people(lambda store: store.by_email(ADDRESS).name) == "Petra Person"


def test_a_person_who_is_there_is_found_in_the_facts_alone_by_id(site, as_guest, mails):
    ask(as_guest)
    confirm(as_guest, mails.last_to(ADDRESS).link)
    said = site.read(lambda tree: repr([vars(event) for event in tree.event_log]))
    assert ADDRESS not in said and "petra" not in said.lower()


def test_an_act_of_the_person_is_recorded_as_theirs(site, as_guest, mails):
    ask(as_guest)
    confirm(as_guest, mails.last_to(ADDRESS).link)
    person = site.id_of("petra.person")
    actors = site.read(lambda tree: {event.actor for event in tree.event_log if event.key == (person, None)})
    assert actors == {person}
