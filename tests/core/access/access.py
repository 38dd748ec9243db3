"""Access data of a small site, which tests change and ask."""

from datetime import UTC, datetime, timedelta

from moothall.core.access.decide import decide
from moothall.core.access.held_roles import AccessData
from moothall.core.access.permissions import Permission
from moothall.core.access.person import GUEST, Person
from moothall.core.access.records import ITEM, REPOSITORY, SITE, SPACE, AccessRecord, AccessRecords, Ban, Grant
from moothall.core.access.space_policies import DEFAULTS
from moothall.core.access.subjects import Subject
from moothall.core.workflow.definition import Definition
from tests.workflow_kinds import shipped

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ROLES = ("reader", "member", "author", "moderator", "facilitator", "owner")
#: The uids of the scopes.  A folder and a document are in the space; the other spaces are beside it or inside.
ROOT, SHELF, SPACE_1, FOLDER, PAGE, BESIDE, NESTED = range(1, 8)
#: Everybody holds the role of their name in the space.
STAFF = {role: Person(f"the-{role}") for role in ROLES}
OUTSIDER = Person("outsider", frozenset({"team"}))
ADMIN, SITE_MODERATOR, REVIEWER = (
    Person(role, site_roles=frozenset({role})) for role in ("administrator", "site_moderator", "reviewer")
)
CONTENT_WORKFLOW, SPACE_WORKFLOW = shipped("content"), Definition(shipped("space"))
#: Shows proposed spaces to everyone who is logged in.
WIDER_SPACE_WORKFLOW = Definition(
    {**shipped("space"), "matrix": {**shipped("space")["matrix"], "proposed": {"view": ["person"]}}}
)


class Access:
    """Access data of a small site, to be changed by a test and asked."""

    def __init__(self, state="active", **policies):
        self.records = AccessRecords()
        self.records.definitions.update(content=(100, 1), space=(101, 1))
        self.tokens, self.published = {}, ["readers"]
        self.add(ROOT, SITE, None, policies={**DEFAULTS, "visibility": "public"})
        self.add(SHELF, REPOSITORY, ROOT, policies={**DEFAULTS, "visibility": "public"})
        self.add(SPACE_1, SPACE, ROOT, policies={**DEFAULTS, **policies}, state=state)
        self.add(FOLDER, ITEM, SPACE_1)
        self.add(PAGE, ITEM, FOLDER, leaf=True)
        self.add(BESIDE, SPACE, ROOT, policies={**DEFAULTS, "visibility": "public"})
        self.add(NESTED, SPACE, SPACE_1, policies={**DEFAULTS, "visibility": "public"})
        for role, person in STAFF.items():
            self.give(SPACE_1, person.id, role)

    def add(self, uid, kind, parent, **more):
        self.records.add(AccessRecord(uid, kind, parent, **more))

    def give(self, scope, principal, *roles, since=-DAY, until=None, by="somebody"):
        record = self.records.get(scope)
        grants = [Grant(role, NOW + since, None if until is None else NOW + until, None, by) for role in roles]
        self.records.set_grants(record, principal, [*record.grants.get(principal, ()), *grants])

    def ban(self, scope, person, since=-DAY, until=None):
        ban = Ban(NOW + since, None if until is None else NOW + until, "Rude.", "somebody")
        self.records.set_ban(self.records.get(scope), person.id, ban)

    def restrict(self, scope):
        self.records.set_inherits(self.records.get(scope), False)

    def data(self):
        """Return the access data as a request sees them: what is worked out is kept for that long."""
        return AccessData(self.records, self.definition)

    def definition(self, uid, version):
        if uid == 101:
            return SPACE_WORKFLOW if version == 1 else WIDER_SPACE_WORKFLOW
        if version == 2:
            return Definition({**CONTENT_WORKFLOW, "matrix": {"draft": {"edit": ["owner"]}}})
        return Definition({**CONTENT_WORKFLOW, "matrix": {"draft": self.tokens, "published": {"view": self.published}}})

    def roles(self, person, scope=SPACE_1, now=NOW):
        return set(self.data().roles(person, scope, now))

    def may(self, person, *tokens, permission="edit", scope=SPACE_1, state="draft", **more):
        """Say whether somebody with one of the tokens would be allowed."""
        self.tokens = {permission: list(tokens)}
        subject = Subject(scope, "content", state, **more)
        return bool(decide(self.data(), person, subject, Permission(permission, "", ""), NOW))

    def who(self, *tokens, **more):
        """Return who is allowed, of guests, outsiders and the roles of the space."""
        people = {"guest": GUEST, "outsider": OUTSIDER, **STAFF}
        return [name for name, person in people.items() if self.may(person, *tokens, **more)]


EVERYBODY = ["guest", "outsider", *ROLES]
VISIBLE = {"public": EVERYBODY, "signed-in": EVERYBODY[1:], "private": list(ROLES)}
