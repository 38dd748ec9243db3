"""Telling people: mails about what concerns them, through the outbox.

:mod:`.subscribers` and :mod:`.rosters` decide who is told when something happens, and leave a message
in the same transaction.  :mod:`.letters` and the latter write the mail when it is sent, from the
site as it is then, and only for those who may still read what it speaks of.
:mod:`.accounts` are the mails about accounts, most of them to somebody who has none yet.
"""


def includeme(config):
    config.include(".subscribers")
    config.include(".emails")
    config.include(".account_emails")
    config.include(".membership_emails")
    config.include(".access_emails")
