"""Two server processes and a worker over PostgreSQL: the same site, and nothing lost between them."""

import secrets
import threading
import time
from pathlib import Path

import pytest

from moothall.core.storage.databases import AUDIT, PEOPLE
from tests.factories import GROUP
from tests.serving import Place, Program, a_file, path_of
from tests.storage.postgres import Cluster, programs

pytestmark = [
    pytest.mark.long,
    pytest.mark.postgresql,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL's server is not installed (apt-get install postgresql)"),
]

CONFIGURATION = Path(__file__).parents[2] / "etc" / "relstorage.conf.in"
WRITERS = ("facilitator", "moderator", "author", "member")
AGREES_WITHIN = 60


@pytest.fixture(scope="module")
def cluster():
    cluster = Cluster("moothall_content", "moothall_people", "moothall_audit")
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def place(base, cluster, tmp_path_factory):
    """The site in PostgreSQL, with two servers and a worker."""
    uris = {name: "zconfig://{var}/relstorage.conf#" + (name or "content") for name in ("", PEOPLE, AUDIT)}
    place = Place(base, tmp_path_factory.mktemp("relstorage") / "var", uris, work_inside="false")
    with place.site() as site:
        place.discussion = str(site.make.discussion(GROUP + "/discussions", by="owner"))
        place.tokens = {login: site.token(login) for login in WRITERS}
    configuration = CONFIGURATION.read_text("utf-8").replace("@root@/var", str(place.var))
    for name in ("content", "people", "audit"):
        configuration = configuration.replace(
            f"host='db.example.org' dbname='moothall_{name}' user='moothall'", cluster.dsn(f"moothall_{name}")
        )
    (place.var / "relstorage.conf").write_text(configuration, "utf-8")
    move_into_postgres(place)
    place.configure()
    place.servers = [place.serve(wait=False) for _ in range(2)]
    place.at_work = place.worker()
    for server in place.servers:
        server.wait_until_it_answers()
    yield place
    place.close()


def move_into_postgres(place):
    """What is in the files, into the databases: as an operator would do it with zodbconvert."""
    from ZODB.config import storageFromString  # RelStorage is asked for where it is used

    text = (place.var / "relstorage.conf").read_text("utf-8")
    head, *sections = text.split("<relstorage>")
    define = next(line for line in head.splitlines() if line.startswith("%define"))
    with place.storages() as storages:
        for source, section in zip((storages[name] for name in ("", PEOPLE, AUDIT)), sections, strict=True):
            body = section.split("</relstorage>")[0]
            storage = storageFromString(f"%import relstorage\n{define}\n<relstorage>{body}</relstorage>")
            storage.copyTransactionsFrom(source)
            storage.close()


@pytest.fixture
def both(place):
    """A program of the author at each of the servers."""
    return [Program(server.port, place.tokens["author"]) for server in place.servers]


def agree(place):
    """Wait until the worker has done everything and bin/moothall check finds nothing; how long that took."""
    began = time.monotonic()
    while True:
        checked = place.command("check")
        if checked.returncode == 0 and "0 waiting to be indexed" in checked.stdout:
            return time.monotonic() - began
        assert time.monotonic() - began < AGREES_WITHIN, checked.stdout + checked.stderr + place.at_work.log


def test_what_one_server_wrote_the_other_shows(place, both):
    one, other = both
    for number in range(5):
        title = f"Numbat {number}"
        made = one.post(GROUP + "/documents", title=title, **{"@type": "document"})
        assert other.get(path_of(made)).json["title"] == title
        # At once, though no index has it yet.
        assert other.get("/@search?SearchableText=numbat&b_size=50").json["items_total"] == number + 1
        other.patch(path_of(made), text="<p>Changed over there.</p>")
        assert "Changed" in one.get(path_of(made)).json["text"]["data"]
        one, other = other, one
    agree(place)
    for program in both:
        assert program.get("/@search?SearchableText=numbat").json["items_total"] == 5


def test_a_file_is_there_for_both(place, both):
    one, other = both
    text = "What was said. " * 1000
    made = one.post(GROUP + "/documents", title="Notes", file=a_file(text), **{"@type": "file"})
    assert made.status == 201, made
    assert other.get(path_of(made) + "/download").body == text.encode()


def test_one_key_at_both_makes_one(both):
    for number in range(5):
        answers = []

        def send(program, key="key-" + str(number), answers=answers):
            answers.append(program.post(GROUP + "/documents", key=key, title="Only one", **{"@type": "document"}))

        together(*(lambda program=program: send(program) for program in both * 2))
        assert {answer.status for answer in answers} == {201}
        assert len({answer.json["UID"] for answer in answers}) == 1


def test_eight_writers_over_both_lose_nothing(place):
    """Half of it into one discussion, which is where they meet most."""
    sent, failed, slowest = [], [], []

    def write(number):
        program = Program(place.servers[number % 2].port, place.tokens[WRITERS[number % 4]])
        for turn in range(25):
            mark = f"bilby{number}x{turn}" + secrets.token_hex(3)
            began = time.monotonic()
            if turn % 2:
                answer = program.post(place.discussion, text=f"<p>{mark}</p>", **{"@type": "post"})
            else:
                answer = program.post(GROUP + "/documents", title=mark, **{"@type": "document"})
            slowest.append(time.monotonic() - began)
            (sent if answer.status == 201 else failed).append((mark, answer))

    began = time.monotonic()
    together(*(lambda number=number: write(number) for number in range(8)))
    took = time.monotonic() - began
    print(f"{len(sent)} writes in {took:.1f} s, {len(failed)} failed, the slowest took {max(slowest):.2f} s")
    assert not failed, failed[:3]
    print(f"agreed after {agree(place):.1f} s")
    for server in place.servers:
        reader = Program(server.port, place.tokens["author"])
        posts = reader.get(place.discussion + "?b_size=500").json["items"]
        said = [post["title"] for post in posts]
        assert sorted(said[1:]) == sorted(mark for mark, answer in sent if answer.json["@type"] == "post")
        assert [post["created"] for post in posts] == sorted(post["created"] for post in posts)
        for mark in said[1::10]:
            assert reader.get(f"/@search?SearchableText={mark}").json["items_total"] == 1


def test_a_killed_worker_goes_on_where_it_was(place, both):
    for number in range(30):
        both[number % 2].post(GROUP + "/documents", title=f"Dunnart {number}", **{"@type": "document"})
        if number % 10 == 9:
            place.at_work.kill()
            place.at_work.start()
    agree(place)
    for program in both:
        assert program.get("/@search?SearchableText=dunnart").json["items_total"] == 30


def test_a_killed_server_loses_nothing(place, both):
    victim = place.servers[0]
    acknowledged = []

    def write():
        try:
            for number in range(200):
                answer = both[0].post(GROUP + "/documents", title=f"Potoroo {number}", **{"@type": "document"})
                acknowledged.append(path_of(answer))
        except OSError:
            pass

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(2)
    victim.kill()
    writer.join(60)
    victim.start()
    victim.wait_until_it_answers()
    assert acknowledged
    for program in both:
        assert {program.get(path).status for path in acknowledged} == {200}
    agree(place)


def test_the_database_may_restart(place, both, cluster):
    one, _other = both
    cluster.kill()
    lost = [program.post(GROUP + "/documents", title="Lost", **{"@type": "document"}) for program in both]
    assert [answer.status for answer in lost] == [503, 503], [server.log for server in place.servers]
    for server in place.servers:
        page = Program(server.port).get("/", accept="text/html")
        assert page.status == 503 and "Traceback" not in page.body.decode()
    cluster.start()
    began = time.monotonic()
    for program in both:
        while program.post(GROUP + "/documents", title="Back", **{"@type": "document"}).status != 201:
            assert time.monotonic() - began < AGREES_WITHIN
            time.sleep(0.5)
    agree(place)
    assert one.get("/@search?SearchableText=lost").json["items_total"] == 0


def together(*acts):
    """Run all at once, each in a thread of its own."""
    failed = []

    def run(act):
        try:
            act()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failed, failed
