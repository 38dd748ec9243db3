"""Many people at a real server sharing the same thing at the same moment."""

import pytest

from tests.concurrency.test_many_at_once import at_once, crowd
from tests.factories import GROUP
from tests.serving import Place, Program

MANY = 20


@pytest.fixture(scope="module")
def place(base, tmp_path_factory):
    place = Place(base, tmp_path_factory.mktemp("sharing") / "var")
    with place.site() as site:
        place.folder = str(site.make.folder(GROUP + "/documents", "Shared by many"))
        place.tokens = {login: site.token(login) for login in ("owner", "facilitator", "outsider")} | crowd(site)
    place.server = place.serve()
    yield place
    place.close()


@pytest.fixture
def program(place):
    return lambda login: Program(place.server.port, place.tokens[login])


def entry(login, role="moderator", held=True):
    return [{"id": login, "type": "user", "roles": {role: held}}]


def test_nothing_that_was_given_is_lost(place, program):
    logins = [f"person{number:02}" for number in range(MANY)]
    givers = [program("facilitator"), program("owner")]
    answers = at_once(
        *(
            lambda number=number, login=login: givers[number % 2].post(f"{place.folder}/@sharing", entries=entry(login))
            for number, login in enumerate(logins)
        )
    )
    assert {answer.status for answer in answers} == {204}
    shown = program("owner").get(f"{place.folder}/@sharing").json["entries"]
    assert {one["id"] for one in shown if one["roles"]["moderator"]} == set(logins)


def test_giving_and_breaking_off_at_once_leaves_both(place, program):
    facilitator, owner = program("facilitator"), program("owner")
    answers = at_once(
        *(
            lambda inherit=inherit: owner.post(f"{place.folder}/@sharing", inherit=inherit)
            for inherit in (False, True, False, True) * 3
        ),
        *(
            lambda held=held: facilitator.post(f"{place.folder}/@sharing", entries=entry("outsider", "reader", held))
            for held in (True, False) * 6
        ),
    )
    assert {answer.status for answer in answers} == {204}
    owner.post(f"{place.folder}/@sharing", inherit=False)
    facilitator.post(f"{place.folder}/@sharing", entries=entry("outsider", "reader"))
    assert program("outsider").get(place.folder).status == 200
    assert program("person49").get(place.folder).status == 404
    owner.post(f"{place.folder}/@sharing", inherit=True)
    assert program("person49").get(place.folder).status == 200


def test_one_request_is_answered_once(place, program):
    asked = at_once(*(lambda: program("outsider").post(f"{place.folder}/@access-requests", role="author"),) * 5)
    assert sorted(answer.status for answer in asked) == [201, 409, 409, 409, 409]
    address = f"{place.folder}/@access-requests/outsider"
    deciders = [program("facilitator"), program("owner")]
    answers = at_once(
        *(
            lambda number=number: deciders[number % 2].post(
                f"{address}/{'grant' if number % 3 else 'decline'}", comment="Because."
            )
            for number in range(10)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [409] * 9
    (shown,) = program("owner").get(f"{place.folder}/@access-requests").json["items"]
    entries = {one["id"]: one for one in program("owner").get(f"{place.folder}/@sharing").json["entries"]}
    assert entries["outsider"]["roles"]["author"] is (shown["state"] == "granted")
