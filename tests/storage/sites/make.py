"""Make a small site that has at least one of everything that a version stores.

Run with the Python of a checkout of that version, in its root; see README.rst beside this file.
"""

import shutil
import sys
import tarfile
import tempfile
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

from moothall.core.evolving import begin
from tests.factories import CURATED, GROUP, OPEN, PRIVATE
from tests.whole_site import Actors, Base, WholeSite

#: Later than 2c3d5c3, which has neither requests for access nor invitations nor an audit trail.
LATER = find_spec("moothall.space.invitations") is not None
LIBRARY = CURATED + "/documents"


def fill(site):
    """People do things, through the API and pages where the version has them."""
    make, clock, api, browser = site.make, site.clock, Actors(site.program), Actors(site.client)
    # The tests of 2c3d5c3 leave out what its command does: note that every step is taken.
    site.transact(lambda connection: begin(connection.root(), site.registry))
    _content(make)
    _table(site, make)
    _discussions(make, api)
    _decisions(make, clock, api)
    _people(site, make, api, browser)
    if LATER:
        _later(make, api)
        _unfinished(make, site)
        _events(site)


def _content(make):
    folder = make.folder(LIBRARY, title="Reports")
    make.document(str(folder), title="First report")
    for state in ("draft", "proposed", "needs_changes", "archived", "deleted"):
        make.document(LIBRARY, title=f"A plan that is {state}", state=state)
    made = make.document(LIBRARY, title="Published plan")
    make.working_edition(made, title="Published plan, once more", state="proposed")
    make.link(LIBRARY, title="Elsewhere")
    make.file(LIBRARY, title="A pixel")
    make.resource(title="A toolbox")
    make.goodpractice(title="A first month for returners")
    make.repository(OPEN, title="What we have kept")
    make.search(OPEN, title="All drafts")
    make.workspace("Closed down", state="archived")


def _table(site, make):
    """Approving needs two people from now on; one has agreed."""

    def two(table):
        table["transitions"]["approve"]["guards"] = [{"kind": "approvers", "count": 2}]

    document = make.document(LIBRARY, title="Two have to agree", state="proposed")
    make.table("content", two)
    site.program("facilitator").post_json(f"{document}/@workflow/approve", {"comment": "Good."}, status=200)


def _discussions(make, api):
    discussion = make.discussion(OPEN + "/discussions", title="What helps in the third week?")
    for state in ("published", "hidden", "pending", "refused"):
        make.post(discussion, text=f"<p>A post that is {state}.</p>", state=state)
    make.discussion(OPEN + "/discussions", title="Closed now", state="closed")
    moved = make.discussion(GROUP + "/discussions", title="Begun in the wrong place", by="facilitator")
    api.facilitator.post_json(f"{OPEN}/discussions/@move", {"source": str(moved)}, status="*")
    document = make.document(OPEN + "/documents", title="Moved", by="facilitator")
    folder = make.folder(OPEN + "/documents", title="Its new place", by="facilitator")
    api.facilitator.post_json(f"{folder}/@move", {"source": str(document)}, status=200)


def _decisions(make, clock, api):
    first = api.facilitator.get("/@queue").json["items"][0]["@id"]
    api.facilitator.post_json(first + "/claim", {}, status=200)
    api.facilitator.post_json(first + "/note", {"text": "Ask Rita."}, status=200)
    planned = make.document(GROUP + "/documents", title="For later", state="draft", by="member")
    at = (clock.now + timedelta(days=90)).isoformat()
    api.member.post_json(f"{planned}/@schedule", {"transition": "publish", "at": at}, status=201)
    sent = {"@type": "document", "title": "Sent once", "text": "<p>Words.</p>"}
    for _time in range(2):
        api.author.post_json(LIBRARY, sent, headers={"Idempotency-Key": "one"}, status=201)
    shared = make.document(PRIVATE + "/documents", title="Shared with one more", by="author")
    entry = {"id": "outsider", "type": "user", "roles": {"reader": True}}
    api.owner.post_json(f"{shared}/@sharing", {"entries": [entry]}, status=204)


def _people(site, make, api, browser):
    make.person("petra")
    site.people(lambda store: store.set_picture(site.act("member"), store.by_login("member"), b"png", "image/png"))
    for client in (api.outsider, api.reviewer):
        client.post_json(CURATED + "/@join", {"message": "I teach."}, status=200)
    page = browser.guest.get("/forgotten-password")
    form = next(form for form in page.forms.values() if "asked" in form.fields)
    form["asked"] = "member"
    form.submit(status=303)
    api.guest.post_json("/@login", {"login": "member", "password": "wrong"}, status=401)
    page = browser.member.get(OPEN + "/discussions/add/discussion", status="*")
    if page.status_int == 200:
        form = next(form for form in page.forms.values() if "title" in form.fields and "text" in form.fields)
        form["title"], form["text"] = "From a form", "<p>Sent once.</p>"
        form.submit(status="*")


def _later(make, api):
    folder = make.folder(LIBRARY, title="Only for authors")
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=201)
    api.facilitator.post_json(f"{PRIVATE}/@invitations", {"email": "otto@example.net", "roles": ["author"]}, status=201)
    requests = CURATED + "/@join/outsider"
    api.facilitator.post_json(requests, {"accept": False, "comment": "Full."}, status=200)
    api.facilitator.post_json(GROUP + "/@bans", {"person": "reader", "rule": "law", "comment": "Spam."}, status=200)
    make.member(OPEN, "reviewer", "reader", until=make._site.clock.now + timedelta(days=3000))


def _unfinished(make, site):
    """A draft of a table, and a table that is taking effect while nobody works off the job."""
    from moothall.core.workflow import effect

    batch, effect.BATCH = effect.BATCH, -1
    make.table("post", lambda table: table["matrix"]["published"].update(edit=["facilitator"]))
    effect.BATCH = batch
    site.write(lambda tree: tree["workflows"]["discussion"].begin_draft(site.act("admin")))


def _events(site):
    """Some of what happened is in the audit trail, and some waits to be."""
    site.copy_audit()
    site.program().post_json("/@login", {"login": "admin", "password": "wrong"}, status=401)
    site.make.document(OPEN + "/documents", title="The last one")


def main(target):
    """Write the databases of the site and the time it was left at into the archive ``target``."""
    with tempfile.TemporaryDirectory() as folder:
        made, site_files = Path(folder, "made"), Path(folder, "site")
        made.mkdir()
        base = Base(made)
        with WholeSite(base, layered=False) as site:
            fill(site)
        base.close()
        (site_files / "filestorage").mkdir(parents=True)
        for file in made.rglob("*.fs"):
            shutil.copy(file, site_files / "filestorage" / file.name)
        shutil.copytree(made / "blobs", site_files / "blobs", ignore=shutil.ignore_patterns("tmp"))
        (site_files / "now").write_text(base.clock.now.isoformat() + "\n")
        with tarfile.open(target, "w:xz", preset=9) as archive:
            archive.add(site_files, ".", filter=_nobody)


def _nobody(info):
    """The entry without its owner, and writable: blobs are not."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode |= 0o200
    return info


if __name__ == "__main__":
    main(sys.argv[1])
