"""The two databases: content, and people.

Everything of the tree is in the first one; accounts, sessions, read marks and
other personal data are in the second, so that they can be kept, backed up and
erased apart.  A request uses one transaction over both.
"""

from pyramid_zodbconn import get_connection

SITE = "site"
PEOPLE = "people"


def includeme(config):
    # One explicit transaction manager per request: nothing joins a transaction that was not begun for it.
    config.add_settings({"tm.manager_hook": "pyramid_tm.explicit_manager"})
    # What is answered by an error saves nothing, also where a form is only shown again.
    config.add_settings({"tm.commit_veto": "pyramid_tm.default_commit_veto"})
    config.include("pyramid_tm")
    config.include("pyramid_zodbconn")


def content_root(request):
    """The root of the content database in the snapshot of this request."""
    return get_connection(request).root()


def site_of_request(request):
    """The site, in the snapshot of this request: the root of traversal."""
    return content_root(request)[SITE]


def open_site(registry, transaction_manager):
    """(connection, site, connection to people) outside of a request, for workers and commands.

    The caller closes the first connection, which closes the other one too.
    """
    databases = registry._zodb_databases
    connection = databases[""].open(transaction_manager=transaction_manager)
    return connection, connection.root().get(SITE), connection.get_connection(PEOPLE)
