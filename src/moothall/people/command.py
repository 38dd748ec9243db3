"""Manage accounts: list, add, password, roles, enable, disable.

  moothall user list
  moothall user add LOGIN --name "Petra Person" --email petra@example.org --role reviewer
  moothall user password LOGIN
  moothall user roles LOGIN administrator
  moothall user disable LOGIN

A new password is generated and printed once, or read from the first line of the
input with --password-stdin. While the embedded server runs, use the pages under
Administration instead; the command needs exclusive access to the databases.
"""

import argparse
import secrets
import sys
from datetime import UTC, datetime
from typing import Any, cast

from moothall.command.configuration import add_configuration_arguments, application
from moothall.command.databases import opened
from moothall.core.access.roles import SITE_ROLES
from moothall.core.base.errors import BadInput, MoothallError
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import OpenDatabases
from moothall.people.account import Account
from moothall.people.account_log import note, record
from moothall.people.log_events import NEW_PASSWORD
from moothall.people.store import PeopleStore, store_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="do", metavar="DO", required=True)
    listing = commands.add_parser("list", help="list all accounts with their site roles")
    add_configuration_arguments(listing, repeated=True)
    for name, help in (
        ("add", "add an account"),
        ("password", "set a new password; ends all sessions"),
        ("roles", "set the site roles"),
        ("enable", "enable an account"),
        ("disable", "disable an account"),
    ):
        one = commands.add_parser(name, help=help)
        add_configuration_arguments(one, repeated=True)
        one.add_argument("login", metavar="LOGIN")
        if name == "add":
            one.add_argument("--name", required=True, help="the name of the person")
            one.add_argument("--email", default="", help="the email address")
            one.add_argument("--organisation", default="")
            one.add_argument("--role", action="append", default=[], choices=SITE_ROLES)
        if name in ("add", "password"):
            one.add_argument("--password-stdin", action="store_true", help="read the password from the input")
        if name == "roles":
            one.add_argument("roles", nargs="*", metavar="ROLE", help=f"of {', '.join(SITE_ROLES)}; none removes all")


def run(options: argparse.Namespace) -> int:
    with application(options, read_only=options.do == "list") as app, opened(app) as databases:
        return run_action(databases, store_of(databases.people_connection, app.registry.moothall_passwords), options)


def run_action(databases: OpenDatabases, people: PeopleStore, options: argparse.Namespace) -> int:
    """Do what the options say; return the exit code."""
    act = ActionContext(None, datetime.now(UTC), rule="command")
    if options.do == "list":
        for account in people:
            roles = ", ".join(sorted(account.site_roles))
            print(f"{account.login:<24} {account.name:<32} {roles}{'' if account.enabled else ' (disabled)'}".rstrip())
        return 0
    found = people.by_login(options.login)
    if options.do != "add" and found is None:
        return _failed(f"There is no account with the username {options.login}.")
    try:
        changes, said = _do(people, act, found, options)
    except MoothallError as error:
        return _failed(error.message.interpolate() if hasattr(error.message, "interpolate") else error.message)
    record(databases.site, act, changes)
    if options.do == "password":
        note(databases.site, act, NEW_PASSWORD, cast(Account, found).id)
    # Before the commit: a new password that no one has read would lock the person out.
    print(said, flush=True)
    databases.commit()
    return 0


def _do(people: Any, act: ActionContext, account: Any, options: argparse.Namespace) -> tuple[Any, str]:
    """Return (changes, message)."""
    if options.do in ("enable", "disable"):
        return getattr(people, options.do)(act, account), f"{account.login} is {options.do}d."
    if options.do == "roles":
        changes = people.set_site_roles(act, account, options.roles)
        return changes, f"Site roles of {account.login}: {', '.join(options.roles) or 'no site role'}."
    given = _password_of_input() if options.password_stdin else None
    password = given or secrets.token_urlsafe(12)
    shown = "" if given else f" Password (shown only now): {password}"
    if options.do == "password":
        return people.set_password(act, account, password), f"{account.login} has a new password.{shown}"
    account = people.add(
        options.login,
        password,
        options.email,
        options.name,
        at=act.at,
        site_roles=options.role,
        organisation=options.organisation,
    )
    return people.changes_of_new(account), f"{account.login} was added.{shown}"


def _password_of_input() -> str:
    try:
        given = sys.stdin.readline().rstrip("\r\n")
        # In some locales, Python reads other bytes as surrogates.
        given.encode()
    except UnicodeError:
        raise BadInput("The password in the input is not UTF-8.") from None
    if not given:
        raise BadInput("There is no password in the input.")
    return given


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
