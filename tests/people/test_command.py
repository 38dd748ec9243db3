"""``moothall user``: accounts are listed, added and changed."""

import argparse
import io

from moothall.people.command import add_arguments, run_action


def facts(databases, kind):
    return [(event.key, event.before, event.after) for event in databases.site.event_log if event.kind == kind]


def test_everybody_is_listed(moothall):
    code, said, _err = moothall("user", "list")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == ["admin", "facilitator", "member"]
    assert "administrator" in said


def test_a_person_is_added_with_a_password_that_is_shown_once(moothall):
    code, said, _err = moothall("user", "add", "petra", "--name", "Petra Person", "--role", "reviewer")
    assert code == 0 and "Password" in said
    password = said.rsplit(" ", 1)[1].strip()
    with moothall.open() as databases:
        account = databases.people.by_login("petra")
        assert databases.people._passwords.matches(account.password, password)
        assert ((account.id, "reviewer"), False, True) in facts(databases, "site role")


def test_a_password_can_come_from_the_input(moothall, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a stony field of rye\n"))
    code, said, _err = moothall("user", "password", "member", "--password-stdin")
    assert code == 0 and "rye" not in said
    with moothall.open() as databases:
        account = databases.people.by_login("member")
        assert databases.people._passwords.matches(account.password, "a stony field of rye")


def typed(databases, *words):
    """Do as if ``moothall user`` was typed with these words."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run_action(databases, databases.people, parser.parse_args(words))


def test_roles_are_given_and_taken(moothall):
    with moothall.open() as databases:
        assert typed(databases, "roles", "member", "site_moderator", "reviewer") == 0
        assert typed(databases, "roles", "member", "reviewer") == 0
        assert databases.people.by_login("member").site_roles == {"reviewer"}
        assert len(facts(databases, "site role")) == 3


def test_accounts_are_disabled_and_enabled(moothall, capsys):
    with moothall.open() as databases:
        typed(databases, "disable", "member")
        assert not databases.people.by_login("member").enabled
        typed(databases, "list")
        assert "(disabled)" in capsys.readouterr().out
        typed(databases, "enable", "member")
        assert databases.people.by_login("member").enabled


def test_what_cannot_be_done_is_said(moothall, capsys):
    with moothall.open() as databases:
        for words in (
            ("disable", "admin"),
            ("disable", "nobody"),
            ("roles", "member", "king"),
            ("roles", "admin"),
            ("add", "member", "--name", "Again"),
            ("add", "x y", "--name", "Spaced"),
        ):
            assert typed(databases, *words) == 1
            assert capsys.readouterr().err
