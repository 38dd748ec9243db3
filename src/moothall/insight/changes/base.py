"""What every kind of change has in common."""

from collections.abc import Mapping
from typing import NamedTuple

from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.operations.moving import scopes_within
from moothall.core.workflow.kinds import WorkflowKind
from moothall.space.members import STAYS


class Asker(NamedTuple):
    """Who asks: a viewer, the store of people in the same snapshot, and the registered kinds of workflows."""

    viewer: AccessContext
    people: object
    kinds: Mapping[str, WorkflowKind]

    @property
    def site(self):
        return self.viewer.site


class AccessChange:
    """A change of one ``item``, not made yet; ``comment`` is why, in the words of whoever makes it."""

    kind = ""
    comment = ""

    def __init__(self, item):
        self.item = item

    @classmethod
    def read(cls, asker, item, sent):
        """Made from plain data; raises :class:`BadInput` with a sentence."""
        raise NotImplementedError

    def check(self, viewer):
        """Raise what the service would raise for ``viewer``."""
        raise NotImplementedError

    def overlay(self, viewer):
        """The facts as they would be after ``viewer`` has made the change."""
        raise NotImplementedError

    def apply(self, viewer, act, notify):
        """Make it, as ``viewer`` may; ``notify`` announces what happened."""
        self.check(viewer)
        self.perform(viewer, act.because(self.comment) if self.comment else act, notify)

    def requires_comment(self, _viewer):
        """Whether it needs a comment."""
        return False

    def perform(self, viewer, act, notify):
        """What is left to do once it is checked."""
        raise NotImplementedError

    def roots(self):
        """The items in whose subtrees it can make a difference."""
        return [self.item]

    def only_person(self):
        """The id of the only person it can make a difference to, if there is only one."""

    def plain(self, people):
        """The plain data it can be read from again."""
        return {"kind": self.kind, **self.fields(people)} | ({"comment": self.comment} if self.comment else {})

    def fields(self, people):
        """What says which change of its kind it is."""
        raise NotImplementedError


def only(sent, *names):
    """Raise :class:`BadInput` when ``sent`` has more than ``names``."""
    for name in sent:
        if name not in names:
            raise BadInput(_("A change of this type has no field “${name}”.", mapping={"name": str(name)[:50]}))


def account_named(asker, sent, field):
    """The account whose log-in was sent; raises :class:`BadInput` naming the field for none."""
    login = sent.get(field)
    account = asker.people.by_login(login) if isinstance(login, str) else None
    if account is None:
        raise BadInput(_("“${field}” must be the username of someone here.", mapping={"field": field}))
    return account


def flag_named(sent, field, default=None):
    """The true or false that was sent, as a text too, since a form has nothing else."""
    value = sent.get(field, default)
    if value in ("true", "false"):
        value = value == "true"
    if not isinstance(value, bool):
        raise BadInput(_("“${field}” must be true or false.", mapping={"field": field}))
    return value


def sponsor_named(asker, sent):
    """The id of the sponsor whose log-in was sent, ``None`` to have none; one that is not mentioned ``STAYS``."""
    if "sponsor" not in sent:
        return STAYS
    return None if is_left_out(sent, "sponsor") else account_named(asker, sent, "sponsor").id


def is_left_out(sent, field):
    """Whether nothing is said under ``field``: programs send ``null`` for that, forms an empty text."""
    return sent.get(field) in (None, "")


def terms(people, until, sponsor):
    """The end and the sponsor, as far as something is said of them, as plain data."""
    found = {} if until is None else {"until": until.isoformat()}
    return found if sponsor is STAYS else {**found, "sponsor": login_of(people, sponsor)}


def login_of(people, person):
    """The log-in of a person by id; ``None`` for nobody, and for who is gone."""
    account = people.by_id(person) if person is not None else None
    return account.login if account is not None else None


def with_access_record(item, record):
    """The facts as they would be if ``record`` were the access record of ``item``, which may have none yet."""
    site, around = site_of(item), scope_of(item)
    if around == item.uid:
        return Overlay(site, [record], item)
    inner = [copy_of(one) for one in scopes_within(site, item, around)]
    for one in inner:
        one.parent = record.uid
    return Overlay(site, [record, *inner], item, rescoped=(around, record.uid))
