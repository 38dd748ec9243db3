"""Many people change the same roster at the same moment: whatever is answered, the rules of rosters hold.

The server's writers do not wait for each other here, as if each were a process of its
own: they meet in the database.
"""

import http.client
import json
import re
import time
from datetime import timedelta

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import Conflict
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE, SITE
from moothall.people.store import store_of
from moothall.space import bans, invitation_acceptance, invitations, transfer
from moothall.space import members as roster
from moothall.web.sessions import BEARER
from tests.concurrency.test_conflicts import Two
from tests.concurrency.test_many_at_once import at_once
from tests.factories import GROUP, PASSWORD, PRIVATE
from tests.serving import Place

CROWD = 50
#: What may be answered to somebody who came too late, or met too many others.
ANSWERS = {200, 201, 204, 400, 403, 404, 409, 503}


class Program:
    """Somebody's program at a server."""

    def __init__(self, port, token):
        self.port, self.token = port, token

    def ask(self, method, path, **body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Host": f"localhost:{self.port}",
            "Authorization": f"Bearer {self.token}",
        }
        try:
            connection.request(method, path, json.dumps(body) if method != "GET" else None, headers)
            response = connection.getresponse()
            said = response.read()
            return response.status, json.loads(said) if said else None
        finally:
            connection.close()


@pytest.fixture(scope="module")
def place(base, tmp_path_factory):
    """A site with a crowd, and a server whose writers take no turns."""
    place = Place(base, tmp_path_factory.mktemp("rosters") / "var", threads=12, write_lock_wait=0.0, write_attempts=30)
    with place.site() as site:
        place.spaces = [site.make.workspace(f"Space {number}", preset="members-group").path for number in range(6)]
        now, lasts = site.clock.now, timedelta(days=1)
        hashed = site.registry.moothall_passwords.hash(PASSWORD)

        def people(store):
            added = [store.add(f"person{number:02}", hashed, "", f"Person {number}", at=now) for number in range(CROWD)]
            return {one.login: store.sessions.begin(one.id, BEARER, one.generation, now, lasts) for one in added}

        place.tokens = {login: site.token(login) for login in ("owner", "facilitator", "member", "admin")}
        place.tokens |= site.people(people)
        place.ids = {login: site.id_of(login) for login in place.tokens}
    place.server = place.serve()
    yield place
    place.close()


@pytest.fixture
def who(place):
    return lambda login: Program(place.server.port, place.tokens[login])


@pytest.fixture
def crowd(place, who):
    return [who(login) for login in place.tokens if login.startswith("person")]


def owners(program, space):
    _status, said = program.ask("GET", f"{space}/@members?b_size=500")
    return [row["person"] for row in said["items"] if "owner" in row["roles"] and row["until"] is None]


def test_fifty_requests_to_be_rid_of_the_owners_leave_one(place, who):
    space, owner = place.spaces[0], who("owner")
    logins = [f"person{number:02}" for number in range(CROWD)]
    for login in logins:
        status, _said = owner.ask("POST", f"{space}/@members", person=login, roles=["owner"])
        assert status == 200
    everybody = [*logins, "owner"]
    # Each removes the next, or gives up the role: all of them at once.
    acts = [
        lambda number=number, login=login: who(login).ask(
            *(
                ("DELETE", f"{space}/@members/{everybody[(number + 1) % len(everybody)]}")
                if number % 3
                else ("POST", f"{space}/@members")
            ),
            **({} if number % 3 else {"person": login, "roles": ["reader"]}),
        )
        for number, login in enumerate(logins)
    ]
    answers = at_once(*acts)
    assert {status for status, _said in answers} <= ANSWERS
    left = owners(who("admin"), space)
    assert left
    # Then all that are left go, one after the other and at once: the last one stays.
    at_once(*(lambda login=login: who(login).ask("DELETE", f"{space}/@members/{login}") for login in left))
    assert len(owners(who("admin"), space)) >= 1


def test_two_owners_remove_each_other_many_times(place, who):
    space, admin = place.spaces[1], who("admin")
    for _again in range(12):
        for login in ("owner", "facilitator"):
            admin.ask("POST", f"{space}/@members", person=login, roles=["owner"])
        first, second = at_once(
            lambda: who("owner").ask("DELETE", f"{space}/@members/facilitator"),
            lambda: who("facilitator").ask("DELETE", f"{space}/@members/owner"),
        )
        assert sorted((first[0], second[0]))[0] == 204 and {first[0], second[0]} <= ANSWERS
        assert len(owners(admin, space)) == 1


def test_leaving_meets_handing_over(place, who):
    space, admin = place.spaces[2], who("admin")
    for _again in range(8):
        for login, roles in (("owner", ["owner"]), ("facilitator", ["facilitator"]), ("member", ["member"])):
            status, said = admin.ask("POST", f"{space}/@members", person=login, roles=roles)
            assert status == 200, said
        at_once(
            lambda: who("owner").ask("POST", f"{space}/@owner", person="facilitator"),
            lambda: who("owner").ask("POST", f"{space}/@owner", person="member"),
            lambda: who("owner").ask("DELETE", f"{space}/@members/owner"),
            lambda: who("facilitator").ask("DELETE", f"{space}/@members/facilitator"),
            lambda: who("facilitator").ask("POST", f"{space}/@bans", person="member", comment="Race.", rule="law"),
        )
        left = owners(admin, space)
        assert len(left) == 1
        bans = [row["person"] for row in admin.ask("GET", f"{space}/@bans")[1]["items"]]
        assert left[0] not in bans
        for login in bans:
            admin.ask("DELETE", f"{space}/@bans/{login}")


def test_fifty_accept_one_invitation_and_one_gets_in(place, crowd, who):
    space = place.spaces[3]
    status, _said = who("facilitator").ask("POST", f"{space}/@invitations", email="x@example.net", roles=["author"])
    assert status == 201
    token = token_in_mail(place)
    answers = at_once(*(lambda one=one: one.ask("POST", f"/@invitations/{token}") for one in crowd))
    assert sorted(status for status, _said in answers)[:2] == [200, 404]
    assert {status for status, _said in answers} <= {200, 404, 503}
    rows = who("owner").ask("GET", f"{space}/@members?b_size=500")[1]["items"]
    assert len([row for row in rows if row["person"].startswith("person")]) == 1
    assert who("owner").ask("GET", f"{space}/@invitations")[1]["items_total"] == 0


def token_in_mail(place):
    for _try in range(300):
        for path in (place.var / "mail").glob("*.eml"):
            found = re.search(rb"/invitation/([A-Za-z0-9_-]{43})", path.read_bytes().replace(b"=\n", b""))
            if found:
                return found[1].decode()
        time.sleep(0.1)
    raise AssertionError(place.server.log)


def test_requests_to_join_are_answered_once_each(place, crowd, who):
    space = place.spaces[4]
    assert {
        status
        for status, _said in at_once(
            *(lambda one=one: one.ask("POST", f"{space}/@join", message="Me too.") for one in crowd)
        )
    } == {200}
    logins = [f"person{number:02}" for number in range(0, CROWD, 5)]
    acts = [
        lambda login=login, by=by, accept=accept: (
            login,
            accept,
            who(by).ask("POST", f"{space}/@join/{login}", accept=accept, comment="Because.")[0],
        )
        for login in logins
        for by, accept in (("owner", True), ("facilitator", False))
    ]
    acts += [lambda login=login: (login, None, who(login).ask("DELETE", f"{space}/@join")[0]) for login in logins]
    answers = at_once(*acts)
    assert {status for _login, _accept, status in answers} <= ANSWERS
    members = {row["person"] for row in who("owner").ask("GET", f"{space}/@members?b_size=500")[1]["items"]}
    for login in logins:
        done = [accept for one, accept, status in answers if one == login and status in (200, 204)]
        assert len(done) == 1, (login, answers)
        assert (login in members) is (done[0] is True)
    waiting = who("owner").ask("GET", f"{space}/@join?b_size=500")[1]
    assert waiting["items_total"] == CROWD - len(logins)


def test_in_the_end_everything_agrees(place):
    """Run last in this module: it stops the server."""
    assert place.server.stop() == 0
    checked = place.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with place.site() as site:
        for path in place.spaces:
            assert site.on(path, lambda space: len(roster.owners(space, site.clock.now + timedelta(days=1)))) >= 1


# -- two writers of one moment, step by step


@pytest.fixture
def two(site):
    return Two(site)


def test_two_owners_who_remove_each_other_at_once_meet(site, make, two):
    make.member(GROUP, "member", "owner")
    owner, member = site.id_of("owner"), site.id_of("member")
    with pytest.raises(Conflict):
        two.write(
            GROUP,
            lambda space: roster.remove_member(site.act("owner"), space, member),
            lambda space: roster.remove_member(site.act("member"), space, owner),
        )
    assert two.conflicts == 1
    assert site.on(GROUP, lambda space: roster.owners(space, site.clock.now)) == [owner]


def test_a_ban_meets_handing_over(site, two):
    owner, member = site.id_of("owner"), site.id_of("member")
    with pytest.raises(Conflict):
        two.write(
            GROUP,
            lambda space: bans.ban(site.act("facilitator", "No."), space, member, None),
            lambda space: transfer.transfer_ownership(site.act("owner"), space, owner, member),
        )
    assert site.on(GROUP, lambda space: roster.owners(space, site.clock.now)) == [owner]


def test_other_changes_of_a_roster_do_not_meet(site, two):
    """They meet in the log of events at most, when one of them splits the small leaf that gets the entries of both."""
    ids = site.id_of("member"), site.id_of("author")
    for one, other in ((("author",), ("member",)), (("member",), ("author",)), (("author",), ("member",))):
        two.write(
            GROUP,
            lambda space, one=one: roster.set_member(site.act("owner"), space, ids[0], one),
            lambda space, other=other: roster.set_member(site.act("owner"), space, ids[1], other),
        )
    assert two.met_in <= {"BTrees.OOBTree.OOSet"}


def test_an_invitation_is_accepted_or_withdrawn(site, two):
    def people(tree):
        return store_of(tree._p_jar.get_connection(PEOPLE))

    def invite(connection):
        tree = connection.root()[SITE]
        event = invitations.invite(
            site.act("facilitator"),
            site.viewer(tree, "facilitator"),
            find_resource(tree, PRIVATE),
            people(tree),
            "x@example.net",
            ("member",),
        )
        return event.invitation.id, invitations.token_of(people(tree), event.nonce)

    id, token = site.transact(invite)
    accepting = ActionContext(site.id_of("outsider"), site.clock.now)

    def withdraw(space):
        tree = find_resource(space, "/")
        found = tree.invitations.get(id)
        if found is None:
            raise Conflict()
        invitations.withdraw(site.act("owner"), site.viewer(tree, "owner"), space, people(tree), found)

    with pytest.raises(Conflict):
        two.write(
            PRIVATE,
            lambda space: invitation_acceptance.accept(accepting, find_resource(space, "/"), people(space), token),
            withdraw,
        )
    assert two.conflicts == 1
