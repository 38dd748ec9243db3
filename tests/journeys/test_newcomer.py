"""Somebody new: from the first look to an account, into a workspace, and out again."""

import re

from tests.factories import OPEN, PASSWORD

ADDRESS = "petra@example.org"
SECRET = "a stony field of rye"


def link_in(mail):
    (link,) = re.findall(r"http://localhost(/\S+)", mail[1])
    return link


def test_somebody_new_signs_up_takes_part_and_leaves(visit, mails, make):
    petra = visit("guest").open(OPEN).follow("Log in").follow("Create an account")
    petra.fill(Name="Petra Person", Email_address=ADDRESS, Password=SECRET, Repeat_the_password=SECRET)
    petra.press("Send me a link")
    assert petra.heading == "Check your email"

    petra.open(link_in(mails("petra")[0]))
    assert petra.typed("Username") == "petra.person"
    petra.type("Username", "petra").fill(Password=SECRET).press("Confirm and log in")
    assert petra.said.startswith("Your account is ready") and petra.path == OPEN

    petra.follow("Join").press("Join")
    petra.open("/people/settings").follow("Login and security")
    assert petra.sees("Your username is petra.", f"We send your emails to {ADDRESS}.", "This browser")

    petra.follow("Your data")
    assert "Download your data" in petra.links
    petra.fill(Password=SECRET).choose("I want to delete my account").press("Delete my account")
    assert petra.said.startswith("Your account has been deleted")
    assert "Your account has been deleted: Moothall" in [subject for subject, _text in mails("petra")]
    petra.open("/login").type("Username", "petra").fill(Password=SECRET).press("Log in", status=422)


def test_somebody_who_forgot_the_password_gets_in_again(visit, mails):
    mika = visit("guest").open("/login").type("Username", "member").type("Password", "was it this one?")
    mika.press("Log in", status=422)
    mika.follow("Forgotten your password?").type("Username or email address", "member").press("Send me a link")
    mika.open(link_in(mails("member")[0]))
    mika.fill(Password="too short").type("Repeat the password", "too short").press("Use this password", status=422)
    assert "12 characters or more" in mika.problem
    mika.fill(Password=SECRET).type("Repeat the password", SECRET).press("Use this password")
    assert mika.said.startswith("Password changed")
    mika.type("Username", "member").fill(Password=PASSWORD).press("Log in", status=422)
    mika.type("Username", "member@example.org").fill(Password=SECRET).press("Log in")
    assert mika.heading.startswith("Welcome back, Mika")
