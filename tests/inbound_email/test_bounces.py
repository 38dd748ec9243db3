"""Emails that come back: counted for the address, shown to the person, and paused until they say that it works."""

import pytest

from tests.factories import PRIVATE

REPORT = """From: MAILER-DAEMON@mx.example.org
To: {to}
Message-ID: <{number}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; owner@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} <owner@example.org> unknown user

--b--
"""


@pytest.fixture
def bounce(post, thread):
    to = post.ask(thread)["Return-Path"].strip("<>")

    def send(number, action="failed", status="5.1.1", to=to):
        report = REPORT.format(to=to, number=number, action=action, status=status)
        return post.send(report.replace("\n", "\r\n").encode(), to=to, envelope="")[0]

    return send


def state(post):
    found = post.api.owner.get("/@email-delivery").json
    return found["errors"], found["paused"]


def test_an_address_is_paused_after_permanent_errors_until_it_works(post, thread, bounce, actors):
    assert state(post) == (0, False)
    # A delay, a delivery and a report that comes twice are no errors.
    for number, action, status in (("a", "delayed", "4.4.1"), ("b", "delivered", "2.0.0"), ("c", "failed", "4.2.2")):
        assert bounce(number, action, status) == 250
    assert state(post) == (0, False)
    assert [bounce(number) for number in ("1", "1", "2")] == [250] * 3
    assert state(post) == (2, False)
    assert bounce("3", to="reply-bounce+aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbb@in.example.org") == 250
    assert state(post) == (2, False)
    bounce("4")
    assert state(post) == (3, True)
    assert "unknown user" in post.api.owner.get("/@email-delivery").json["last_error"]["reason"]
    sent = len(post.emails.to("owner"))
    post.api.member.post_json(str(thread), {"@type": "post", "text": "<p>Later.</p>"}, status=201)
    assert len(post.emails.to("owner")) == sent
    why = post.api.owner.get(f"{thread}/@why-no-email").json["items"]
    assert why[0]["reason"] == "paused"
    page = actors.owner.get("/people/email-delivery")
    assert "No notifications are sent to this address now" in page.text and "unknown user" in page.text
    next(form for form in page.forms.values() if form.method == "post" and "email-delivery" in form.action).submit(
        status=303
    )
    assert state(post) == (0, False)
    post.api.member.post_json(str(thread), {"@type": "post", "text": "<p>Again.</p>"}, status=201)
    assert len(post.emails.to("owner")) == sent + 1


def test_the_reasons_for_no_email_are_those_of_the_settings(post, thread, make, actors):
    post.ask(thread)
    why = f"{thread}/@why-no-email"
    post.api.owner.post_json(f"{thread}/@subscription", {"level": "all"})
    assert [one["reason"] for one in post.api.owner.get(why).json["items"]] == ["none"]
    post.api.owner.post_json(f"{thread}/@subscription", {"level": "none"})
    (found,) = post.api.owner.get(why).json["items"]
    assert found == {"reason": "level", "text": "For “Rooms” you get: No notifications."}
    page = actors.owner.get("/people/email-delivery")
    form = next(form for form in page.forms.values() if "about" in form.fields)
    assert "For “Rooms” you get: No notifications." in form.submit().text
    hidden = make.discussion(PRIVATE + "/discussions", "Secret", by="member")
    post.api.outsider.get(f"{hidden}/@why-no-email", status=404)
    post.api.guest.get("/@email-delivery", status=401)
