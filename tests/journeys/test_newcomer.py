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
    petra.fill(Name="Petra Person", Mail_address=ADDRESS, Password=SECRET, The_same_password_again=SECRET)
    petra.press("Send me the link")
    assert petra.heading == "Look into your mails"

    petra.open(link_in(mails("petra")[0]))
    assert petra.typed("Log-in") == "petra.person"
    petra.type("Log-in", "petra").fill(Password=SECRET).press("Confirm and log in")
    assert petra.said.startswith("Your account is there") and petra.path == OPEN

    petra.follow("Join").press("Join")
    petra.open("/people/settings").follow("Logging in")
    assert petra.sees("Your log-in is petra.", f"Mails for you go to {ADDRESS}.", "This browser")

    petra.follow("Your data")
    assert "Download your data" in petra.links
    petra.fill(Password=SECRET).choose("I want my account to be erased").press("Erase my account")
    assert petra.said.startswith("Your account is erased")
    assert "Your account is closed: Moothall" in [subject for subject, _text in mails("petra")]
    petra.open("/login").type("Log-in", "petra").fill(Password=SECRET).press("Log in", status=422)


def test_somebody_who_forgot_the_password_gets_in_again(visit, mails):
    mika = visit("guest").open("/login").type("Log-in", "member").type("Password", "was it this one?")
    mika.press("Log in", status=422)
    mika.follow("Forgotten your password?").type("Log-in or mail address", "member").press("Send me the link")
    mika.open(link_in(mails("member")[0]))
    mika.fill(Password="too short").type("The same password again", "too short").press("Use this password", status=422)
    assert "12 characters or more" in mika.problem
    mika.fill(Password=SECRET).type("The same password again", SECRET).press("Use this password")
    assert mika.said.startswith("The new password holds")
    mika.type("Log-in", "member").fill(Password=PASSWORD).press("Log in", status=422)
    mika.type("Log-in", "member@example.org").fill(Password=SECRET).press("Log in")
    assert mika.heading.startswith("Good to see you, Mika")
