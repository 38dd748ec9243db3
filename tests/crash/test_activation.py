"""kill -9 while another table takes effect: it goes on where it stopped, and everything agrees in the end."""

import time

import pytest
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import SITE
from moothall.core.work.jobs import DONE
from moothall.document.content import Document
from tests.core.operations.rollouts import rename_proposed
from tests.factories import OPEN
from tests.serving import Place

#: Seconds until it has to be done after the last start.
DONE_WITHIN = 60


@pytest.fixture
def place(base, tmp_path):
    place = Place(base, tmp_path / "var")
    yield place
    place.close()


@pytest.mark.parametrize(
    "number_of_items, kills", [(400, 2), pytest.param(1000, 3, marks=pytest.mark.long)], ids=["two", "three"]
)
def test_an_activation_survives_kills(place, number_of_items, kills):
    with place.site() as site:
        author = site.id_of("author")

        def fill(library):
            act = ActionContext(author, site.clock.advance(seconds=1))
            for number in range(number_of_items):
                item = library.add_item(act, Document(act, title=f"Proposal {number:04}", text="<p>Words.</p>"))
                item.move_to(act, item.working, "proposed", live=False)

        site.on(f"{OPEN}/documents", fill)
        site.reindex()
        moved = {}
        job = site.make.table("content", lambda table: moved.update(rename_proposed(table)), moved)
    server = place.serve()
    seen = []
    for _kill in range(kills):
        began = time.monotonic()
        before = progress(place, job)
        while time.monotonic() - began < DONE_WITHIN and progress(place, job) == before and before[0] != DONE:
            time.sleep(0.05)
        server.kill()
        seen.append(progress(place, job)[1])
        server.start()
        server.wait_until_it_answers()
    began = time.monotonic()
    while progress(place, job)[0] != DONE:
        assert time.monotonic() - began < DONE_WITHIN, server.log
        time.sleep(0.2)
    print(f"killed after {seen} of {number_of_items} items; done {time.monotonic() - began:.1f} s after the last start")
    assert seen == sorted(seen)
    assert 0 < seen[0] < number_of_items
    while waiting(place):
        assert time.monotonic() - began < DONE_WITHIN, server.log
        time.sleep(0.2)
    server.stop()
    checked = place.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with place.site() as site:
        assert site.read(states) == {"waiting": number_of_items}
        # Each of them was moved once.
        assert site.read(moves) == {1}


def states(tree):
    library = tree["workspaces"]["open-community"]["documents"]
    found = {}
    for item in library.values():
        found[item.state] = found.get(item.state, 0) + 1
    return found


def moves(tree):
    library = tree["workspaces"]["open-community"]["documents"]
    return {
        sum(event.after == "waiting" for event in tree.event_log.about(item.uid, {"edition state"}))
        for item in library.values()
    }


def look(place, say):
    """Read beside the server that has the files open."""
    storage = FileStorage(str(place.var / "content.fs"), read_only=True)
    try:
        return say(DB(storage, large_record_size=1 << 30).open().root()[SITE])
    finally:
        storage.close()


def progress(place, job):
    return look(place, lambda tree: (tree.jobs.get(job).state, tree.jobs.get(job).done))


def waiting(place):
    return look(place, lambda tree: len(tree.index_queue))
