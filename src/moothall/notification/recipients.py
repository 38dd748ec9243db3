"""Who has to hear of something: opaque ids of people."""

from moothall.core.access import roles as R
from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.items import scope_of, site_of
from moothall.core.storage.databases import PEOPLE
from moothall.people.store import store_of
from moothall.ui.workflow_bar import holders


def owners(space, now):
    """The owners of a space."""
    return holders(space.record, R.OWNER, now)


def of_tokens(item, tokens, now):
    """Those whom a table's step tells: its creator, those who hold a role of the space, people of the site."""
    site, found = site_of(item), []
    roster = access_data_of(site).inherited(scope_of(item))[2]
    for token in tokens:
        if token == "creator":
            found.append(item.creator)
        elif token in R.SPACE_ROLES:
            found += holders(roster, token, now)
        elif token in R.SITE_ROLES:
            found += with_site_role(site, token)
    return dict.fromkeys(found)


def with_site_role(site, role):
    """Those who hold a role on the whole site, or the administrators where nobody does."""
    people = store_of(site._p_jar.get_connection(PEOPLE))
    found = [account.id for account in people if role in account.site_roles and account.enabled]
    return found or [account.id for account in people if R.ADMINISTRATOR in account.site_roles and account.enabled]
