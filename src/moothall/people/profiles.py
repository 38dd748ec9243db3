"""Profiles: people as objects of the tree, at ``/people/<id>``.

The data of a profile are in the database of people; the object only has the person's ID and decides who
may see it.  Views find the account by :func:`account_of`, which raises NotFound if there is none.
"""

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of


class Profile:
    """The object of one person in the tree, whether or not the person exists."""

    type_id = "profile"
    workflow = "site"
    state = "people"
    review_state = None
    title = _("Profile")
    leaf = True
    #: No item has this uid: profiles are in no catalog.
    uid = 0

    def __init__(self, people, id):
        self.__parent__ = people
        self.__name__ = id
        self.creator = id

    def subject(self):
        """Return the subject of access decisions: people who are logged in see profiles, the person edits it."""
        return Subject(scope_of(self), self.workflow, self.state, self.creator)

    def access_subjects(self):
        """Return the one subject, since a profile has no versions."""
        return (self.subject(),)


def account_of(request, profile):
    """Return the account of a profile; raise :class:`NotFound` if there is none.

    Only people who administer accounts find a disabled one.
    """
    account = request.people.by_id(profile.__name__)
    if account is None or not (account.enabled or request.viewer.allowed(Permission.MANAGE, profile)):
        raise NotFound()
    return account


def profile_in(people, name):
    """Return the profile ``name`` of the directory ``people``, or ``None`` if that cannot be an ID."""
    return Profile(people, name) if is_person_id(name) else None
