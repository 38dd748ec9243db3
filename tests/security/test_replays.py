"""A replayed request tells a person nothing that they could not read now."""

from tests.factories import GROUP, OPEN, PRIVATE


def keyed(program, path, body, **kw):
    return program.post_json(path, body, headers={"Idempotency-Key": f"one-{abs(hash(path))}"}, **kw)


def test_the_replay_of_somebody_who_was_removed_is_answered_like_any_request(api):
    document = {"@type": "document", "title": "Plans of the group", "text": "<p>Secret words</p>"}
    for place in (PRIVATE, GROUP, OPEN):
        first = keyed(api.member, f"{place}/documents", document | {"title": place}, status=201)
        assert keyed(api.member, f"{place}/documents", document | {"title": place}, status=201).json == first.json
        api.facilitator.delete(f"{place}/@members/member", status=204)
        again = keyed(api.member, f"{place}/documents", document | {"title": place}, status="*")
        assert again.status_int in (201, 404)
        assert "Secret words" not in again.text or api.member.get(first.json["@id"], status="*").status_int == 200


def test_the_replay_of_a_list_does_not_outlive_the_right_to_read_it(api):
    body = {"person": "outsider", "roles": ["member"]}
    first = keyed(api.facilitator, f"{GROUP}/@members", body)
    api.owner.post_json(f"{GROUP}/@members", {"person": "facilitator", "roles": ["reader"]})
    again = keyed(api.facilitator, f"{GROUP}/@members", body, status="*")
    assert again.text != first.text or not first.text
    assert "outsider" not in again.text
