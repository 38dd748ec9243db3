"""From a post to an email, a reply, and a post, over a real SMTP server."""

import smtplib

from tests.factories import GROUP


def test_a_reply_by_email_becomes_a_post_of_its_sender(post, thread):
    asked = post.ask(thread)
    assert asked["Reply-To"].startswith("reply+") and asked["Reply-To"].endswith("@in.example.org")
    assert post.send(post.reply(asked, "Grüße: the blue one → 2nd floor.\n\nAnd 日本."))[0] == 250
    assert post.posts(thread)[-1] == ("owner", "<p>Grüße: the blue one → 2nd floor.</p>\n<p>And 日本.</p>\n")
    told = post.last("author")
    assert told["Subject"] == "Reply: Rooms"
    assert (
        told["In-Reply-To"] == asked["Message-ID"] and told["References"].split()[0] == asked["References"].split()[0]
    )
    # The case of an address may change on the way, and LMTP is the same listener.
    with smtplib.LMTP(*post.address, timeout=20) as client:
        client.sendmail("author@example.org", [told["Reply-To"].upper()],
                        post.reply(told, "Fine.", "Anna <AUTHOR@example.org>", "2").as_bytes())  # fmt: skip
    assert ("author", "<p>Fine.</p>\n") in post.posts(thread)


def test_an_email_that_arrives_twice_is_one_post(post, thread):
    reply = post.reply(post.ask(thread))
    assert [post.send(reply)[0] for _ in range(2)] == [250, 250]
    assert len(post.posts(thread)) == 2


def test_attachments_are_named_in_the_post(post, thread):
    reply = post.reply(post.ask(thread), "See the plan.")
    reply.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Plänchen.pdf")
    post.send(reply)
    author, text = post.posts(thread)[-1]
    assert author == "owner"
    assert text == "<p>See the plan.</p>\n<p>Attachments of the email that were not kept: Plänchen.pdf</p>\n"


def test_emails_of_programs_make_no_post_and_get_no_answer(post, thread):
    asked = post.ask(thread)
    sent = len(post.emails.all())
    automatic = [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "1"}, {"List_Id": "<a.org>"},
        {"X_Loop": "owner@example.org"},
    ]  # fmt: skip
    for number, headers in enumerate(automatic):
        assert post.send(post.reply(asked, number=str(number), **headers))[0] == 250
    assert post.send(post.reply(asked, number="a"), envelope="")[0] == 250
    # An email of the site itself that is sent back.
    own = post.last("owner")
    assert post.send(own, to=asked["Reply-To"])[0] == 250
    assert len(post.posts(thread)) == 1 and len(post.emails.all()) == sent


def test_an_address_is_of_no_use_to_others(post, thread):
    asked = post.ask(thread)
    for sender in ("member@example.org", "nobody@example.org", "owner@example.org, member@example.org"):
        code, said = post.send(post.reply(asked, sender=sender))
        assert (code, b"only from the person" in said) == (550, True)
    name = asked["Reply-To"].partition("@")[0]
    other = f"{name[:-1]}{'b' if name.endswith('a') else 'a'}"
    for address in (f"{other}@in.example.org", "reply+x@in.example.org", f"{name}@other.example.org",
                    "root@in.example.org"):  # fmt: skip
        assert post.send(post.reply(asked), to=address)[0] == 550
    assert len(post.posts(thread)) == 1


def test_a_reply_that_cannot_be_posted_comes_back(post, thread, make, api):
    asked = post.ask(thread)
    api.moderator.post_json(f"{thread}/@workflow/close", {"comment": "Done.", "rule": "law"}, status=200)
    assert post.send(post.reply(asked, "My long text."))[0] == 250
    (returned,) = [text for subject, text in post.emails.to("owner") if subject == "Your reply was not posted"]
    assert "> My long text." in returned
    assert len(post.posts(thread)) == 1


def test_a_text_that_is_too_long_comes_back(post, thread):
    assert post.send(post.reply(post.ask(thread), "a\n\n" * 60_000)) == (250, b"")
    assert "Your reply was not posted" in [subject for subject, _text in post.emails.to("owner")]
    assert len(post.posts(thread)) == 1


def test_one_person_can_send_only_some_in_an_hour(post, thread, clock):
    asked = post.ask(thread)
    codes = [post.send(post.reply(asked, f"No. {n}", number=str(n)))[0] for n in range(7)]
    assert codes == [250] * 6 + [450]
    clock.advance(hours=1, seconds=1)
    assert post.send(post.reply(asked, "Later.", number="7"))[0] == 250


def test_the_banned_post_nothing_and_learn_nothing(post, make, api):
    thread = make.discussion(GROUP + "/discussions", "Rooms", by="author")
    api.member.post_json(str(thread), {"@type": "post", "text": "<p>Secret answer.</p>"}, status=201)
    asked = post.last("author")
    banned = {"person": "author", "rule": "law", "comment": "Insults."}
    api.facilitator.post_json(f"{GROUP}/@bans", banned, status="2*")
    assert post.send(post.reply(asked, "My text.", "author@example.org"))[0] == 250
    (returned,) = [text for subject, text in post.emails.to("author") if subject == "Your reply was not posted"]
    assert "> My text." in returned and "Rooms" not in returned and "Secret" not in returned
    assert [author for author, _text in post.posts(thread)] == ["member"]


def test_ending_all_sessions_revokes_addresses(post, thread):
    asked = post.ask(thread)
    post.site.people(lambda store: store.by_login("owner").end_sessions())
    assert post.send(post.reply(asked))[0] == 550
