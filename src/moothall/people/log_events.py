"""Kinds of logged events about accounts and logins."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ACCOUNTS, LOGINS, EventKind, first_of_key

ACCOUNT_ENABLED = EventKind("account enabled", ACCOUNTS, person=first_of_key)
NEW_PASSWORD = EventKind("password", ACCOUNTS, person=first_of_key)
NEW_ADDRESS = EventKind("address", ACCOUNTS, person=first_of_key)
LOGIN = EventKind("log-in", LOGINS, personal=True)
LOGINS_FAILED = EventKind("log-ins failed", LOGINS, personal=True)
LOGOUT = EventKind("log-out", LOGINS, personal=True)


def _enabled(formatter, entry):
    said = formatter.common(entry)
    if entry.before is None:
        return _("${actor} added an account for ${person}.", mapping=said)
    if entry.after is None:
        return _("${actor} deleted the account of ${person}.", mapping=said)
    if entry.after:
        return _("${actor} enabled the account of ${person}.", mapping=said)
    return _("${actor} disabled the account of ${person}.", mapping=said)


def _password(formatter, entry):
    if entry.actor == entry.person:
        return _("${person} chose a new password.", mapping=formatter.common(entry))
    return _("${actor} set a new password for ${person}.", mapping=formatter.common(entry))


def _address(formatter, entry):
    if entry.actor == entry.person:
        return _("${person} changed their own email address.", mapping=formatter.common(entry))
    return _("${actor} changed the email address of ${person}.", mapping=formatter.common(entry))


def _login(formatter, entry):
    if entry.person is None:
        return _("Someone logged in. Who it was is no longer stored.")
    return _("${person} logged in.", mapping=formatter.common(entry))


def _failed(formatter, entry):
    if entry.person is None:
        return (
            _("Several logins in a row failed for a username that does not exist.")
            if not entry.forgotten
            else _("Several logins in a row failed. The username is no longer stored.")
        )
    return _("Several logins in a row failed for ${person}.", mapping=formatter.common(entry))


def _logout(formatter, entry):
    if entry.person is None:
        return _("Someone logged out. Who it was is no longer stored.")
    if entry.actor == entry.person:
        return _("${person} logged out everywhere.", mapping=formatter.common(entry))
    return _("${actor} logged ${person} out everywhere.", mapping=formatter.common(entry))


def includeme(config):
    config.add_event_kind(ACCOUNT_ENABLED, _("Accounts added, disabled, enabled"), _enabled)
    config.add_event_kind(NEW_PASSWORD, _("Password changes"), _password)
    config.add_event_kind(NEW_ADDRESS, _("Email address changes"), _address)
    config.add_event_kind(LOGIN, _("Logged in"), _login)
    config.add_event_kind(LOGINS_FAILED, _("Failed logins"), _failed)
    config.add_event_kind(LOGOUT, _("Logged out everywhere"), _logout)
