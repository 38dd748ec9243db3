"""The right to do something is judged before what was sent, so that errors tell nobody which names exist."""

import pytest

from tests.factories import OPEN

#: Service → bodies with the name of somebody in place of NAME.
BODIES = {
    "@rehearse": [
        {"change": {"kind": "member", "person": "NAME", "roles": ["member"]}},
        {"change": {"kind": "ban", "person": "NAME", "comment": "x"}},
        {"change": {"kind": "grant", "principal": "NAME", "role": "reader"}},
        {"change": {"kind": "grant", "principal": "group:NAME", "role": "reader"}},
    ],
    "@members": [{"person": "NAME", "roles": ["member"]}],
    "@bans": [{"person": "NAME", "comment": "x", "rule": "law"}],
    "@invitations": [{"people": ["NAME"]}, {"person": "NAME"}],
    "@owner": [{"person": "NAME"}],
    "@sharing": [{"principal": "NAME", "roles": ["reader"]}, {"entries": [{"id": "NAME", "roles": {"Reader": True}}]}],
}
BODIES["@change"] = BODIES["@rehearse"]


def named(body, name):
    if isinstance(body, dict):
        return {key: named(value, name) for key, value in body.items()}
    if isinstance(body, list):
        return [named(value, name) for value in body]
    return body.replace("NAME", name) if isinstance(body, str) else body


@pytest.mark.parametrize("login", ["outsider", "member", "reader"])
def test_an_error_does_not_tell_which_names_exist(api, login):
    for place in (OPEN, f"{OPEN}/documents"):
        for service, bodies in BODIES.items():
            for body in bodies:
                known, unknown = (
                    api(login).post_json(f"{place}/{service}", named(body, name), status="*")
                    for name in ("sitemoderator", "nobody-here")
                )
                assert known.status_int >= 400, (place, service, body)
                assert (known.status, known.json["message"]) == (unknown.status, unknown.json["message"]), (
                    service,
                    body,
                )


def test_who_may_is_told_what_is_wrong(api):
    for service in ("@rehearse", "@change"):
        for body in BODIES[service][:2]:
            answer = api.facilitator.post_json(f"{OPEN}/{service}", named(body, "nobody-here"), status=400)
            assert "person" in answer.json["message"]
