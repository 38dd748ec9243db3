"""People of the site: accounts, sessions and profiles.

They are stored in a database of their own, named ``people``.  Everything else refers to a person
by an opaque ID, so erasing a person changes no content.  ``request.people`` is the store.
"""

from pyramid_zodbconn import get_connection

from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.people.content import People
from moothall.people.passwords import Passwords
from moothall.people.settings import PeopleSettings
from moothall.people.store import store_of


def includeme(config):
    config.registry.moothall_passwords = Passwords.of(settings_of(config.registry, PeopleSettings))
    config.add_request_method(_people, "people", reify=True)
    config.add_request_method(_signup_url, "signup_url", reify=True)
    config.add_item_type(People, title=_("People"), plural=_("People"), icon="people")
    config.add_section("people", People, title=_("People"), order=40)
    for part in (
        "settings",
        "emails",
        "transition_emails",
        "personal_data",
        "export",
        "erasure",
        "log_events",
        "account_log",
        "read_marks",
        "evolve",
        "views",
        "administration",
        "api",
        "panels",
        "periodic_tasks",
    ):
        config.include(f".{part}")
    config.add_unlocked_views("@login")


def _people(request):
    return store_of(get_connection(request, PEOPLE), request.registry.moothall_passwords)


def _signup_url(request):
    """Return the address where people make themselves an account; empty where only administrators do."""
    return "/sign-up" if settings_of(request.registry, PeopleSettings).sign_up else ""
