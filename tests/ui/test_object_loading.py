"""A page wakes what it shows and little else, and reading writes nothing."""

import pytest
from ZODB.utils import get_pickle_metadata

from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE
from moothall.document.content import Document
from tests.factories import CURATED, GROUP, OPEN, PRIVATE

NUMBER, PAGE = 300, 50

#: Where somebody only reads; forms to be sent count as well.
READING = (
    "/", "/about", "/coalitions", "/workspaces", "/repository", "/search", "/search?SearchableText=words",
    f"{OPEN}/", f"{OPEN}/about", f"{OPEN}/people", f"{OPEN}/discussions/", f"{OPEN}/documents/",
    f"{OPEN}/documents/add/document", f"{OPEN}/discussions/add/discussion", "/people/settings", "/queue",
    "/queue/several", f"{OPEN}/queue", "/workflows", "/vocabularies/", "/login",
)  # fmt: skip


def awake(site, name):
    """How many objects of a class are in memory, as more than a name."""
    return sum(
        one["klass"].endswith(f".{name}") and one["state"] is not None
        for one in site.databases[""].cacheExtremeDetail()
    )


def forget(site):
    """Let the databases hold nothing in memory."""
    for database in site.databases.values():
        database.cacheMinimize()


def test_a_page_of_a_long_list_wakes_only_what_it_shows(site, as_member):
    def fill(library):
        act = ActionContext(site.id_of("author"), site.clock.now)
        for number in range(NUMBER):
            item = library.add_item(act, Document(act, title=f"Report {number:03}", text="<p>Words.</p>"))
            item.move_to(act, item.working, "published", live=True)

    site.on(f"{OPEN}/documents", fill)
    forget(site)
    page = as_member.get(f"{OPEN}/documents/?page=2")
    assert "Report 050" in page
    assert "Report 099" in page
    assert awake(site, "Document") == PAGE
    assert awake(site, "Version") == PAGE


def test_giving_access_to_a_folder_wakes_nothing_in_it_and_lists_know_at_once(site, make, api):
    folder = make.folder(f"{PRIVATE}/documents", "Plans").path
    for number in range(5):
        make.document(folder, f"Plan {number}", by="author")
    forget(site)
    share = {"id": "outsider", "roles": {"reader": True}}
    api.owner.post_json(f"{folder}/@sharing", {"entries": [share]}, status=204)
    assert awake(site, "Document") == 0
    assert api.outsider.get(folder).json["items_total"] == 5
    share["roles"]["reader"] = False
    api.owner.post_json(f"{folder}/@sharing", {"entries": [share]}, status=204)
    api.outsider.get(folder, status=404)
    assert api.member.get(folder).json["items_total"] == 5


def test_a_page_of_a_long_thread_wakes_only_what_it_shows(site, make, as_member):
    thread = make.discussion()

    def fill(discussion):
        member = site.id_of("member")
        for number in range(NUMBER):
            discussion.reply(ActionContext(member, site.clock.advance(seconds=1)), f"<p>Post {number:03}.</p>")

    site.on(str(thread), fill)
    forget(site)
    page = as_member.get(f"{thread}/?page=3")
    assert "Post 099." in page
    assert "Post 148." in page
    # And the first one, whose state is the discussion's, and the newest one, which tells when it changed.
    assert awake(site, "Post") <= PAGE + 2


def test_the_number_of_decisions_on_every_page_wakes_none_of_what_waits(site, make, as_facilitator, api):
    for number in range(20):
        make.document(CURATED + "/documents", f"Plan {number}", state="proposed", by="member")
    api.outsider.post_json(GROUP + "/@join", {})
    as_facilitator.get("/about")
    forget(site)
    assert as_facilitator.get("/about").html.select_one(".m-bar-count .m-count").text == "21"
    assert [awake(site, name) for name in ("Document", "Version", "Workspace", "JoinRequest")] == [0, 0, 0, 0]


@pytest.mark.parametrize("login", ["guest", "member", "facilitator", "admin"])
def test_reading_writes_nothing(site, make, actors, login):
    made = (make.document(), make.discussion(), make.resource())
    site.reindex()
    client = actors(login)
    before = {name: site.databases[name].lastTransaction() for name in ("", PEOPLE)}
    for path in (*READING, *(f"{one}/" for one in made)):
        client.get(path, status="*")
    assert {name: site.databases[name].lastTransaction() for name in ("", PEOPLE)} == before


def written(site, change):
    """The classes of the objects of content that were written while ``change()`` ran."""
    changes = site.databases[""].storage.changes
    before = {record.tid for record in changes.iterator()}
    change()
    return {get_pickle_metadata(record.data) for one in changes.iterator() if one.tid not in before for record in one}


@pytest.mark.parametrize("what", ["dial", "member", "share"])
def test_a_change_of_access_writes_no_content_and_queues_nothing(site, make, api, what):
    document = make.document(OPEN + "/documents", state="published", by="owner")
    api.owner.post_json(f"{document}/@sharing", {"entries": [{"id": "reader", "roles": {"author": True}}]})
    site.reindex()
    body = {"id": "outsider", "type": "user", "roles": {"reader": True}}
    changes = {
        "dial": lambda: api.owner.patch_json(OPEN, {"visibility": "signed-in"}, status=204),
        "member": lambda: api.owner.post_json(f"{OPEN}/@members", {"person": "outsider", "roles": ["author"]}),
        "share": lambda: api.owner.post_json(f"{document}/@sharing", {"entries": [body]}),
    }
    classes = written(site, changes[what])
    assert classes
    modules = {module for module, _name in classes}
    assert not {one for one in modules if one.startswith("hypatia") or one.endswith((".content", ".versions"))}
    assert site.read(lambda tree: len(tree.index_queue)) == 0
