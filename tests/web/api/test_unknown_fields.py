"""Fields in bodies: what no service reads is named and refused, and nothing is done."""

from datetime import timedelta

from tests.factories import CURATED, GROUP, OPEN

LIBRARY = OPEN + "/documents"


def test_every_service_names_the_fields_that_it_does_not_read(api, make, site):
    made, draft = str(make.document(title="Plan")), str(make.document(title="Draft", state="draft"))
    folder, other = str(make.folder(LIBRARY, "Plans")), str(make.document(title="Other"))
    make.document(in_=CURATED + "/documents", title="Proposal", state="proposed")
    api.outsider.post_json(f"{GROUP}/@join", {"message": "May I?"})
    later = (site.clock.now + timedelta(days=3)).isoformat()
    waiting = api.facilitator.get(f"{CURATED}/@queue").json["items"][0]
    sharing = api.facilitator.get(f"{made}/@sharing").json
    for client, address, body in (
        (api.guest, "/@login", {"login": "member", "password": "moothall-demo"}),
        (api.author, f"{draft}/@schedule", {"transition": "publish", "at": later}),
        (api.author, f"{draft}/@workflow/publish", {"comment": "Ready."}),
        (api.facilitator, f"{made}/@sharing", {"entries": [{"id": "outsider", "roles": {"reader": True}}]}),
        (api.facilitator, f"{folder}/@move", {"source": other}),
        (api.facilitator, f"{made}/@change", {"change": {"kind": "transition", "name": "archive"}}),
        (api.facilitator, f"{made}/@rehearse", {"change": {"kind": "transition", "name": "archive"}}),
        (api.owner, f"{GROUP}/@members", {"person": "author", "roles": ["author"]}),
        (api.owner, f"{GROUP}/@invitations", {"email": "x@example.net", "roles": ["author"]}),
        (api.owner, f"{GROUP}/@bans", {"person": "author", "rule": "law", "comment": "Out."}),
        (api.owner, f"{GROUP}/@join/outsider", {"accept": True, "comment": "Welcome."}),
        (api.outsider, f"{GROUP}/@join", {"message": "Please."}),
        (api.member, f"{folder}/@access-requests", {"role": "facilitator", "message": "Please."}),
        (api.facilitator, f"{waiting['@id'].removeprefix('http://localhost')}/claim", {"note": "Mine."}),
        (api.facilitator, f"{CURATED}/@queue/decide", {"step": "approve", "items": [{"id": waiting["id"]}]}),
    ):
        before = site.databases[""].lastTransaction()
        message = client.post_json(address, {**body, "surprise": 1}, status=400).json["message"]
        assert "surprise" in message, (address, message)
        assert site.databases[""].lastTransaction() == before, address
    entry = {"id": "outsider", "roles": {"reader": True}, "surprise": 1}
    assert "surprise" in api.facilitator.post_json(f"{made}/@sharing", {"entries": [entry]}, status=400).json["message"]
    assert api.facilitator.get(f"{made}/@sharing").json == sharing


def test_a_service_without_fields_refuses_all(api, make):
    made = str(make.document(title="Plan"))
    assert "surprise" in api.author.delete_json(made, {"surprise": 1}, status=400).json["message"]
    assert api.author.get(made).json["title"] == "Plan"


def test_the_right_is_judged_before_the_fields(api, make):
    made, hidden = make.document(title="Plan"), make.document(title="Draft", state="draft")
    api.outsider.post_json(f"{made}/@sharing", {"surprise": 1}, status=403)
    api.outsider.post_json(f"{hidden}/@sharing", {"surprise": 1}, status=404)
    api.guest.post_json(f"{OPEN}/@members", {"surprise": 1}, status=401)


def test_what_a_service_answers_can_be_sent_back(api, make):
    made = str(make.document(title="Plan"))
    shown = api.facilitator.get(f"{made}/@sharing").json
    api.facilitator.post_json(f"{made}/@sharing", shown, status=204)
    row = api.owner.get(f"{GROUP}/@members").json["items"][-1]
    api.owner.post_json(f"{GROUP}/@members", row, status=200)
