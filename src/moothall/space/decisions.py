"""Decisions about spaces: open or close one, accept a member, renew a guest."""

from datetime import UTC

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.base.dates import microseconds
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.decisions import (
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
    StateDecisionType,
    role_reason,
)
from moothall.core.decisions.decidable import memoized
from moothall.core.richtext import stored
from moothall.space import join_requests, members, membership_review
from moothall.space.log_events import JOIN_REQUEST, REVIEW
from moothall.space.role_labels import ROLE_WORDS

ACCEPT, DECLINE = "accept", "decline"


class SpaceDecisionType(StateDecisionType):
    """A space waits for the people in charge of all spaces."""

    def rule(self, request, _waiting):
        return request.localizer.translate(_("You decide because you manage the spaces of this site."))

    def show(self, request, waiting):
        space, translate = waiting.item, request.localizer.translate
        policies = tuple(
            (translate(title), translate(sentences[space.record.policies[name]]))
            for name, (title, sentences) in D.POLICIES.items()
        )
        return DecisionPreview(
            self.heading(request, waiting),
            space.language or None,
            (space.workflow, space.state, scope_of(space)),
            space.description,
            stored(space.text),
            policies,
        )


class JoinDecisionType(DecisionType):
    """A request to join a space: no item has a state for it, the space stores the requests."""

    id = "join"
    title = _("Membership")
    icon = "person"
    logged_as = (MEMBERSHIP, JOIN_REQUEST)

    def entries(self, viewer):
        for uid, person in self._waiting(viewer):
            asked = join_requests.requests_of(viewer.site.uids.get(uid))[person]
            yield QueueEntry(microseconds(asked.at), self.key(uid, person), uid, self)

    def count(self, viewer):
        return len(self._waiting(viewer))

    def find(self, viewer, key, uid, rest):
        if (uid, rest) not in viewer.site.join_requests or not _manages(viewer, uid):
            return None
        space = viewer.site.uids.get(uid)
        asked = join_requests.requests_of(space)[rest]
        return PendingDecision(key, self, space, None, rest, asked.at.astimezone(UTC), asked.message)

    def scopes(self, site):
        return {uid for uid, _person in site.join_requests}

    def steps(self, _viewer, _waiting):
        return [
            DecisionOption(ACCEPT, _("Add as a member"), grants=True),
            DecisionOption(DECLINE, _("Decline"), needs_reason=True),
        ]

    def perform(self, _viewer, act, waiting, step, notify):
        notify(join_requests.answer_request(act, waiting.item, waiting.asker, step == ACCEPT))

    def heading(self, request, waiting):
        return request.names.name(waiting.asker)

    def place(self, waiting):
        return waiting.item

    def rule(self, request, waiting):
        return role_reason(
            request,
            waiting.item.record,
            _("You decide because you are a facilitator of “${place}”."),
            _("You decide because you were made a facilitator here."),
        )

    def show(self, request, waiting):
        someone = request.names(waiting.asker)
        return DecisionPreview(someone.name, description=someone.about)

    def _waiting(self, viewer):
        return [one for one in viewer.site.join_requests if _manages(viewer, one[0])]


class ExpiringMembershipDecisionType(DecisionType):
    """The membership of a guest ends soon, and no owner has decided on it yet."""

    id = "lapsing"
    title = _("Membership ending")
    icon = "person"
    logged_as = (MEMBERSHIP, REVIEW)

    def entries(self, viewer):
        for until, uid, person in membership_review.expiring_memberships(viewer.site, viewer.now):
            if _owns(viewer, uid):
                yield QueueEntry(microseconds(until - membership_review.NOTICE), self.key(uid, person), uid, self)

    def find(self, viewer, key, uid, rest):
        if not _owns(viewer, uid):
            return None
        space = viewer.site.uids.get(uid)
        row = members.member_of(space, rest, viewer.now)
        if row is None or not membership_review.is_expiring(space, row, viewer.now):
            return None
        return PendingDecision(key, self, space, None, rest, (row.until - membership_review.NOTICE).astimezone(UTC))

    def scopes(self, site):
        return {uid for _until, uid, _person in site.membership_ends}

    def etag(self, waiting):
        return waiting.at.isoformat()

    def steps(self, _viewer, _waiting):
        return [
            DecisionOption("renew", _("Renew for six months"), grants=True),
            DecisionOption("lapse", _("Do not renew")),
        ]

    def perform(self, viewer, act, waiting, step, notify):
        space, person = waiting.item, waiting.asker
        row = members.member_of(space, person, act.at)
        until = membership_review.offered_end(act.at, act.zone) if step == "renew" else row.until
        members.check_may_change(viewer, space, person, row.roles, until)
        if step == "renew":
            notify(membership_review.renew(act, space, person, until))
        else:
            notify(membership_review.expire(act, space, person))
        return True

    def heading(self, request, waiting):
        return request.names.name(waiting.asker)

    def place(self, waiting):
        return waiting.item

    def rule(self, request, _waiting):
        return request.localizer.translate(_("You decide because you are an owner of the space."))

    def show(self, request, waiting):
        someone, row = request.names(waiting.asker), members.member_of(waiting.item, waiting.asker, request.now)
        translate, facts = request.localizer.translate, []
        facts.append((translate(_("Roles")), ", ".join(translate(ROLE_WORDS[role]) for role in row.roles)))
        facts.append((translate(_("Until")), request.clock.end(row.until)))
        if row.sponsor is not None:
            facts.append((translate(_("Sponsor")), request.names.name(row.sponsor)))
        return DecisionPreview(someone.name, description=someone.about, facts=tuple(facts))


def _owns(viewer, uid):
    """Return True if this person is an owner of the space ``uid``; administrators do not count."""
    record = viewer.access_data.record(uid)
    return (
        record is not None
        and viewer.person.id is not None
        and R.OWNER in record.roles_of((viewer.person.id,), viewer.now)
        and _manages(viewer, uid)
    )


def _manages(viewer, uid):
    """Return True if this person answers requests to join the space ``uid``; no one does while it is paused."""
    return memoized(viewer, ("manages", uid), lambda: _may_manage(viewer, uid))


def _may_manage(viewer, uid):
    space = viewer.site.uids.get(uid)
    return space is not None and viewer.sees(space) and viewer.allowed(Permission.MANAGE, space)


def includeme(config):
    config.add_decision_type(
        SpaceDecisionType("space", _("New space"), ("space",), "proposed", "activate", ("refuse",))
    )
    config.add_decision_type(
        SpaceDecisionType("archival", _("Archiving"), ("space",), "archival_requested", "archive", ("refuse_archival",))
    )
    config.add_decision_type(SpaceDecisionType("spacestep", _("Next action for a space"), ("space",)))
    config.add_decision_type(JoinDecisionType())
    config.add_decision_type(ExpiringMembershipDecisionType())
