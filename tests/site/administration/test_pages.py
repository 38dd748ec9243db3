"""The pages about jobs and emails."""

import email
import email.message
import email.policy
from pathlib import Path

from moothall.core.base.settings import settings_of


def test_the_status_says_what_waits_and_what_failed(site, as_admin):
    def fail(tree):
        message = tree.outbox.put("decided", site.id_of("member"), tree.uid, site.clock.now, step="approve", reason="")
        message.error, message.attempts = "ConnectionRefusedError: <no>", 3

    site.write(fail)
    page = as_admin.get("/admin/status")
    assert "ConnectionRefusedError: <no>" in page.html.text
    assert "retried" in as_admin.get("/admin").html.text


def test_a_mail_to_somebody_without_an_account_is_named_by_what_it_is_about(site, as_admin):
    def fail(tree):
        message = tree.outbox.put("account", "0123456789abcdef", tree.uid, site.clock.now)
        message.error, message.attempts = "ConnectionRefusedError: no", 1

    site.write(fail)
    page = as_admin.get("/admin/status")
    assert "Account emails" in page.html.text and "Former member" not in page.html.text


def test_mails_kept_as_files_can_be_read(site, as_admin):
    folder = Path(settings_of(site.registry).mail_path)
    folder.mkdir(exist_ok=True)
    mail = email.message.EmailMessage(policy=email.policy.default)
    mail["To"], mail["From"], mail["Subject"] = "member@example.org", "moothall@example.org", "Hello <b>you</b>"
    mail.set_content("See it here: <script>alert(1)</script> ä\n")
    (folder / "abc123.eml").write_bytes(mail.as_bytes())
    try:
        listed = as_admin.get("/admin/mails")
        assert "Hello <b>you</b>" in [one.text for one in listed.html.select(".m-queue-title")]
        page = as_admin.get("/admin/mails/abc123")
        assert "<script>alert(1)</script> ä" in page.html.select_one("pre").text
        assert "<script>alert" not in page.text
    finally:
        (folder / "abc123.eml").unlink()
