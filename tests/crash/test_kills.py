"""kill -9 while people write: what was acknowledged is there, once, and everything agrees again."""

import random
import time

import pytest
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from moothall.core.storage.databases import SITE
from tests.crash.ledger import Books
from tests.crash.writers import Writers
from tests.factories import GROUP
from tests.serving import Place

#: Who writes; the discussion is another one's, who gets a mail for each reply.
PEOPLE = ("facilitator", "moderator", "author", "member")
#: Seconds from the restart until tree, catalog and index must agree.
AGREES_WITHIN = 60


@pytest.fixture
def place(base, tmp_path):
    place = Place(base, tmp_path / "var")
    yield place
    place.close()


def test_two_kills_lose_nothing(place):
    live_through(place, kills=2, seed=1)


@pytest.mark.long
def test_twenty_kills_lose_nothing(place):
    live_through(place, kills=20, seed=2)


def live_through(place, kills, seed):
    chance = random.Random(seed)
    with place.site() as site:
        discussion = site.make.discussion(GROUP + "/discussions", by="owner")
        tokens = {login: site.token(login) for login in PEOPLE}
    server = place.serve()
    with Writers(tokens, server.port, discussion, seed) as writers:
        for number in range(kills):
            if number:
                server.start()
                if chance.random() < 0.2:
                    # In the middle of its start.
                    time.sleep(chance.uniform(0.1, 2))
                    server.kill()
                    server.start()
                server.wait_until_it_answers()
            time.sleep(chance.uniform(0.3, 3))
            server.kill()
    server.start()
    began = time.monotonic()
    server.wait_until_it_answers()
    while waiting(place) != (0, 0):
        assert time.monotonic() - began < AGREES_WITHIN, server.log
        time.sleep(0.5)
    checked = place.command("check")
    agreed = time.monotonic() - began
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert agreed < AGREES_WITHIN
    server.stop()

    assert not writers.strange
    with place.site() as site, site.connection() as (connection, _manager):
        books = Books(connection.root()[SITE], site.base.index)
        books.check_writes(writers.writes)
        books.check_agreement()
        files = books.check_blobs()
        posts = [books.in_tree(write.mark) for write in writers.writes if write.kind == "post"]
        replies = {post.uid for (post,) in filter(None, posts)}
    mails = sorted((place.var / "mail").iterdir())
    check_mails(mails, replies)
    acknowledged = sum(write.acknowledged for write in writers.writes)
    again = sum(write.sent > 1 and write.acknowledged and write.answer.replayed for write in writers.writes)
    print(
        f"{kills} kills: {acknowledged} of {len(writers.writes)} writes acknowledged, {again} of them when asked again;"
        f" {files} files, {len(mails)} mails; agreed after {agreed:.1f} s"
    )
    assert acknowledged > 2 * kills


def check_mails(mails, replies):
    """One mail for each reply, and no half of one."""
    assert {mail.suffix for mail in mails} == {".eml"}
    told = [mail.read_text("utf-8") for mail in mails]
    assert len([text for text in told if "owner@example.org" in text]) == len(replies)


def waiting(place):
    """How much waits in the index queue and in the outbox, read beside the server that has the files open."""
    storage = FileStorage(str(place.var / "content.fs"), read_only=True)
    try:
        connection = DB(storage, large_record_size=1 << 30).open()
        site = connection.root()[SITE]
        return len(site.index_queue), len(site.outbox)
    finally:
        storage.close()
