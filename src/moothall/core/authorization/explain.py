"""Explain why a person has a permission or not: the reasons of the decision, one by one.

The reasons are plain data, which :mod:`moothall.insight.texts` formats as sentences.  Only the answer itself is
computed from all data: the reasons come from what the person who asks may know, see
:mod:`moothall.core.authorization.knowledge`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.log_events import POLICY as POLICY_EVENT
from moothall.core.access.permissions import KEPT_WHEN_SILENCED, Permission
from moothall.core.access.person import Person
from moothall.core.access.records import ITEM, SPACE, AccessRecord, Grant
from moothall.core.access.scopes import MASKING_SPACE_STATES
from moothall.core.access.subjects import Subject, TokenRow
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.knowledge import Knowledge, KnownContext
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.versioned import Versioned
from moothall.core.workflow import guard_checks
from moothall.core.workflow import transition as steps
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.history import history_for

STATE, MATRIX, ROLE, MEMBERSHIP, CREATOR, POLICY, GRANT, BREAK, BAN, SILENCE, MASK, SITE = (
    "state",
    "matrix",
    "role",
    "membership",
    "creator",
    "dial",
    "grant",
    "break",
    "ban",
    "silence",
    "mask",
    "site",
)


class Reason(NamedTuple):
    """One reason: ``kind`` is a constant of this module, ``item`` its item (``None`` if the asker cannot see it)."""

    kind: str
    item: object
    data: dict


class AccessQuestion(NamedTuple):
    """The question whether a person has a permission, or may perform a transition."""

    permission: Permission | None = None
    step: str | None = None

    @property
    def is_kept_from_silenced(self) -> bool:
        """Return True if a silence can be a reason: for writing, and for transitions, which publish."""
        return self.permission not in KEPT_WHEN_SILENCED

    def answer(self, viewer: AccessContext, item: Item, access_subjects: Sequence[Subject]) -> bool:
        """Return the answer for an item with the access subjects of its editions.

        Only this method distinguishes transitions from permissions.
        """
        if self.step is None and self.permission is not None:
            return viewer.result_for(access_subjects, self.permission).allowed
        subject = next((each for each in access_subjects if viewer.decide(each, Permission.VIEW)), None)
        if subject is None or viewer.person.id is None:
            return False
        definition = viewer.access_data.definition(subject.workflow, subject.scope)
        step = definition.transitions.get(self.step)
        return (
            step is not None
            and subject.state in step.sources
            and steps.matches(viewer, definition, step, subject)
            and not steps.is_masked(viewer, item, subject)
            and not guard_checks.unmet_guards(viewer, item, self._edition(viewer, item), step)
        )

    def _edition(self, viewer: AccessContext, item: Item) -> Edition | None:
        return viewer.shown(item) if isinstance(item, Versioned) else None

    def unmet_guards(self, viewer: AccessContext, item: Item, definition: Definition) -> list[str]:
        """Return the messages of the guards that prevent the transition."""
        step = definition.transitions.get(self.step) if self.step is not None else None
        if step is None:
            return []
        return [
            sentence for _guard, sentence in guard_checks.unmet_guards(viewer, item, self._edition(viewer, item), step)
        ]

    def subject(self, viewer: AccessContext, access_subjects: Sequence[Subject]) -> Subject:
        """Return the subject of the edition the answer is about."""
        if self.step is None and self.permission is not None:
            return viewer.result_for(access_subjects, self.permission).subject
        return next((each for each in access_subjects if viewer.decide(each, Permission.VIEW)), access_subjects[-1])

    def row(self, definition: Definition, subject: Subject) -> TokenRow:
        """Return the tokens of the definition that decide the question."""
        if self.step is None:
            return definition.row(subject.state, self.permission) if self.permission is not None else TokenRow()
        step = definition.transitions.get(self.step)
        return definition.who(step, subject.state) if step is not None and subject.state in step.sources else TokenRow()


class Explanation:
    """The reasons of the answer to a question about ``viewer`` and ``item``, for the viewer ``asker``.

    ``disabled`` is the id of a person whose account is disabled, so that ``viewer`` is a visitor.  ``knowledge``
    is what the asker may know, if the caller has it already.
    """

    def __init__(
        self,
        viewer: AccessContext,
        item: Item,
        question: AccessQuestion,
        asker: AccessContext | None = None,
        disabled: str | None = None,
        knowledge: Knowledge | None = None,
    ) -> None:
        self.viewer, self.item, self.question, self.disabled = viewer, item, question, disabled
        self.asker = asker or viewer
        self.knowledge = knowledge or Knowledge(self.asker)
        everything = tuple(viewer.access_subjects_of(item))
        #: The answer, computed from all stored data.
        self.allowed = question.answer(viewer, item, everything)
        #: The person, as far as the asker may know of their access.
        self.known = self.knowledge.viewer(viewer)
        known = self.knowledge.subjects(everything)
        access_subjects = known or everything[-1:]
        #: The answer, as far as the asker may know; it differs if something hidden decides.
        self.known_allowed = question.answer(self.known, item, access_subjects)
        self.subject = question.subject(self.known, access_subjects)
        self.access_data = self.known.access_data
        self.is_about_asker = self.asker.person.id is not None and self.asker.person.id == viewer.person.id
        doubts = self.knowledge.doubts(self.access_data, self.subject.scope, viewer.person) if known else None
        #: True if the asker knows everything that can give the person a role.
        self.is_complete = doubts is not None and not doubts
        #: True if nothing that is hidden from the asker can decide.
        self.is_decided = doubts is not None and self._answer_with(doubts, access_subjects) == self.known_allowed
        self.definition = self.access_data.definition(self.subject.workflow, self.subject.scope)
        if question.step is not None:
            steps.transition_named(self.definition, question.step)
        self.row = question.row(self.definition, self.subject)

    def _answer_with(self, groups: frozenset[str], access_subjects: tuple[Subject, ...]) -> bool:
        """Return the answer if the person were in these groups too."""
        person = self.known.person
        if not groups:
            return self.known_allowed
        grouped = Person(person.id, person.groups | groups, person.site_roles)
        viewer = KnownContext(self.known.site, grouped, self.known.now, self.access_data, self.knowledge)
        return self.question.answer(viewer, self.item, access_subjects)

    def reasons(self) -> list[Reason]:
        """Return the reasons in the order in which they are checked."""
        return [
            *self._account(),
            *self._state(),
            self._matrix(),
            *self._policies(),
            *self._belonging(),
            *self._holdings(),
            *self._roles(),
            *self._masks(),
        ]

    @property
    def lists_people(self) -> bool:
        """Return True if the asker can list the people of the space that the item is in."""
        around = self.access_data.inherited(self.subject.scope)[2]
        listed = self.knowledge.listed(around)
        return self.knowledge.is_full or (listed.people if around.kind == SPACE else listed.place)

    @property
    def about(self) -> str | None:
        """Return the id of the person the question is about, or None for visitors."""
        return self.viewer.person.id if self.disabled is None else self.disabled

    def _account(self) -> Iterator[Reason]:
        if self.disabled is not None:
            yield Reason(SITE, None, {"disabled": self.disabled})

    # -- the item

    def _state(self) -> Iterator[Reason]:
        if self.subject.state not in self.definition.states:
            return
        entries = [
            one
            for one in history_for(self.asker, self.item)
            if one.event.after == self.subject.state and one.event.at <= self.viewer.now
        ]
        yield Reason(
            STATE,
            self.item,
            {
                "state": self.definition.states[self.subject.state],
                "workflow": self.subject.workflow,
                "has_state": self.item.review_state is not None,
                "since": entries[-1].event.at if entries else None,
                "by": entries[-1].event.actor if entries else None,
            },
        )

    def _matrix(self) -> Reason:
        return Reason(
            MATRIX,
            self._seen(self._stored_definition()),
            {
                "row": self.row,
                "question": self.question,
                "obstacles": self.question.unmet_guards(self.known, self.item, self.definition),
            },
        )

    def _stored_definition(self) -> Item | None:
        under = self.definition.under
        return self.viewer.site.uids.get(under[0]) if under is not None else None

    def _belonging(self) -> Iterator[Reason]:
        person, subject = self.viewer.person.id, self.subject
        words = [token.rpartition(":")[2] for token in self.row]
        if person is None:
            return
        for word, who in (("creator", subject.creator), ("deleter", subject.deleter)):
            asked = word in words or (
                word == "creator" and ("maker" in words or any("own:" in token for token in self.row))
            )
            if asked and who is not None:
                reads = who == person and (not self.is_complete or self.known.holds(TokenRow((word,), None), subject))
                is_enough = word != "creator" or not self.is_complete or self._may_as_creator()
                needs = None if is_enough else self.row.creator_needs
                yield Reason(CREATOR, self.item, {"is": who == person, "what": word, "reads": reads, "needs": needs})

    def _may_as_creator(self) -> bool:
        """Return True unless the row needs more of its creator than this person has."""
        own = [token for token in self.row if token.rpartition(":")[2] in ("creator", "maker") or "own:" in token]
        needs = self.row.creator_needs
        held = self.access_data.roles(self.known.person, self.subject.scope, self.known.now)
        return not own or needs is None or needs in held or "maker" in own

    # -- the enclosing scopes

    def _policies(self) -> Iterator[Reason]:
        words = {part for token in self.row for part in token.split(":")}
        visibility, _masked, members_record, policies = self.access_data.inherited(self.subject.scope)
        if words & {"readers", "creators"}:
            yield from self._policy(self._narrowest(visibility), "visibility", visibility)
        for word, name in (("creators", "creation"), ("pre", "moderation"), ("post", "moderation")):
            if word in words:
                yield from self._policy(members_record, name, policies.get(name))

    def _policy(self, record: AccessRecord, name: str, value: Any) -> Iterator[Reason]:
        """Yield the policy, with the time and person of the last change for people who manage the place.

        The policy of a hidden place is only a reason for what the asker may do themselves.
        """
        place, turned = self._place(record), None
        if place is None and not self.is_about_asker:
            return
        if place is not None and self.asker.allowed(Permission.MANAGE, place):
            turned = next(
                (
                    event
                    for event in reversed(list(self.viewer.site.event_log.about(record.uid, {POLICY_EVENT.id})))
                    if event.key == name and event.after == value
                ),
                None,
            )
        yield Reason(
            POLICY,
            place,
            {
                "dial": name,
                "value": value,
                "since": turned.at if turned is not None else None,
                "by": turned.actor if turned is not None else None,
            },
        )

    def _narrowest(self, visibility: str) -> AccessRecord:
        """Return the record that determines the visibility; of several, the nearest."""
        for record in self.access_data.chain(self.subject.scope):
            if record.kind == ITEM and not record.inherits:
                return record
            if record.kind == SPACE and self.access_data.visibility_of(record) == visibility:
                return record
        return self.access_data.inherited(self.subject.scope)[2]

    def _holdings(self) -> Iterator[Reason]:
        person, now = self.known.person, self.known.now
        if person.id is None:
            return
        found = False
        for record in self.access_data.chain(self.subject.scope):
            kind = MEMBERSHIP if record.kind == SPACE else GRANT
            for grant, through in self._grants(record):
                found = found or (kind == MEMBERSHIP and through is None and grant.holds(now))
                counts = through is not None or self.access_data.counts(record, person.id, grant, person, now)
                yield Reason(
                    kind,
                    self._place(record),
                    {"grant": self._told(record, grant), "through": through, "holds": counts and grant.holds(now)},
                )
            if not self.is_about_asker:
                yield from self._units(record)
            ban = record.bans.get(person.id) if record.kind != ITEM else None
            if ban is not None and ban.holds(now):
                yield Reason(BAN, self._place(record), {"ban": ban})
            silence = record.silences.get(person.id) if record.kind != ITEM else None
            if silence is not None and silence.holds(now) and self.question.is_kept_from_silenced:
                yield Reason(SILENCE, self._place(record), {"silence": silence})
            if record.kind != ITEM:
                if not found and record.kind == SPACE and self._lists_people(record):
                    yield Reason(MEMBERSHIP, self._place(record), {"grant": None, "through": None, "holds": False})
                break
            if not record.inherits and self._place(record) is not None:
                yield Reason(BREAK, self._place(record), {})
        for role in R.SITE_ROLES:
            if role in person.site_roles:
                yield Reason(SITE, None, {"role": role})

    def _lists_people(self, record: AccessRecord) -> bool:
        return self.is_about_asker or self.knowledge.is_full or self.knowledge.listed(record).people

    def _told(self, record: AccessRecord, grant: Grant) -> Grant:
        """Return a grant without who gave it, unless it is the asker's or they are in charge of the place."""
        if self.is_about_asker or self.knowledge.is_full or self.knowledge.listed(record).principals:
            return grant
        return grant._replace(by=None)

    def _grants(self, record: AccessRecord) -> Iterator[tuple[Grant, Any]]:
        """Yield (grant, group or space it was given to, or ``None``) for each grant of this person."""
        person, now = self.known.person, self.known.now
        for principal in (person.id, *sorted(person.groups)):
            for grant in record.grants.get(principal, ()):
                yield grant, None if principal == person.id else principal
        for principal, grants in record.grants.items("space:", "space;"):
            space = self.access_data.record(int(principal[6:]))
            if space is not None and self.access_data.belongs(space, person, now)[0]:
                place = self._place(space)
                for grant in grants:
                    yield grant, place if place is not None else principal

    def _units(self, record: AccessRecord) -> Iterator[Reason]:
        """Yield what everyone in a group or a space was given, if the asker cannot list who that is."""
        kind = MEMBERSHIP if record.kind == SPACE else GRANT
        for principal in dict.fromkeys(self.knowledge.units_in(self.access_data, record)):
            for grant in record.grants.get(principal, ()):
                holds = grant.holds(self.known.now)
                yield Reason(kind, self._place(record), {"grant": grant, "to": principal, "holds": holds})

    def _roles(self) -> Iterator[Reason]:
        if not self.is_complete:
            return
        held = self.access_data.roles(self.known.person, self.subject.scope, self.known.now)
        roles = [role for role in R.SPACE_ROLES if role in held]
        yield Reason(ROLE, None, {"roles": roles, "signed_in": R.PERSON in held})

    def _masks(self) -> Iterator[Reason]:
        if self.question.step is None and self.question.permission == Permission.VIEW:
            return
        if self.question.permission in self.subject.masked:
            parent = self.item.__parent__
            yield Reason(MASK, self._seen(parent), {"by": parent.type_id, "since": None, "actor": None})
        for record in self.access_data.chain(self.subject.scope):
            if (
                record.kind == SPACE
                and record.state in MASKING_SPACE_STATES
                and not (self.question.step is not None and record.uid == self.item.uid)
            ):
                yield Reason(MASK, self._place(record), {"by": record.state, **self._stopped(record)})

    def _stopped(self, record: AccessRecord) -> dict[str, Any]:
        """Return since when, and by whom, a space is archived or suspended, for people who may know."""
        place = self._place(record)
        entries = (
            [one.event for one in history_for(self.asker, place) if one.event.after == record.state]
            if place is not None
            else []
        )
        return {"since": entries[-1].at, "actor": entries[-1].actor} if entries else {"since": None, "actor": None}

    def _place(self, record: AccessRecord) -> Item | None:
        return self._seen(self.viewer.site.uids.get(record.uid))

    def _seen(self, item: Item | None) -> Item | None:
        return item if item is not None and self.asker.sees(item) else None
