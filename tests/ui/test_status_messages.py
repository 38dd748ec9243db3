"""Every message after a form: it names what it is about and offers undo, or this file says why not."""

from moothall.core.base.registry import registered
from moothall.ui.message_addresses import MESSAGES, UNDO

OWN = "the person's own account, login or settings"
NOTHING = "nothing was done"
HIDDEN = "what it is about may be hidden from the person now"
PERSONAL = "an address with the name of someone without an account, or of a deleted one, would keep it"
SHOWN = "the page that opens shows it"
UNDONE = "it says that a change was undone"
SENT = "an email has been sent"
GONE = "what was deleted permanently cannot come back"
PAGE = "the page that opens has the button or the form for the way back"
FOR_TEXT = "undoing would delete what was typed; deleting is an action of the item and can be undone"
AGAIN = "it was itself the way back; the same form does it again"

#: Message → why it names nothing.
UNNAMED = {
    "saved": OWN, "logged-out": OWN, "logged-out-everywhere": OWN, "welcome": OWN, "password-chosen": OWN,
    "email-resumed": OWN,
    "address-confirmed": OWN, "password": OWN, "address-asked": OWN, "address-withdrawn": OWN, "log-in-ended": OWN,
    "log-ins-ended": OWN, "erased": OWN, "yourself": OWN, "nothing-changed": NOTHING, "request-gone": NOTHING,
    "invitation-gone": NOTHING, "queue-gone": NOTHING, "queue-changed": NOTHING, "queue-held": NOTHING,
    "done": HIDDEN, "changed": HIDDEN, "invitation-declined": HIDDEN, "mail-sent-again": PERSONAL,
    "sign-up-forgotten": PERSONAL, "person-erased": PERSONAL, "invitation-withdrawn": PERSONAL,
    "memberships-undone": SHOWN, "access-changed-back": SHOWN, "sharing-undone": SHOWN, "queue-undone": SHOWN,
    "queue-some-undone": SHOWN, "added": SHOWN, "waiting": SHOWN, "notifications-read": SHOWN,
    "appealed": SHOWN, "email-content-saved": SHOWN,
    "draft-deleted": PERSONAL,
    "appeal-message-sent": SHOWN, "workflow-copied": SHOWN,
}  # fmt: skip
#: Message that names something → why it offers no undo.
FINAL = {
    "item-added": FOR_TEXT, "item-made": FOR_TEXT, "sent-later": FOR_TEXT, "replied": FOR_TEXT, "files-added": FOR_TEXT,
    "discarded": "the history has the discarded version", "approved": "the others who approve rely on it",
    "deleted": GONE, "group-deleted": GONE,
    "link-sent": SENT, "reported": SENT, "reported-as-guest": SENT, "rules-saved": PAGE,
    "word-rules-saved": PAGE, "sanctions-saved": PAGE,
    "person-logged-out": "sessions that ended cannot go on",
    "address-saved": SENT, "group-added": PAGE, "group-renamed": PAGE, "handed-over": "only the new owner decides now",
    "read": "opening a discussion marks it as well", "job-again": "the job is running",
    "answer-undone": UNDONE, "posts-moved-back": UNDONE, "slow-mode-undone": UNDONE,
    "moved-back": UNDONE, "account-undone": UNDONE, "membership-undone": UNDONE, "ban-undone": UNDONE,
    "request-reopened": UNDONE, "settings-undone": UNDONE, "joined-again": UNDONE, "left-again": UNDONE,
    "request-withdrawn": AGAIN, "access-withdrawn": AGAIN, "plan-taken-back": AGAIN, "queue-decided": PAGE,
    "queue-approved": "the others who approve rely on it", "queue-claimed": PAGE, "queue-released": PAGE,
    "queue-noted": "others may have read it", "workflow-choosing": PAGE, "workflow-chosen-here": PAGE,
    "workflow-saved": PAGE, "workflow-discarded": GONE, "workflow-active": PAGE, "workflow-back": PAGE,
    "workflow-retired": PAGE, "workflow-chosen": PAGE,
}  # fmt: skip


def test_messages_name_what_they_are_about_or_say_here_why_not(app):
    found = registered(app.registry, MESSAGES)
    assert {key for key, sentence in found.items() if not callable(sentence)} == set(UNNAMED)


def test_messages_offer_undo_or_say_here_why_not(app):
    named = {key for key, sentence in registered(app.registry, MESSAGES).items() if callable(sentence)}
    assert named - set(registered(app.registry, UNDO)) == set(FINAL)
