"""Base of all kinds of changes."""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.item_classes import roots_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.operations.authoring import require_of
from moothall.core.operations.moving import scopes_within
from moothall.core.workflow.kinds import WorkflowKind
from moothall.space.members import STAYS


class ChangeContext(NamedTuple):
    """The viewer of a change, the store of people in the same snapshot, and the registered workflow kinds.

    End dates are days in ``zone``, that of the site.
    """

    viewer: AccessContext
    people: object
    kinds: Mapping[str, WorkflowKind]
    zone: tzinfo = UTC

    @property
    def site(self):
        return self.viewer.site


class AccessChange:
    """A change of one ``item`` that is not applied yet; ``comment`` is its reason, ``rule`` the ID of its ground."""

    kind = ""
    comment = ""
    rule = ""

    def __init__(self, item):
        self.item = item

    @classmethod
    def require_right(cls, viewer, item):
        """Raise unless ``viewer`` may make any change of this kind on ``item``; called before it is read.

        Otherwise the errors about what was sent would tell others which people and groups exist.
        """

    @classmethod
    def read(cls, asker, item, sent):
        """Return the change that plain data describe; raise :class:`BadInput` with a message."""
        raise NotImplementedError

    def check(self, viewer):
        """Raise what the service would raise for ``viewer``."""
        raise NotImplementedError

    def overlay(self, viewer):
        """Return the access data as they would be after ``viewer`` has made the change."""
        raise NotImplementedError

    def apply(self, viewer, act, notify):
        """Check and apply the change as ``viewer``; ``notify`` announces the events."""
        self.check(viewer)
        act = act.citing(self.rule) if self.rule else act
        self.perform(viewer, act.because(self.comment) if self.comment else act, notify)

    def requires_comment(self, _viewer):
        """Return True if the change needs a comment."""
        return False

    def requires_rule(self, _viewer):
        """Return True if the change restricts someone, so that it needs a rule."""
        return False

    def perform(self, viewer, act, notify):
        """Apply the change, which was checked before."""
        raise NotImplementedError

    def roots(self):
        """Return the items whose subtrees it can affect."""
        return [self.item]

    def only_person(self):
        """Return the ID of the only person it can affect, if there is only one."""

    def plain(self, people):
        """Return the plain data from which it can be read again."""
        said = {"comment": self.comment, "rule": self.rule}
        return {"kind": self.kind, **self.fields(people), **{name: text for name, text in said.items() if text}}

    def fields(self, people):
        """Return the fields that distinguish it from others of its kind."""
        raise NotImplementedError


class PersonChange(AccessChange):
    """A change of what one ``person`` (an ID) is in a space, which those who manage the space make."""

    def __init__(self, item, person):
        super().__init__(item)
        self.person = person

    @classmethod
    def require_right(cls, viewer, item):
        require_of(viewer, Permission.MANAGE, item)

    def roots(self):
        return roots_of(site_of(self.item), self.item, self.item.uid)

    def only_person(self):
        return self.person


def only(sent, *names):
    """Raise :class:`BadInput` if ``sent`` has other fields than ``names``."""
    for name in sent:
        if name not in names:
            raise BadInput(_("A change of this type has no field “${name}”.", mapping={"name": str(name)[:50]}))


def account_named(asker, sent, field):
    """Return the account with the username that was sent; raise :class:`BadInput` naming the field if there is none."""
    login = sent.get(field)
    account = asker.people.by_login(login) if isinstance(login, str) else None
    if account is None:
        raise BadInput(_("“${field}” must be the username of someone here.", mapping={"field": field}))
    return account


def flag_named(sent, field, default=None):
    """Return the boolean that was sent; forms send it as a text."""
    value = sent.get(field, default)
    if value in ("true", "false"):
        value = value == "true"
    if not isinstance(value, bool):
        raise BadInput(_("“${field}” must be true or false.", mapping={"field": field}))
    return value


def sponsor_named(asker, sent):
    """Return the ID of the sponsor whose username was sent, ``None`` for no sponsor, or ``STAYS`` if not mentioned."""
    if "sponsor" not in sent:
        return STAYS
    return None if is_left_out(sent, "sponsor") else account_named(asker, sent, "sponsor").id


def is_left_out(sent, field):
    """Return True if ``field`` has no value: programs send ``null``, forms an empty text."""
    return sent.get(field) in (None, "")


def terms(people, until, sponsor):
    """Return the end and the sponsor as plain data, as far as they were sent."""
    found = {} if until is None else {"until": until.isoformat()}
    return found if sponsor is STAYS else {**found, "sponsor": login_of(people, sponsor)}


def login_of(people, person):
    """Return the username of a person by ID; ``None`` for no one, and for a deleted account."""
    account = people.by_id(person) if person is not None else None
    return account.login if account is not None else None


def with_access_record(item, record):
    """Return the access data as they would be if ``record`` were the access record of ``item``."""
    site, around = site_of(item), scope_of(item)
    if around == item.uid:
        return Overlay(site, [record], item)
    inner = [copy_of(one) for one in scopes_within(site, item, around)]
    for one in inner:
        one.parent = record.uid
    return Overlay(site, [record, *inner], item, rescoped=(around, record.uid))
