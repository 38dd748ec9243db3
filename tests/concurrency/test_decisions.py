"""Many who decide about the same thing at the same moment: one does, and the others are told."""

import pytest

from tests.concurrency.test_many_at_once import CROWD, at_once, crowd
from tests.factories import GROUP
from tests.serving import Place, Program

PROPOSED = GROUP + "/documents/proposed-plan"


@pytest.fixture(scope="module")
def place(base, tmp_path_factory):
    """A site where everybody of a crowd may decide, with a proposed document and a request to join."""
    place = Place(base, tmp_path_factory.mktemp("deciders") / "var", threads=8)
    with place.site() as site:
        place.tokens = {login: site.token(login) for login in ("owner", "author", "outsider")} | crowd(site)
        for login in place.tokens:
            if login.startswith("person"):
                site.make.member(GROUP, login, "facilitator")
        site.make.document(GROUP + "/documents", "Proposed plan", state="proposed", by="member")
        site.make.document(GROUP + "/documents", "Another plan", state="proposed", by="member")
    place.server = place.serve()
    yield place
    place.close()


@pytest.fixture
def programs(place):
    return [Program(place.server.port, token) for login, token in place.tokens.items() if login.startswith("person")]


@pytest.fixture
def owner(place):
    return Program(place.server.port, place.tokens["owner"])


def waiting(program, title):
    (found,) = [row for row in program.get("/@queue").json["items"] if row["title"] == title]
    return f"/@queue/{found['id']}"


def test_fifty_decide_about_the_same_document(place, programs, owner):
    path = waiting(owner, "Proposed plan")
    sent = [
        {"step": "approve"} if number % 2 else {"step": "request_changes", "comment": "Why?"} for number in range(CROWD)
    ]
    answers = at_once(
        *(
            lambda program=program, body=body: program.post(path + "/decide", **body)
            for program, body in zip(programs, sent, strict=True)
        )
    )
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] + [409] * (CROWD - 1)
    assert {answer.json["message"] for answer in answers if answer.status == 409} == {
        "Someone else has already decided this."
    }
    (taken,) = [body for body, answer in zip(sent, answers, strict=True) if answer.status == 200]
    history = owner.get(PROPOSED + "/@history").json["items"]
    decided = [step["review_state"] for step in history if step.get("review_state") in ("published", "needs_changes")]
    assert decided == ["published" if taken["step"] == "approve" else "needs_changes"]


def test_fifty_take_the_same_document_in_hand(place, programs, owner):
    path = waiting(owner, "Another plan")
    answers = at_once(*(lambda program=program: program.post(path + "/claim") for program in programs))
    held = [answer for answer in answers if answer.status == 200]
    assert sorted(answer.status for answer in answers) == [200] + [409] * (CROWD - 1)
    holder = owner.get(path).json["holder"]["person"]
    assert holder == held[0].json["holder"]["person"]
    others = [answer.json["message"] for answer in answers if answer.status == 409]
    assert all(message.endswith("You can decide once they unassign it, or in 30 minutes.") for message in others)


def test_fifty_answer_the_same_request_to_join(place, programs, owner):
    outsider = Program(place.server.port, place.tokens["outsider"])
    assert outsider.post(GROUP + "/@join", message="I teach.").status == 200
    path = waiting(owner, "Otto Outsider")
    steps = ["accept" if number % 2 else "decline" for number in range(CROWD)]
    answers = at_once(
        *(
            lambda program=program, step=step: program.post(path + "/decide", step=step, comment="Because.")
            for program, step in zip(programs, steps, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [409] * (CROWD - 1)
    (taken,) = [step for step, answer in zip(steps, answers, strict=True) if answer.status == 200]
    roles = [
        row["roles"] for row in owner.get(GROUP + "/@members?b_size=500").json["items"] if row["person"] == "outsider"
    ]
    assert roles == ([["member"]] if taken == "accept" else [])
