"""Whatever is hidden from somebody answers every request as an absent thing does."""

import itertools

import pytest

from tests.factories import CURATED, OPEN, PRIVATE
from tests.test_views import views_of

#: What stands behind the name of a view in some of its addresses.
BEHIND = ("", "/1", "/member", "/publish", "/aaaaaaaaaaaaa", "/x.css", "/..", "/@@edit")
NAMES = ("", "/", "//", "/@@", "/@@edit", "/nothing", "/x.css", "?edition=live", "?expand=*", "/++api++", "/.", "/%2e")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE", "PUT")
HEADERS = (
    {},
    {"Range": "bytes=0-9"},
    {"If-None-Match": "*"},
    {"If-Match": '"1"'},
    {"If-Match": "*"},
    {"Origin": "http://localhost"},
    {"Idempotency-Key": "one"},
    {"Content-Type": "application/json"},
    {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"},
    {"Accept-Language": "de"},
    {"Cookie": "moothall=s.nothing"},
)
BODIES = (b"", b"{}", b'{"title": "x"}', b"[1", b"a=b", b'{"entries": 1}', b'{"UID": "aaaaaaaaaaaaa", "source": "/"}')


@pytest.fixture
def hidden(site, make, api):
    """Pairs of the address of a hidden thing and of an absent one of the same length."""
    folder = make.folder(f"{PRIVATE}/documents", "Plans", by="facilitator")
    inside = make.document(str(folder), "Inner plan")
    secret = make.document(f"{PRIVATE}/documents", "Secret plan", by="member")
    make.working_edition(secret, by="member")
    discussion = make.discussion(f"{PRIVATE}/discussions", "Topic")
    post = make.post(discussion)
    file = make.file(f"{PRIVATE}/documents", "Pixel")
    draft = make.document(f"{OPEN}/documents", "Hidden draft", by="author", state="draft")
    gone = make.document(f"{OPEN}/documents", "Deleted one", by="author", state="deleted")
    proposal = make.document(f"{CURATED}/documents", "Proposal", by="author", state="proposed")
    shown = make.discussion(f"{OPEN}/discussions", "Shown")
    pending = make.post(shown, by="member", state="pending")
    for n, name in enumerate(("from-open", "to-open")):
        make.document(f"{(OPEN, PRIVATE)[n]}/documents", name.capitalize(), by="facilitator")
        api.facilitator.post_json(
            f"{(PRIVATE, OPEN)[n]}/documents/@move", {"source": f"{(OPEN, PRIVATE)[n]}/documents/{name}"}
        )
    # People to whom something around was given, who had it, or who have it elsewhere.
    for login in ("let-in", "through", "elsewhere", "expired", "was-in"):
        make.person(login)
    entry = {"id": "let-in", "type": "user", "roles": {"reader": True}}
    api.facilitator.post_json(f"{folder}/@sharing", {"entries": [entry]})
    club = make.workspace("Club", name="club", by="facilitator", preset="confidential", roster={"through": ("reader",)})
    entry = {"id": f"space:{club}", "type": "space", "roles": {"reader": True}}
    api.facilitator.post_json(f"{inside}/@sharing", {"entries": [entry]})
    make.workspace("Other", name="other", roster={})
    make.member("/workspaces/other", "elsewhere", "moderator", "facilitator")
    make.member(PRIVATE, "was-in", "member")
    make.document(f"{PRIVATE}/documents", "My own", by="was-in")
    make.member(PRIVATE, "was-in")
    site.reindex()
    within = [PRIVATE, f"{PRIVATE}/documents", f"{PRIVATE}/discussions", str(secret), str(discussion), str(post)]
    within += [
        str(file),
        f"{PRIVATE}/documents/my-own",
        f"{PRIVATE}/documents/to-open",
        f"{PRIVATE}/documents/from-open",
    ]
    pairs = [(one, one.replace("confidential", "confidentiax")) for one in within]
    for one in (str(draft), str(gone), str(proposal), f"{OPEN}/documents/from-open", str(pending)):
        pairs.append((one, one[:-1] + ("b" if one[-1] != "b" else "c")))
    return pairs


def clients_of(site):
    found = []
    expired = site.client("expired")
    site.clock.advance(days=20)
    for login in (None, "let-in", "through", "elsewhere", "was-in", "outsider"):
        site.base.tokens.pop(login, None)
        found += [(f"page {login}", site.client(login)), (f"api {login}", site.program(login))]
    return [*found, ("page expired", expired)]


def asked(client, method, address, headers, body):
    if method in ("GET", "HEAD"):
        body = b""
    answer = client.request(address, method=method, headers=headers, body=body, status="*")
    return answer.status_int, sorted(answer.headers.items()), answer.body


def differs(there, absent, hidden, twin):
    def plain(answer):
        status, headers, body = answer
        changed = [(name, value.replace(twin, hidden)) for name, value in headers]
        return status, changed, body.replace(twin.encode(), hidden.encode())

    return plain(there) != plain(absent)


@pytest.mark.parametrize("step", [397, pytest.param(1, marks=pytest.mark.long)])
def test_what_is_hidden_answers_every_request_as_if_it_were_absent(app, site, hidden, step):
    """Each view by each method at each hidden address; who asks, with which headers and body, goes round."""
    names = sorted({f"/{name}" for name, *_rest in views_of(app) if name} | set(NAMES))
    clients, wrong = clients_of(site), []
    asks = (
        (pair, f"{name}{behind}", method)
        for pair, name, behind, method in itertools.product(hidden, names, BEHIND, METHODS)
        if not (behind and name in NAMES)
    )
    for number, ((there, twin), behind, method) in enumerate(itertools.islice(asks, 0, None, step)):
        who, client = clients[number % len(clients)]
        headers, body = HEADERS[number // 3 % len(HEADERS)], BODIES[number // 5 % len(BODIES)]
        one = asked(client, method, f"{there}{behind}", headers, body)
        other = asked(client, method, f"{twin}{behind}", headers, body)
        if differs(one, other, there, twin):
            wrong.append((who, method, f"{there}{behind}", headers, body, one[0], other[0]))
    assert not wrong, "\n".join(map(str, [len(wrong), *wrong[:60]]))
