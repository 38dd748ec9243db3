"""Many people at a real server at the same moment: nothing acknowledged is lost, and nobody is sent away."""

import resource
import shutil
import threading
import time
from datetime import timedelta

import pytest

from moothall.core.storage.databases import SITE
from moothall.space.members import set_member
from moothall.web.sessions import BEARER
from tests.crash.ledger import Books
from tests.factories import GROUP, PASSWORD
from tests.serving import Place, Program, path_of

CROWD = 50
#: Seconds until the index has what was written.
CATCHES_UP_WITHIN = 60


@pytest.fixture(scope="module")
def place(base, tmp_path_factory):
    """A site with a crowd, all of them members of the same space, and a server for the tests of this module."""
    place = Place(base, tmp_path_factory.mktemp("crowd") / "var")
    with place.site() as site:
        place.discussion = str(site.make.discussion(GROUP + "/discussions", "What next?"))
        place.tokens = {login: site.token(login) for login in ("author", "facilitator")} | crowd(site)
    place.server = place.serve()
    yield place
    place.close()


def crowd(site):
    """Many members of one space, made in two transactions; their tokens by log-in."""
    now, lasts = site.clock.now, timedelta(days=1)
    hashed = site.registry.moothall_passwords.hash(PASSWORD)

    def people(store):
        added = [store.add(f"person{number:02}", hashed, "", f"Person {number}", at=now) for number in range(CROWD)]
        return {one.login: (one.id, store.sessions.begin(one.id, BEARER, one.generation, now, lasts)) for one in added}

    known, act = site.people(people), site.act("owner")
    site.on(GROUP, lambda space: [set_member(act, space, id, ("member",)) for id, _token in known.values()] and None)
    return {login: token for login, (_id, token) in known.items()}


@pytest.fixture
def programs(place):
    """A program for each of the crowd."""
    return [Program(place.server.port, token) for login, token in place.tokens.items() if login.startswith("person")]


@pytest.fixture
def author(place):
    return Program(place.server.port, place.tokens["author"])


def at_once(*acts):
    """Begin all at the same moment, each in a thread of its own; what each of them returned."""
    outcomes = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number, act):
        start.wait(30)
        outcomes[number] = act()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def test_fifty_people_post_to_one_thread(place, programs, author):
    def two_posts(number, program):
        for turn in "ab":
            text = f"<p>Number {number} {turn}</p>"
            yield text, program.post(place.discussion, text=text, **{"@type": "post"})

    answers = at_once(*(lambda each=each: list(two_posts(*each)) for each in enumerate(programs)))
    sent = {text for pairs in answers for text, _answer in pairs}
    assert {answer.status for pairs in answers for _text, answer in pairs} == {201}

    listed = author.get(place.discussion + "?fullobjects=1&b_size=500").json
    posts = [(post["created"], post["text"]["data"]) for post in listed["items"]]
    assert listed["items_total"] == len(posts) == 1 + len(sent)
    assert {text for _created, text in posts[1:]} == sent
    assert posts == sorted(posts, key=lambda post: post[0])
    order = {text: place for place, (_created, text) in enumerate(posts)}
    assert all(order[first] < order[second] for (first, _), (second, _) in answers)


def test_eight_writers_add_documents_under_one_title(place, programs, author):
    def five(program):
        return [program.post(GROUP + "/documents", title="Minutes", **{"@type": "document"}) for _ in range(5)]

    writers = (lambda program=program: five(program) for program in programs[:8])
    answers = [answer for five_answers in at_once(*writers) for answer in five_answers]
    assert {answer.status for answer in answers} == {201}
    assert len({path_of(answer) for answer in answers}) == 40
    assert len({answer.json["UID"] for answer in answers}) == 40
    names = {path_of(answer).rpartition("/")[2] for answer in answers}
    assert names == {"minutes", *(f"minutes-{number}" for number in range(2, 41))}


def test_the_same_key_sent_at_once_makes_one(place, author):
    def send():
        return author.post(GROUP + "/documents", key="once", title="Only one", **{"@type": "document"})

    answers = at_once(*(send for _ in range(6)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["UID"] for answer in answers}) == 1
    assert sum(answer.replayed for answer in answers) == 5


def test_the_index_keeps_up_beside_writers(place, programs, author):
    def write_and_find(number, program):
        """What one has just written, one finds at once, wherever the index is."""
        for turn in range(5):
            mark = f"quokka{number}x{turn}"
            made = program.post(place.discussion, text=f"<p>{mark}</p>", **{"@type": "post"})
            found = program.get(f"/@search?SearchableText={mark}")
            yield made.status, found.status, found.json["items_total"]

    outcomes = at_once(*(lambda each=each: set(write_and_find(*each)) for each in enumerate(programs[:4])))
    assert set().union(*outcomes) == {(201, 200, 1)}


def test_a_deleted_index_fills_itself_again(place, author):
    before = author.get("/@search?SearchableText=minutes").json["items_total"]
    indexed = place.var / "index"
    for again in range(2):
        while indexed.exists():
            # Its writer may be at work in it.
            shutil.rmtree(indexed, ignore_errors=True)
        author.post(place.discussion, text=f"<p>After the loss {again}.</p>", **{"@type": "post"})
        began, answers = time.monotonic(), []
        while not answers or answers[-1].json.get("items_total") != before:
            answers.append(author.get("/@search?SearchableText=minutes"))
            assert answers[-1].status in (200, 503)
            assert time.monotonic() - began < CATCHES_UP_WITHIN, place.server.log
            time.sleep(0.2)
    checked = place.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_full_disk_takes_no_writes_and_lets_people_read(place, author):
    pid = place.server._process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    size = (place.var / "content.fs").stat().st_size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + 100, before[1]))
    try:
        for _ in range(3):
            refused = author.post(place.discussion, text="<p>Too much.</p>", **{"@type": "post"})
            assert refused.status == 503, refused
            assert int(refused.headers["Retry-After"]) > 0
            assert "no space left" in refused.json["message"]
            assert author.get(place.discussion).status == 200
            assert author.get("/@search?SearchableText=minutes").status == 200
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    assert author.post(place.discussion, text="<p>Enough room.</p>", **{"@type": "post"}).status == 201
    said = [post["title"] for post in author.get(place.discussion + "?b_size=500").json["items"]]
    assert "Too much." not in said and said[-1] == "Enough room."


def test_in_the_end_everything_agrees(place):
    """Run last in this module: it stops the server."""
    began = time.monotonic()
    author = Program(place.server.port, place.tokens["author"])
    while author.get("/@search?SearchableText=enough").json["items_total"] != 1:
        assert time.monotonic() - began < CATCHES_UP_WITHIN
    time.sleep(3)
    assert place.server.stop() == 0
    with place.site() as site, site.connection() as (connection, _manager):
        tree = connection.root()[SITE]
        Books(tree, site.base.index).check_agreement()
        discussion = next(item for item in tree["workspaces"]["members-group"]["discussions"].values())
        assert discussion.published_count == discussion.total == len(list(discussion.posts()))
