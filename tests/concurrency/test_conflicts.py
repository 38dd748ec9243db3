"""Conflicts are behaviour: two writes that meet are both kept, and what is tried again is done once."""

import errno
from pathlib import Path

import pytest
import transaction
from pyramid.traversal import find_resource
from ZODB.POSException import ConflictError, StorageError

from moothall.core.base.dates import microseconds
from moothall.core.base.settings import settings_of
from moothall.core.content.items import site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.search.index.indexer import Indexer
from moothall.core.storage import retry
from moothall.core.storage.databases import SITE
from moothall.core.storage.index_maps import values_by_uid
from moothall.core.work.delivery import deliver
from moothall.core.work.workers import SiteQueue
from moothall.document.content import Document
from tests.factories import GROUP


@pytest.fixture
def discussion(make):
    return make.discussion(GROUP + "/discussions", by="owner")


@pytest.fixture
def mails(site):
    """The files of the mails; call it to deliver what waits."""
    folder = Path(settings_of(site.registry).mail_path)
    for path in folder.glob("*"):
        path.unlink()

    def delivered():
        while deliver(site.registry):
            pass
        return sorted(folder.glob("*"))

    return delivered


class Storm:
    """Commits to the content database that fail as told before the last word is spoken."""

    def __init__(self, storage, monkeypatch):
        self.met = 0
        self._failures = []
        self._vote = storage.tpc_vote
        monkeypatch.setattr(storage, "tpc_vote", self._try)

    def will_fail(self, *failures):
        self._failures = list(failures)

    def _try(self, transaction):
        if self._failures:
            self.met += 1
            raise self._failures.pop(0)
        return self._vote(transaction)


@pytest.fixture
def storm(site, monkeypatch):
    return Storm(site.databases[""].storage, monkeypatch)


class Two:
    """Two writers with a snapshot each, who change something and then save, one after the other."""

    def __init__(self, site):
        self._site = site
        self.conflicts = 0
        #: The names of the stored classes in which they met.
        self.met_in = set()
        #: Whether both have met others before, and try again.
        self.again = False

    def write(self, path, first, second):
        """Call both with the item at ``path``, as of the same moment; whoever comes too late does it again."""
        waiting = [self._change(path, change) for change in (first, second)]
        for manager, connection, change in waiting:
            try:
                manager.commit()
            except ConflictError as conflict:
                self.conflicts += 1
                self.met_in.add(conflict.class_name)
                manager.abort()
                self._begin(manager)
                change(find_resource(connection.root()[SITE], str(path)))
                manager.commit()
            connection.close()

    def _change(self, path, change):
        manager = transaction.TransactionManager(explicit=True)
        self._begin(manager)
        connection = self._site.databases[""].open(manager)
        change(find_resource(connection.root()[SITE], str(path)))
        return manager, connection, change

    def _begin(self, manager):
        manager.begin()
        if self.again:
            retry.mark_as_retry(manager.get())


@pytest.fixture
def two(site):
    return Two(site)


def reply_40_times(site, two, discussion):
    ids = site.id_of("member"), site.id_of("author")

    def reply(who, text):
        act = ActionContext(ids[who], site.clock.advance(milliseconds=10))
        return lambda item: item.reply(act, text)

    for number in range(40):
        two.write(discussion, reply(0, f"<p>One {number}</p>"), reply(1, f"<p>Two {number}</p>"))


def test_two_replies_at_once_are_both_kept(site, two, discussion):
    reply_40_times(site, two, discussion)
    said, texts = site.on(
        str(discussion), lambda item: (item.published_count, [str(post.text) for post in item.posts()])
    )
    expected = {f"<p>{who} {number}</p>" for who in ("One", "Two") for number in range(40)}
    assert said == len(texts) == 1 + len(expected)
    assert set(texts[1:]) == expected


def test_replies_tried_again_do_not_meet_again(site, two, discussion):
    """Trees are sharded under random keys, and what all of them would write is left to the indexer."""
    two.again = True
    reply_40_times(site, two, discussion)
    assert two.conflicts < 20
    catalogued, modified = site.on(str(discussion), date_in_catalog)
    assert catalogued < modified
    queue, indexer = indexer_of(site)
    indexer.drain()
    queue.close()
    catalogued, modified = site.on(str(discussion), date_in_catalog)
    assert catalogued == modified


def date_in_catalog(item):
    return values_by_uid(site_of(item).catalog["modified"])[item.uid], microseconds(item.modified)


def test_two_documents_of_one_name_are_both_kept(site, two):
    act = site.act("author")

    def add(library):
        library.add_item(act, Document(act, title="Minutes"))

    two.write(GROUP + "/documents", add, add)
    assert site.on(GROUP + "/documents", lambda library: set(library.keys())) == {"minutes", "minutes-2"}


def test_two_saves_of_one_document_are_both_versions(site, make, two):
    document = make.document(GROUP + "/documents", state="draft")
    act = site.act("author")
    two.write(
        document,
        lambda item: item.save(act, {"text": "<p>One</p>"}),
        lambda item: item.save(act, {"text": "<p>Two</p>"}),
    )
    texts = site.on(str(document), lambda item: [version.get("text") for version in item.versions.values()])
    assert sorted(map(str, texts)) == ["<p>One</p>", "<p>Some words.</p>", "<p>Two</p>"]


# -- tried again, or given up


def test_what_is_tried_again_is_done_once(site, api, storm, discussion, mails):
    site.reindex()
    mails()
    storm.will_fail(ConflictError(), ConflictError(), ConflictError())
    made = api.member.post_json(str(discussion), {"@type": "post", "text": "<p>Only once.</p>"}, status=201)
    assert storm.met == 3
    assert site.on(str(discussion), lambda item: item.published_count) == 2
    # The post and its discussion.
    assert len(site.read(lambda tree: tree.index_queue.peek(100))) == 2
    assert len(site.read(lambda tree: list(tree.outbox))) == 1
    assert len(mails()) == 1
    assert api.member.get(made.location).json["text"]["data"] == "<p>Only once.</p>"


@pytest.mark.parametrize(
    "failure", [StorageError("gone"), OSError(errno.ENOSPC, "No space left on device"), ValueError()]
)
def test_what_is_given_up_leaves_nothing(site, api, storm, discussion, mails, failure):
    site.reindex()
    mails()
    storm.will_fail(failure)
    status = 500 if isinstance(failure, ValueError) else 503
    api.member.post_json(str(discussion), {"@type": "post", "text": "<p>Never.</p>"}, status=status)
    assert site.on(str(discussion), lambda item: item.published_count) == 1
    assert site.read(lambda tree: (len(tree.index_queue), len(tree.outbox))) == (0, 0)
    assert mails() == []


def test_after_the_last_try_the_text_is_kept(site, actors, storm, discussion):
    member = actors.member
    form = member.get(str(discussion)).forms["reply"]
    form["text"] = "<p>Long thought over.</p>"
    storm.will_fail(*(ConflictError() for _ in range(20)))
    page = form.submit(status=503)
    assert int(page.headers["Retry-After"]) > 0
    assert "Long thought over." in page.text
    assert storm.met == settings_of(site.registry).write_attempts


def test_a_full_disk_keeps_the_text_and_reading_goes_on(actors, storm, discussion):
    member = actors.member
    form = member.get(str(discussion)).forms["reply"]
    form["text"] = "<p>Dear words.</p>"
    storm.will_fail(OSError(errno.ENOSPC, "No space left on device"))
    page = form.submit(status=503)
    assert "no space left" in page.text and "Dear words." in page.text
    member.get(str(discussion), status=200)
    # And it resumes by itself.
    form.submit(status=303)


# -- the workers


def indexer_of(site):
    queue = SiteQueue(site.registry)
    return queue, Indexer(site.own_index(), queue, queue.load, queue.refill)


def test_the_indexer_meets_a_writer_and_goes_on(site, make, storm):
    make.document(title="Quokka")
    site.reindex()
    make.document(title="Wombat")
    queue, indexer = indexer_of(site)
    storm.will_fail(ConflictError(), ConflictError())
    indexer.drain()
    assert indexer.lag().error is None
    assert storm.met == 2 and len(site.read(lambda tree: tree.index_queue.peek(100))) == 0
    queue.close()


def test_the_delivery_meets_a_writer_and_sends_no_mail_twice(site, api, storm, discussion, mails, monkeypatch):
    mails()
    api.member.post_json(str(discussion), {"@type": "post", "text": "<p>News.</p>"}, status=201)
    sent = []
    monkeypatch.setattr(site.registry, "send_mail", lambda key, message: sent.append(key))
    storm.will_fail(ConflictError(), ConflictError())
    # The message is expanded into one for its recipient, and that one is delivered.
    assert deliver(site.registry) == 2
    assert len(sent) == 1
    assert deliver(site.registry) == 0


def test_an_item_that_cannot_be_indexed_stops_nobody(site, make, api, monkeypatch):
    site.reindex()
    bad = make.document(GROUP + "/documents", title="Quokka one", state="published")
    make.document(GROUP + "/documents", title="Quokka two", state="published")
    words = Document.searchable_text

    def fail(item):
        if item.uid == bad.uid:
            raise ValueError("what nobody expected")
        return words(item)

    monkeypatch.setattr(Document, "searchable_text", fail)
    for _ in range(2):
        assert found(api) == ["Quokka two"]
        queue, indexer = indexer_of(site)
        indexer.drain()
        queue.close()
        # It waits in the queue, and is not forgotten.
        assert [uid for uid, _ticket in site.read(lambda tree: tree.index_queue.peek(9))] == [bad.uid]
        assert indexer.lag().refused == 1
    monkeypatch.undo()
    queue, indexer = indexer_of(site)
    indexer.drain()
    queue.close()
    assert sorted(found(api)) == ["Quokka one", "Quokka two"]
    assert len(site.read(lambda tree: tree.index_queue.peek(9))) == 0


def found(api):
    return [item["title"] for item in api.member.get("/@search?SearchableText=quokka", status=200).json["items"]]
