"""Invitations into a space: sent, accepted, declined, withdrawn, found without the email."""

import re

import pytest

from tests.factories import PASSWORD, PRIVATE


def token_in(text):
    """The path of the invitation in a mail."""
    return re.search(r"http://localhost(/invitation/\S+)", text)[1]


def invite(visitor, address="otto@example.net", *roles, space=PRIVATE, **fields):
    visitor.open(space + "/people/invitations").type("Email addresses", address)
    for role in roles:
        visitor.choose(role)
    visitor.fill(**fields).press("Send the invitation")
    assert visitor.said == f"Invitation sent to {', '.join(address.replace(',', ' ').split())}. Undo"


def test_somebody_invited_to_a_private_space_logs_in_and_accepts(facilitator, visit, sent):
    invite(facilitator, Message="We could use your help.")
    ((subject, text),) = sent("otto@example.net")
    assert subject == "Invitation to Confidential"
    assert text.startswith("Finn Facilitator invites you to “Confidential” as: Member.")
    assert "> We could use your help." in text and text.count("http") == 1
    link = token_in(text)

    guest = visit("guest").open(link)
    assert guest.sees("Finn Facilitator invites you to “Confidential”.", "We could use your help.")
    assert "Accept and join" not in guest.buttons and guest.page.headers["Cache-Control"] == "no-store"
    guest.follow("Log in").fill(Username="outsider", Password=PASSWORD).press("Log in")
    assert guest.path == link and guest.sees("You are logged in as Otto Outsider.")
    guest.press("Accept and join")
    assert guest.said == "You are now a member of “Confidential”. Welcome!" and guest.path == PRIVATE + "/"
    assert sent("facilitator@example.org")[0][0] == "Accepted: your invitation to Confidential"
    # It worked once.
    visit("reviewer").open(link, status=404)
    assert not visit("reviewer").open(link, status=404).sees("Confidential")


def test_looking_at_an_invitation_does_nothing_and_declining_needs_no_account(facilitator, visit, sent):
    invite(facilitator)
    link = token_in(sent("otto@example.net")[0][1])
    guest = visit("guest").open(link).open(link)
    guest.press("Decline")
    assert guest.said.startswith("Invitation declined. The person who invited you has been notified.")
    guest.open(link, status=404)
    assert "otto@example.net has declined" in sent("facilitator@example.org")[0][1]


def test_a_member_does_not_use_an_invitation_up(facilitator, visit, sent):
    invite(facilitator)
    link = token_in(sent("otto@example.net")[0][1])
    member = visit("member").open(link)
    assert member.sees("You are already a member.") and "Accept and join" not in member.buttons
    assert visit("outsider").open(link).press("Accept and join").path == PRIVATE + "/"


def test_invitations_are_listed_sent_again_and_withdrawn(facilitator, visit, sent, clock):
    invite(facilitator, "otto@example.net, rita@example.net", "Reader", Member_until="2026-12-31")
    facilitator.open(PRIVATE + "/people/invitations")
    assert facilitator.sees("otto@example.net", "rita@example.net", "until 31 December", "by Finn Facilitator")
    first = token_in(sent("otto@example.net")[0][1])
    clock.advance(days=10)
    facilitator.open(PRIVATE + "/people/invitations").press("Resend : otto@example.net")
    second = next(link for _subject, text in sent("otto@example.net") if (link := token_in(text)) != first)
    visit("guest").open(first, status=404)
    clock.advance(days=13)
    assert visit("guest").open(second).sees("Confidential")
    facilitator = visit("facilitator").open("/login").fill(Username="facilitator", Password=PASSWORD)
    facilitator.press("Log in").open(PRIVATE + "/people/invitations")
    assert facilitator.sees("Ended")
    facilitator.press("Withdraw : otto@example.net")
    assert not facilitator.sees("otto@example.net") and facilitator.sees("rita@example.net")
    visit("guest").open(second, status=404)


def test_an_invitation_ends_after_two_weeks(facilitator, visit, sent, clock):
    invite(facilitator)
    link = token_in(sent("otto@example.net")[0][1])
    clock.advance(days=14)
    visit("guest").open(link, status=404)
    assert visit("guest").open(link, status=404).sees("This invitation has been used, withdrawn or replaced")


def test_wrong_addresses_are_told_and_what_was_typed_is_kept(facilitator):
    facilitator.open(PRIVATE + "/people/invitations").type("Email addresses", "otto@example.net nonsense")
    facilitator.fill(Message="Hello.").press("Send the invitation", status=422)
    assert "“nonsense” is not an email address." in facilitator.problem
    assert facilitator.typed("Message") == "Hello." and facilitator.sees("No open invitations")


def test_nobody_invites_to_more_than_they_hold_also_not_later(facilitator, owner, visit, sent, make):
    facilitator.open(PRIVATE + "/people/invitations")
    assert not any(one.text.startswith("Owner") for one in facilitator.page.html.select("label b"))
    invite(facilitator, "otto@example.net", "Facilitator")
    link = token_in(sent("otto@example.net")[0][1])
    make.member(PRIVATE, "facilitator", "moderator")
    outsider = visit("outsider").open(link, status=404)
    assert outsider.sees("can no longer give these roles") and "Accept and join" not in outsider.buttons
    assert not outsider.sees("Confidential")
    assert not visit("guest").open(link, status=404).sees("Confidential")
    owner.open(PRIVATE + "/people/invitations")
    assert owner.sees("No longer valid")


def test_somebody_without_an_account_signs_up_and_comes_back(facilitator, visit, sent):
    password = "quiet-otters-swim-9"
    invite(facilitator, "new@example.net", "Author")
    link = token_in(sent("new@example.net")[0][1])
    guest = visit("guest").open(link).follow("Create an account")
    guest.fill(
        **{
            "Name": "Nina New",
            "Email address": "new@example.net",
            "Password": password,
            "Repeat the password": password,
        }
    )
    guest.press("Send me a link")
    mail = next(text for subject, text in sent("new@example.net") if subject.startswith("Confirm"))
    assert link not in mail
    guest.open(re.search(r"http://localhost(/confirm-account/\S+)", mail)[1])
    guest.fill(Password=password).press("Confirm and log in")
    assert guest.heading == "Your invitations"
    assert guest.sees("Finn Facilitator invites you to “Confidential”.", "Author")
    guest.press("Accept and join")
    assert guest.said == "You are now a member of “Confidential”. Welcome!" and guest.path == PRIVATE + "/"
    assert guest.open("/invitation").sees("You have no open invitations")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_up_leads_nowhere_else(visit, elsewhere):
    guest = visit("guest").open(f"/sign-up?came_from={elsewhere}")
    assert guest.page.html.main.form["action"] == "/sign-up"


def test_invitations_to_ones_own_address_are_found_without_the_mail_and_no_others(facilitator, visit):
    invite(facilitator, "outsider@example.org other@example.org")
    outsider = visit("outsider").open("/invitation")
    assert len(outsider.page.html.select("main section")) == 1
    visit("guest").open("/invitation", status=401)
    assert visit("reviewer").open("/invitation").sees("You have no open invitations")
    outsider.press("Decline")
    assert outsider.sees("You have no open invitations")
