"""Death between the two databases of one transaction: content has finished, people has not."""

from contextlib import contextmanager

import pytest

from moothall.core.storage.databases import PEOPLE, drop_connections
from tests.factories import GROUP
from tests.serving import Place

DOCUMENT = {"@type": "document", "title": "Minutes of March", "text": "<p>We met.</p>"}


@pytest.fixture
def site(base, tmp_path):
    """The site over real files; which of the two databases ends first depends on what they are."""
    with Place(base, tmp_path / "var").site() as site:
        site.author = site.program("author")
        yield site


class Died(BaseException):
    """The process is gone: nothing that catches exceptions gets hold of this."""


@pytest.fixture
def dies_between(site, monkeypatch):
    """A block in which the process dies before the database of people finishes."""

    @contextmanager
    def death():
        storage = site.databases[PEOPLE].storage._storage

        def die(transaction, f=None):
            monkeypatch.undo()
            # What a new process finds: votes without an end are forgotten.
            storage.tpc_abort(transaction)
            raise Died

        monkeypatch.setattr(storage, "tpc_finish", die)
        with pytest.raises(Died):
            yield
        # A new process has read nothing yet.
        drop_connections(site.registry)

    return death


def add(site, key="first", status=201, **changes):
    headers = {"Idempotency-Key": key}
    return site.author.post_json(GROUP + "/documents", {**DOCUMENT, **changes}, headers=headers, status=status)


def titles(site):
    return [item["title"] for item in site.author.get(GROUP + "/documents").json["items"]]


def test_content_finishes_before_people(site, monkeypatch):
    """Otherwise an answer could be remembered to which there is no work."""
    order = []
    for name in ("", PEOPLE):
        storage = site.databases[name].storage._storage
        finish = storage.tpc_finish
        monkeypatch.setattr(storage, "tpc_finish", lambda *args, n=name, f=finish: (order.append(n), f(*args))[1])
    add(site)
    assert order == ["", PEOPLE]


def test_what_was_done_is_not_done_again(site, dies_between):
    with dies_between():
        add(site)
    assert titles(site) == ["Minutes of March"]
    answer = add(site)
    assert titles(site) == ["Minutes of March"]
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert answer.json["title"] == "Minutes of March"
    assert answer.headers["Location"] == answer.json["@id"]
    again = add(site)
    assert again.json == answer.json


def test_a_step_is_not_taken_again(site, make, dies_between):
    document = make.document(GROUP + "/documents", state="draft", by="author")

    def publish():
        headers = {"Idempotency-Key": "step"}
        return site.author.post_json(f"{document}/@workflow/publish", {}, headers=headers, status=200)

    with dies_between():
        publish()
    assert publish().headers["Idempotency-Replayed"] == "true"


def test_another_request_under_the_same_key_is_refused_all_the_same(site, dies_between):
    with dies_between():
        add(site)
    add(site, title="Something else", status=400)
    assert titles(site) == ["Minutes of March"]


def test_content_keeps_nothing_personal_of_an_answer(site):
    add(site)
    (receipt,) = site.read(lambda tree: list(tree.receipts))
    assert receipt.path == GROUP + "/documents/minutes-of-march"
    assert not {"author", site.id_of("author")} & set(map(str, receipt))
