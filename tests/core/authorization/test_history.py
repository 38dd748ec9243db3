"""What the facts say about a past date is what was true on that date."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pyramid.traversal import find_resource

from moothall.core.access import roles as R
from moothall.core.access.permissions import PERMISSIONS, Permission
from moothall.core.access.person import GUEST
from moothall.core.access.space_policies import POLICIES
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.history import PastAccessContext, PastSite, person_at
from moothall.core.authorization.sharing import set_inherits, set_roles
from moothall.core.base.errors import MoothallError, NotFound
from moothall.core.content.log_events import EDITION_STATE
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.moving import move
from moothall.core.storage.databases import PEOPLE as PEOPLE_DATABASE
from moothall.core.workflow.log_events import WORKFLOW_ASSIGNMENT
from moothall.document.content import Document, Folder
from moothall.people.account_log import record
from moothall.people.store import store_of
from moothall.space import bans, members
from moothall.space.content import Workspace
from tests.factories import CURATED
from tests.whole_site import WholeSite

PEOPLE = (None, "admin", "reviewer", "owner", "author", "member", "outsider")
CHANGED = ("author", "member", "outsider")
people = st.sampled_from(CHANGED)
ends = st.one_of(st.none(), st.integers(1, 5))


class History(RuleBasedStateMachine):
    """A site that changes; what everybody may do is remembered at each step, and asked again at the end."""

    base = None
    site = None

    @initialize()
    def begin(self):
        self.base.clock.now = self.base.beginning
        self.site = WholeSite(self.base)
        self.remembered = []
        self.uids = self.site.write(self._furnish)

    def _furnish(self, site):
        act = self._act("owner")
        space = site["workspaces"].add_item(act, Workspace(act, title="Past", state="active"))
        nested = site["coalitions"]["it"].add_item(act, Workspace(act, title="Nested", state="active"))
        folder = space["documents"].add_item(act, Folder(act, title="Folder"))
        document = folder.add_item(self._act("author"), Document(self._act("author"), title="One", text=""))
        discussion = space["discussions"].start(self._act("member"), "Talk", "<p>Hello.</p>", "pending")
        return [one.uid for one in (space, nested, folder, document, discussion, discussion.first)]

    def _item(self, site, number):
        return site.uids.get(self.uids[number])

    def _act(self, login):
        return ActionContext(self.site.id_of(login), self.site.clock.now, "Because.", cited="law")

    def _do(self, change):
        """Change something, unless a rule of the site forbids it, and go on to another day."""
        self.site.clock.advance(hours=7)

        with contextlib.suppress(MoothallError):
            self.site.write(change)

    def _until(self, days):
        return self.site.clock.now + timedelta(days=days) if days else None

    # -- what changes

    @rule(who=people, roles=st.sets(st.sampled_from(R.SPACE_ROLES), max_size=2), days=ends, nested=st.booleans())
    def membership(self, who, roles, days, nested):
        self._do(
            lambda site: members.set_member(
                self._act("owner"),
                self._item(site, int(nested)),
                self.site.id_of(who),
                sorted(roles),
                self._until(days),
            )
        )

    @rule(who=people, days=ends, lift=st.booleans())
    def ban(self, who, days, lift):
        def change(site):
            space = self._item(site, 0)
            if lift:
                bans.lift_ban(self._act("owner"), space, self.site.id_of(who))
            else:
                bans.ban(self._act("owner"), space, self.site.id_of(who), self._until(days))

        self._do(change)

    @rule(
        number=st.integers(2, 3),
        who=people,
        roles=st.sets(st.sampled_from((R.READER, R.AUTHOR)), max_size=1),
        days=ends,
        to_space=st.booleans(),
    )
    def grant(self, number, who, roles, days, to_space):
        def change(site):
            principal = f"space:{self.uids[1]}" if to_space else self.site.id_of(who)
            set_roles(self._act("owner"), self._item(site, number), principal, sorted(roles), self._until(days))

        self._do(change)

    @rule(number=st.integers(2, 3), who=st.sampled_from(("owner", "author", "admin")), inherits=st.booleans())
    def break_off(self, number, who, inherits):
        def change(site):
            viewer = AccessContext(site, self.site.person(who), self.site.clock.now)
            set_inherits(viewer, self._act(who), self._item(site, number), inherits)

        self._do(change)

    @rule(name=st.sampled_from(sorted(POLICIES)), number=st.integers(0, 2), nested=st.booleans())
    def policy(self, name, number, nested):
        values = list(POLICIES[name][1])
        self._do(
            lambda site: self._item(site, int(nested)).set_policies(
                self._act("owner"), {name: values[number % len(values)]}
            )
        )

    @rule(number=st.integers(0, 30), which=st.integers(0, 5))
    def step(self, number, which):
        """Some step that the state of an item has, whoever may take it."""

        def change(site):
            item = self._item(site, which)
            viewer = self.site.viewer(site, "admin")
            edition = item.editions[0] if isinstance(item, Versioned) else None
            subject = (edition or item).subject()
            definition = viewer.access_data.definition(subject.workflow, subject.scope)
            own = getattr(item, "own_state", subject.state)
            leaving = definition.transitions_from(own)
            if leaving:
                item.apply_transition(self._act("member"), edition, leaving[number % len(leaving)], definition)

        self._do(change)

    @rule(at_once=st.booleans())
    def save(self, at_once):
        def change(site):
            item = self._item(site, 3)
            item.save_edition(self._act("author"), item.editions[0], {"title": "Another"}, at_once)

        self._do(change)

    @rule(title=st.sampled_from("ABC"))
    def add(self, title):
        def change(site):
            act = self._act("member")
            place = self._item(site, 0)["documents"]
            self.uids.append(place.add_item(act, Document(act, title=title, text="")).uid)

        self._do(change)

    @rule(number=st.integers(2, 4), nested=st.booleans())
    def move(self, number, nested):
        def change(site):
            item = self._item(site, number)
            target = self._item(site, int(nested))["discussions" if number == 4 else "documents"]
            if item.__parent__ is not target:
                move(self._act("owner"), item, target)

        self._do(change)

    @rule(other=st.booleans())
    def workflow(self, other):
        """The space puts its documents under the table of the repository, or under their own again."""

        def change(site):
            record = self._item(site, 0).record
            before = record.definitions.get("content")
            after = (site["workflows"]["curated" if other else "content"].uid, 1)
            if before != after:
                site.access.set_definition(record, "content", after)
                site.event_log.append(
                    self._act("admin"), WORKFLOW_ASSIGNMENT, record.uid, key="content", before=before, after=after
                )

        self._do(change)

    @rule(who=people, roles=st.sets(st.sampled_from(R.SITE_ROLES), max_size=1))
    def site_role(self, who, roles):
        def change(connection):
            site, store = connection.root()["site"], store_of(connection.get_connection(PEOPLE_DATABASE))
            record(site, self._act("admin"), store.set_site_roles(None, store.by_login(who), roles))

        self.site.clock.advance(hours=7)
        self.site.transact(change)

    # -- what is remembered

    @invariant()
    def remember(self):
        now = self.site.clock.now
        persons = {login: self.site.person(login) for login in PEOPLE}

        def ask(site):
            viewers = {login: AccessContext(site, person, now) for login, person in persons.items()}
            return {
                (login, permission, uid): viewer.allowed(permission, site.uids.get(uid))
                for login, viewer in viewers.items()
                for uid in self.uids
                for permission in PERMISSIONS
            }

        answers = self.site.read(ask)
        self.remembered.append((now, answers))

    def teardown(self):
        if self.site is None:
            return
        with self.site as site:
            assert "\n".join(site.transact(lambda connection: list(self._compare(connection)))) == ""

    def _compare(self, connection):
        site, store = connection.root()["site"], store_of(connection.get_connection(PEOPLE_DATABASE))
        for now, answers in self.remembered:
            past = PastSite(site, now)
            viewers = {
                login: PastAccessContext(
                    site, GUEST if login is None else person_at(site, store.by_login(login), now), now, past
                )
                for login in PEOPLE
            }
            for (login, permission, uid), expected in answers.items():
                found = viewers[login].allowed(permission, site.uids.get(uid))
                if found != expected:
                    what = self.uids.index(uid)
                    yield f"{login} {permission} on {what} at {now}: {found}, but it was {expected}"


@pytest.mark.parametrize("examples", [8, pytest.param(150, marks=pytest.mark.long)])
def test_what_was_true_then_is_what_the_facts_say(base, examples):
    class OfThisBase(History):
        pass

    OfThisBase.base = base
    run_state_machine_as_test(
        OfThisBase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            phases=(Phase.generate,),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    base.clock.now = base.beginning


def past(site, when, login, permission, path):
    """What somebody could do at a moment."""
    return site.read(
        lambda tree: PastAccessContext(tree, site.person(login), when).allowed(permission, find_resource(tree, path))
    )


def test_what_was_not_there_yet_is_absent(site, make, clock):
    before = clock.now
    document = make.document()
    with pytest.raises(NotFound):
        past(site, before, "member", Permission.VIEW, str(document))
    assert past(site, clock.now, "member", Permission.VIEW, str(document))


def test_a_membership_that_has_ended_is_known(site, make, clock):
    """A row of the roster that is gone is still there on the day on which it was."""
    day = clock.now
    make.member(CURATED, "author")
    assert past(site, day, "author", Permission.ADD, f"{CURATED}/documents")
    assert not past(site, clock.now, "author", Permission.ADD, f"{CURATED}/documents")


def test_a_membership_that_ended_by_itself_and_was_cleared_away_is_known(site, make, clock):
    make.member(CURATED, "outsider", "author", until=clock.now + timedelta(days=5))
    day = clock.now
    clock.advance(days=10)
    person = site.id_of("outsider")
    site.on(CURATED, lambda space: space.__parent__.__parent__.access.set_grants(space.record, person, ()))
    assert past(site, day, "outsider", Permission.ADD, f"{CURATED}/documents")
    assert not past(site, clock.now, "outsider", Permission.ADD, f"{CURATED}/documents")


def test_a_draft_that_is_published_since_was_the_authors_own(site, make, clock):
    draft = make.document(state="draft")
    day = clock.now
    make.step(draft, "submit", by="author")
    make.step(draft, "approve")
    assert not past(site, day, "member", Permission.VIEW, str(draft))
    assert past(site, day, "author", Permission.VIEW, str(draft))
    assert past(site, clock.now, "member", Permission.VIEW, str(draft))


def test_what_waited_to_leave_a_state_that_is_gone_counts_as_moved(site, make, clock):
    """From the change of the table on, however much later its turn came."""
    document = make.document(state="draft")
    clock.advance(hours=1)

    def change(tree):
        item = tree.uids.get(document.uid)
        table = tree.access.definitions["content"]
        switch = tree.event_log.append(
            site.act("admin"), WORKFLOW_ASSIGNMENT, tree.uid, key="content", before=table, after=table
        )
        later = ActionContext(None, clock.now + timedelta(hours=2), rule="workflow", cause=switch.id)
        tree.event_log.append(later, EDITION_STATE, document.uid, key="working", before="draft", after="proposed")
        item.working_state = "proposed"

    site.write(change)
    path, between = str(document), clock.now + timedelta(hours=1)
    assert past(site, between, "facilitator", Permission.VIEW, path)
    assert not past(site, clock.now - timedelta(minutes=1), "facilitator", Permission.VIEW, path)


def test_somebody_who_became_moderator_of_the_site_was_none_before(site, clock):
    day = clock.now
    clock.advance(days=1)

    def promote(connection):
        store = store_of(connection.get_connection(PEOPLE_DATABASE))
        record(
            connection.root()["site"],
            site.act("admin"),
            store.set_site_roles(None, store.by_login("outsider"), ["site_moderator"]),
        )

    site.transact(promote)

    def then(when):
        return site.transact(
            lambda connection: person_at(
                connection.root()["site"],
                store_of(connection.get_connection(PEOPLE_DATABASE)).by_login("outsider"),
                when,
            )
        )

    assert then(day).site_roles == frozenset()
    assert then(clock.now).site_roles == {"site_moderator"}
