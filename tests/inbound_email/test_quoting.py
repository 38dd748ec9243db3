"""The text of replies as email programs write them, in several languages."""

import time

import pytest

from moothall.inbound_email.quoting import without_quotes
from moothall.inbound_email.reading import Unreadable, read_email, unflow

SENT = "Anna Author replied in “Rooms”.\n\n> Which room?\n\nView it here: http://localhost/x\n\n-- \nMoothall"
QUOTED = "\n".join(f"> {line}".rstrip() for line in SENT.split("\n"))

SHAPES = {
    "Gmail": f"I agree.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Moothall <moothall@example.org> wrote:\n\n{QUOTED}\n",
    "Gmail, two lines": "I agree.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Moothall of all coalitions <\n"
    f"moothall@example.org> wrote:\n\n{QUOTED}\n",
    "Gmail in German": f"I agree.\n\nAm Mo., 2. März 2026 um 09:00 Uhr schrieb Moothall <m@example.org>:\n\n{QUOTED}\n",
    "Gmail in French": f"I agree.\n\nLe lun. 2 mars 2026 à 09:00, Moothall <m@example.org> a écrit :\n\n{QUOTED}\n",
    "Apple Mail": f"I agree.\n\n> On 2. Mar 2026, at 09:00, Moothall <m@example.org> wrote:\n> \n{QUOTED}\n",
    "Apple Mail in German": f"I agree.\n\n> Am 02.03.2026 um 09:00 schrieb Moothall <m@example.org>:\n> \n{QUOTED}\n",
    "iPhone": f"I agree.\n\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:00, Moothall wrote:\n> \n{QUOTED}",
    "Thunderbird": f"I agree.\n\nOn 02/03/2026 09:00, Moothall wrote:\n{QUOTED}\n\n-- \nOlga Owner\nBrussels\n",
    "Thunderbird in German": f"I agree.\n\nAm 02.03.26 um 09:00 schrieb Moothall:\n{QUOTED}\n",
    "Thunderbird in French": f"I agree.\n\nLe 02/03/2026 à 09:00, Moothall a écrit :\n{QUOTED}\n",
    "Outlook": "I agree.\n\nFrom: Moothall <m@example.org>\nSent: Monday, March 2, 2026 9:00 AM\n"
    f"To: Olga <owner@example.org>\nSubject: Reply: Rooms\n\n{SENT}\n",
    "Outlook in German": "I agree.\n\nVon: Moothall <m@example.org>\nGesendet: Montag, 2. März 2026 09:00\n"
    f"An: Olga <owner@example.org>\nBetreff: Reply: Rooms\n\n{SENT}\n",
    "Outlook in French": "I agree.\n\nDe : Moothall <m@example.org>\nEnvoyé : lundi 2 mars 2026 09:00\n"
    f"À : Olga <owner@example.org>\nObjet : Reply: Rooms\n\n{SENT}\n",
    "Outlook with a line": "I agree.\n\n________________________________\nFrom: Moothall <m@example.org>\n"
    f"Sent: Monday, March 2, 2026 9:00 AM\nTo: Olga <owner@example.org>\nSubject: Reply: Rooms\n\n{SENT}\n",
    "a language that is not known": f"I agree.\n\n2026-03-02 09:00, Moothall rašė:\n{QUOTED}\n",
    "a signature": f"I agree.\n\n-- \nOlga Owner\n\nOn 02/03/2026 09:00, Moothall wrote:\n{QUOTED}\n",
    "below the quote": f"On 02/03/2026 09:00, Moothall wrote:\n{QUOTED}\n\nI agree.\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_quotes_and_signatures_are_removed(name):
    found = without_quotes(SHAPES[name])
    if name == "below the quote":
        # Text between and below quotes is kept with them.
        assert found.text.endswith("I agree.")
    else:
        assert (found.text, found.doubtful) == ("I agree.", "")


def test_answers_between_quotes_keep_the_quotes():
    text = (
        "On 2 Mar 2026 at 09:00, Moothall wrote:\n> Which room?\n\nThe blue one.\n\n> And when?\n\nAt nine.\n-- \nOlga"
    )
    found = without_quotes(text).text
    assert found.endswith("> Which room?\n\nThe blue one.\n\n> And when?\n\nAt nine.")


def test_nothing_is_lost_below_a_quote_without_marks():
    found = without_quotes(SHAPES["Outlook"].replace("I agree.\n\n", "") + "\nI agree.\n")
    assert found.text + found.doubtful == "I agree."


def test_nothing_is_lost_after_a_complimentary_close():
    more = "\n".join(f"Point {n}: this matters as well." for n in range(12))
    found = without_quotes(f"I agree.\n\nBest regards,\nOlga\n\nOne more thing:\n{more}")
    assert found.text.startswith("I agree.")
    assert all(f"Point {n}:" in found.text + found.doubtful for n in range(12))


def _email(head, body, charset="us-ascii"):
    return f"From: a@example.org\r\nMessage-ID: <1@x>\r\n{head}\r\n\r\n{body}".encode(charset)


def test_encodings_html_and_flowed_lines_are_read():
    latin = _email(
        "Content-Type: text/plain; charset=iso-8859-15\r\nContent-Transfer-Encoding: 8bit", "5 € für", "iso-8859-15"
    )
    assert read_email(latin, "a@example.org").text() == "5 € für"
    # A charset that does not exist, and one that is wrong.
    for charset in ("x-unknown", "us-ascii"):
        sent = _email(
            f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit", "Grüße", "utf-8"
        )
        assert read_email(sent, "a@example.org").text() == "Grüße"
    html = '<p>I <b>agree</b>.</p><div class="gmail_quote">On Monday wrote:<blockquote>Which?</blockquote></div>'
    assert read_email(_email("Content-Type: text/html", html), "a@example.org").text().strip() == "I agree."
    outlook = '<p>Yes.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: x</div><div>Which?</div>'
    assert read_email(_email("Content-Type: text/html", outlook), "a@example.org").text().strip() == "Yes."
    assert unflow("One \nline\n> quo \n> ted\n-- \nOlga") == "One line\n> quo ted\n-- \nOlga"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\xff\n\n\xfe",
        b"From: =?x?q?=\nContent-Type: multipart/mixed; boundary=a\n\n--a\n--a\n--a--",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 500,
        b"From: a@b\nContent-Type: text/plain; charset*0*=x'\n\nx",
        b"From: " + b"a," * 50_000 + b"\n\nx",
        b"Content-Type: text/plain" + b";\n a=b" * 20_000 + b"\n\nx",
    ],
)
def test_emails_that_are_not_well_formed_raise_one_error_at_most(content):
    try:
        found = read_email(content, "a@example.org")
        assert isinstance(found.text(), str) and found.attachments() == []
    except Unreadable:
        pass


@pytest.mark.parametrize(
    "part", ["x\n\n\n", "On Mon ", "From: a\nSent: b\n", "> a\nb\n", "Am 2 schrieb ", "Best regards, ", "_"]
)
def test_long_texts_take_little_time(part):
    text = part * (100_000 // len(part))
    started = time.process_time()
    found = without_quotes(text)
    assert time.process_time() - started < 3
    assert len(found.text) + len(found.doubtful) <= len(text)
