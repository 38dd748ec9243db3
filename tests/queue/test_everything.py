"""Whatever stands on a site and whoever looks: the queue lists what they may decide, all of it and nothing else."""

from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import MoothallError, NotFound
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.decisions import Decisions, claim_on_item
from moothall.core.storage.databases import PEOPLE
from moothall.core.workflow.transition import approvals, available
from moothall.people.store import store_of
from moothall.queue.periodic_tasks import clear_up
from moothall.space import join_requests
from tests.factories import ACTORS, CURATED, GROUP, PRIVATE
from tests.whole_site import WholeSite

#: What decides in the shipped tables, written down once more.
DECIDING = {
    ("content", "proposed"): {"approve", "request_changes"},
    ("content", "deletion_requested"): {"delete", "refuse_deletion"},
    ("curated", "proposed"): {"approve", "request_changes"},
    ("curated", "deletion_requested"): {"delete", "refuse_deletion"},
    ("post", "pending"): {"approve", "refuse"},
    ("space", "proposed"): {"activate", "refuse"},
    ("space", "archival_requested"): {"archive", "refuse_archival"},
}
#: Few, so that what is made meets.
SPACES = (CURATED, PRIVATE)
LOGINS = tuple(ACTORS)
ROLES = ("reader", "member", "author", "moderator", "facilitator")
GUARDS = (
    {"kind": "not_creator"},
    {"kind": "approvers", "count": 2},
    {"kind": "required_fields", "fields": ["subjects"]},
    {"kind": "not_before", "date": "2099-01-01"},
)

spaces, logins = st.sampled_from(SPACES), st.sampled_from(LOGINS)
things = st.one_of(
    st.tuples(
        st.just("document"),
        spaces,
        logins,
        st.sampled_from(
            ["draft", "proposed", "needs_changes", "published", "deletion_requested", "archived", "deleted"]
        ),
    ),
    st.tuples(
        st.just("edition"),
        spaces,
        logins,
        st.sampled_from(["draft", "proposed", "needs_changes"]),
        st.sampled_from(["published", "deletion_requested"]),
    ),
    st.tuples(st.just("resource"), logins, st.sampled_from(["draft", "proposed", "deletion_requested"])),
    st.tuples(st.just("post"), spaces, logins, st.sampled_from(["pending", "published", "hidden", "refused"])),
    st.tuples(st.just("space"), logins, st.sampled_from(["draft", "proposed", "active", "archival_requested"])),
    st.tuples(st.just("join"), logins),
    st.tuples(st.just("role"), spaces, logins, st.sampled_from(ROLES)),
    st.tuples(st.just("step"), spaces, st.sampled_from(["suspend", "request_archival"])),
    st.tuples(st.just("guard"), st.sampled_from(["approve", "request_changes"]), st.sampled_from(GUARDS)),
    st.tuples(st.just("approval"), logins),
    st.tuples(st.just("claim"), logins),
)


def put(site, thing):
    """Make one thing; what the rules do not allow is left."""
    what, *rest = thing
    make = site.make
    if what == "document":
        space, by, state = rest
        make.document(space + "/documents", by=by, state=state)
    elif what == "edition":
        space, by, state, live = rest
        make.working_edition(make.document(space + "/documents", by=by, state=live), by=by, state=state)
    elif what == "resource":
        make.resource(by=rest[0], state=rest[1])
    elif what == "post":
        make.post(make.discussion(rest[0] + "/discussions"), by=rest[1], state=rest[2])
    elif what == "space":
        make.workspace("Robots", by=rest[0], state=rest[1], roster=())
    elif what == "join":
        site.on(
            GROUP,
            lambda space: join_requests.join(
                site.act(rest[0]), site.viewer(space.__parent__.__parent__, rest[0]), space
            ),
        )
    elif what == "role":
        make.member(*rest)
    elif what == "step":
        make.step(rest[0], rest[1], by="owner")
    elif what == "guard":
        make.table("content", lambda table: add_guard(table["transitions"][rest[0]], rest[1]))
    else:
        site.write(lambda tree: take(site, tree, what, rest[0]))


def add_guard(transition, guard):
    others = [one for one in transition.get("guards", ()) if one["kind"] != guard["kind"]]
    transition["guards"] = [*others, guard]


def decisions_of(site, tree, login):
    return Decisions(site.viewer(tree, login), store_of(tree._p_jar.get_connection(PEOPLE)))


def take(site, tree, what, login):
    """Somebody approves of, or takes in hand, the first thing they can."""
    decisions = decisions_of(site, tree, login)
    for waiting in decisions.list():
        if what == "claim":
            decisions.claim(site.act(login), waiting)
            return
        if any(step.id == "approve" for step in decisions.steps(waiting)):
            decisions.perform(site.act(login), waiting, "approve", lambda event: None)
            return


def expected(tree, viewer):
    """{key: ids of steps}, found by asking everything there is."""
    found = {}
    for uid in tree.uids:
        item = tree.uids.get(uid)
        if item.uid != uid:
            continue
        for edition in item.editions if isinstance(item, Versioned) else (None,):
            steps = deciding(viewer, item, edition)
            if steps is not None:
                found[uid_name((edition or item).uid)] = steps
    for uid, person in tree.join_requests:
        subject = Subject(uid, "space", tree.access.get(uid).state)
        if viewer.decide(subject, Permission.MANAGE):
            found[f"{uid_name(uid)}-join-{person}"] = {"accept", "decline"}
    return found


def deciding(viewer, item, edition):
    """The steps with which ``viewer`` decides about an edition, ``None`` when that is not theirs."""
    subject = (edition or item).subject()
    names = DECIDING.get((subject.workflow, subject.state), set())
    if edition is not None and viewer.shown(item) != edition:
        # It waits behind a newer version for those who will decide about it then.
        definition = viewer.access_data.definition(subject.workflow, subject.scope)
        held = any(viewer.holds(definition.who(definition.transitions[name], subject.state), subject) for name in names)
        seen = viewer.decide(subject, Permission.VIEW)
        return set() if held and seen and not viewer.access_data.inherited(subject.scope)[1] else None
    try:
        steps = {one.id for one in available(viewer, item)} & names
        if any(viewer.person.id in people for _transition, people, _need in approvals(viewer, item)):
            # They have said what they think; it waits for others.
            return None
    except NotFound:
        return None
    return steps or None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example([("document", CURATED, "member", "proposed"), ("step", CURATED, "suspend"), ("space", "outsider", "proposed")])
@example([("edition", PRIVATE, "author", "proposed", "deletion_requested"), ("claim", "owner")])
@example([("guard", "approve", GUARDS[1]), ("document", PRIVATE, "facilitator", "proposed"), ("approval", "owner")])
@example(
    [
        ("guard", "approve", GUARDS[0]),
        ("guard", "request_changes", GUARDS[0]),
        ("document", CURATED, "facilitator", "proposed"),
    ]
)
@example([("join", "outsider"), ("role", GROUP, "reader", "facilitator"), ("claim", "reader")])
@given(st.lists(things, min_size=2, max_size=9))
def test_the_queue_is_what_one_may_decide(base, made):
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        for thing in made:
            with suppress(MoothallError):
                put(site, thing)

        def look(tree):
            people = store_of(tree._p_jar.get_connection(PEOPLE))
            for login in LOGINS:
                check(tree, site.viewer(tree, login), people)

        site.read(look)


def check(tree, viewer, people):
    decisions, wanted = Decisions(viewer, people), expected(tree, viewer)
    listed = decisions.list()
    assert {one.key: {step.id for step in decisions.steps(one)} for one in listed} == wanted
    assert decisions.count == len(listed) == len(wanted)
    assert [one.at for one in listed] == sorted(one.at for one in listed)
    for key in wanted:
        assert decisions.find(key).key == key
    for uid in tree.uids:
        item = tree.uids.get(uid)
        if item.uid == uid and viewer.sees(item) and claim_on_item(viewer, people, item) is not None:
            edition = viewer.shown(item) if isinstance(item, Versioned) else item
            waiting = decisions.find(uid_name(edition.uid))
            assert waiting is not None or item.creator == viewer.person.id or asked(tree, item) == viewer.person.id


def asked(tree, item):
    steps = [
        event.actor for event in tree.event_log.about(item.uid, {"edition state", "state"}) if event.after is not None
    ]
    return steps[-1]


def test_an_approval_that_waits_for_others_stays_with_them(site, make, api):
    make.table(
        "content",
        lambda table: table["transitions"]["approve"].update(
            guards=[{"kind": "approvers", "count": 2}, {"kind": "not_creator"}]
        ),
    )
    document = make.document(CURATED + "/documents", "A plan", state="proposed", by="member")
    (row,) = api.facilitator.get("/@queue").json["items"]
    answer = api.facilitator.post_json(row["@id"] + "/decide", {"step": "approve"}).json
    assert answer["review_state"] == "proposed"
    assert api.facilitator.get("/@queue").json["items_total"] == 0
    assert "Nothing is waiting for you" in site.client("facilitator").get("/queue")
    again = api.facilitator.post_json(row["@id"] + "/decide", {"step": "approve"}, status=403).json
    assert again["message"] == "You have approved it. It is waiting for other people to approve."
    page = site.client("owner").get("/queue")
    assert "“Publish” needs 2 people to approve. So far: Finn Facilitator." in page
    assert api.owner.post_json(row["@id"] + "/decide", {"step": "approve"}).json["review_state"] == "published"
    assert site.read(lambda tree: find_resource(tree, str(document)).live is not None)


def test_what_was_approved_waits_again_once_it_is_changed(site, make, api, as_facilitator):
    make.table(
        "content", lambda table: table["transitions"]["approve"].update(guards=[{"kind": "approvers", "count": 2}])
    )
    document = make.document(CURATED + "/documents", "A plan", state="proposed", by="member")
    form = next(form for form in as_facilitator.get("/queue").forms.values() if "version" in form.fields)
    assert "You have approved “" in form.submit("do", value="approve", status=303).follow()
    assert api.facilitator.get("/@queue").json["items_total"] == 0
    site.on(str(document), lambda item: item.save(site.act("member"), {"title": "Another plan"}))
    assert api.facilitator.get("/@queue").json["items_total"] == 1
    make.step(document, "approve", by="owner")
    assert clear_up(site.registry) == 1
    assert site.read(lambda tree: len(tree.claims.agreed)) == 0
