"""Profiles: people as things of the tree, at ``/people/<id>``.

What a profile says is in the database of people, so this is only the place: it
knows whose it is and who may see it.  Views find the account by :func:`account_of`,
which answers as absent where there is none.
"""

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of


class Profile:
    """The place of one person in the tree, whether or not there is such a person."""

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
        """Those who are signed in see profiles; the person it belongs to may edit it."""
        return Subject(scope_of(self), self.workflow, self.state, self.creator)

    def access_subjects(self):
        """It has no editions."""
        return (self.subject(),)


def account_of(request, profile):
    """The account behind a profile; raises :class:`NotFound` where there is none.

    A disabled one is there for those who administer people alone.
    """
    account = request.people.by_id(profile.__name__)
    if account is None or not (account.enabled or request.viewer.allowed(Permission.MANAGE, profile)):
        raise NotFound()
    return account


def profile_in(people, name):
    """The profile ``name`` of the directory ``people``, or ``None`` where that cannot be anybody's id."""
    return Profile(people, name) if is_person_id(name) else None
