"""Whatever somebody reads of an item that they may edit, they can send back, and nothing changes."""

import base64

from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from tests.factories import ACTORS, CURATED, GROUP, OPEN
from tests.web.api.test_plone_clients import PIXEL

#: Parts of an answer that are composed for the reader.
COMPOSED = ("@components", "items")
EXPANDED = "expand=workflow,history,types,permissions,breadcrumbs&fullobjects=1&metadata_fields=_all"


def one_of_each_type(api, make):
    """The addresses of items of all types, some of them with everything that they can have."""
    made = [
        make.document(title="Plan", text="<p>One</p>", subjects=("a",), by="author"),
        make.document(title="Draft", state="draft", by="member"),
        make.document(title="Waiting", in_=CURATED + "/documents", state="proposed", by="author"),
        make.folder(title="Shelf", by="author"),
        make.link(title="Away", by="author"),
    ]
    worked_on = make.document(title="Shown", by="author")
    make.working_edition(worked_on, title="Worked on")
    picture = {"data": PIXEL, "encoding": "base64", "filename": "dot.png"}
    text = {"data": base64.b64encode(b"Hello").decode(), "encoding": "base64", "filename": "note.txt"}
    for title, file in (("Dot", picture), ("Note", text)):
        made.append(api.author.post_json(OPEN + "/documents", {"@type": "file", "title": title, "file": file}).location)
    talk = {"@type": "discussion", "title": "Talk", "text": "<p>Hello</p>", "subjects": ["a"]}
    made.append(api.author.post_json(GROUP + "/discussions", talk).location)
    made.append(api.author.get(made[-1]).json["items"][0]["@id"])
    made.append(api.member.post_json(made[-2], {"@type": "post", "text": "Yes", "in_reply_to": made[-1]}).location)
    for type_id in ("resource", "goodpractice"):
        fields = {"@type": type_id, "title": "Good", "digcomp": [], "target_audience": []}
        made.append(api.reviewer.post_json("/repository", fields).location)
    made.append(api.owner.post_json(OPEN, {"@type": "search", "title": "Found here"}).location)
    made += [worked_on, "/", OPEN, OPEN + "/documents", OPEN + "/discussions", "/coalitions", "/coalitions/it"]
    made += ["/workspaces", "/repository", "/people", "/vocabularies", "/vocabularies/digcomp", "/workflows"]
    return [str(address).removeprefix("http://localhost") or "/" for address in (*made, "/workflows/content")]


def versions(site, path):
    def count(item):
        return len(item.versions) if isinstance(item, Versioned) else 0

    return site.on(path, count)


def test_what_was_read_can_be_sent_back_by_everybody_who_edits(api, make, site):
    types, editors, paths = set(), set(), set()
    for path in one_of_each_type(api, make):
        for login in ACTORS:
            client = api(login)
            answer = client.get(path, status="*")
            if answer.status_int != 200:
                continue
            read, before = answer.json, versions(site, path)
            allowed = {one["id"]: one["allowed"] for one in client.get(f"{path}/@permissions").json["items"]}
            if not allowed["edit"]:
                client.patch_json(path, read, status=(403, 409))
                continue
            types.add(read["@type"])
            editors.add(login)
            # The expanded answer takes longest, so one person of each address sends it.
            expanded = client.get(f"{path}?{EXPANDED}").json if path not in paths else read
            for sent in (read, expanded):
                client.patch_json(path, sent, status=(200, 204))
            paths.add(path)
            again = client.get(path).json
            for name in read.keys() - COMPOSED:
                assert again[name] == read[name], (login, path, name)
            assert versions(site, path) == before, (login, path)
    # Profiles have a test of their own.
    assert types == set(types_of(site.registry)) - {"profile"}
    assert editors >= {"admin", "sitemoderator", "reviewer", "owner", "facilitator", "author", "member"}


def test_a_profile_and_an_account_can_be_sent_back(api, site):
    profile = f"/people/{site.id_of('author')}"
    for client in (api.author, api.admin):
        for address in (profile, "/@users/author"):
            read = client.get(address).json
            client.patch_json(address, read, status=204)
            assert client.get(address).json == read
