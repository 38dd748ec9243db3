"""Provide the site, the server process and the clients of the other benchmarks.

The site is the sample site with some items of known size and any number of further documents.
It is built in its own folder and served by one Waitress process with four threads, on a free local
port.
"""

import http.client
import itertools
import logging
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import waitress

from moothall import main as application
from moothall.command.databases import opened
from moothall.core.access.space_policies import PRESETS
from moothall.core.authorization.access_context import access_data_of
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.limits import BATCH
from moothall.core.work.server_events import ServingEnds, ServingStarts
from moothall.document.content import Document, Folder
from moothall.site.command import create
from moothall.space.content import Workspace

PASSWORD = "moothall-demo"
SPACE = "/workspaces/women-in-ict"
THREAD, LISTING = f"{SPACE}/discussions/fifty/", f"{SPACE}/documents/twenty/"
DOCUMENT = f"{LISTING}report-7/"
#: Paths of the measured pages, by name.
PAGES = {
    "home": "/",
    "a page of words only": "/about",
    "coalitions": "/coalitions",
    "a space": f"{SPACE}/",
    "its members": f"{SPACE}/people",
    "list of discussions": f"{SPACE}/discussions/",
    "thread of 50 posts": THREAD,
    "listing of 20 documents": LISTING,
    "document": DOCUMENT,
    "repository": "/repository",
    "search, 20 hits, facets": "/search?SearchableText=digital+skills",
}
PROSE = (
    "digital skills open doors that were closed and a library can be the place where somebody begins "
    "because nobody there asks for a diploma first what helps is time a patient teacher and a task that matters "
    "the region counts its learners every month and asks what they do with what they learned"
)
SYLLABLES = [first + last for first in "bcdfglmnprstv" for last in ("a", "e", "i", "o", "u", "er", "al", "ing")]


def _vocabulary(number=20_000):
    """Return real words, then generated ones, the same each time."""
    chosen = random.Random(7)
    invented = ("".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 3, 3, 4)))) for _word in range(2 * number))
    return list(dict.fromkeys([*PROSE.split(), *invented]))[:number]


WORDS = _vocabulary()
#: Cumulative weights of the words: rarer with rank, as in natural language.
RARITY = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(WORDS))))
_HIDDEN_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TICKS = os.sysconf("SC_CLK_TCK")


def settings(folder, inside):
    """Return the settings of a site in ``folder``; with ``inside``, its server also indexes and sends email."""
    return {
        "zodbconn.uri": f"file://{folder}/content/fs?blobstorage_dir={folder}/blobs&connection_cache_size=50000",
        "zodbconn.uri.people": f"file://{folder}/people/fs&connection_cache_size=20000".replace("&", "?"),
        "zodbconn.uri.audit": f"file://{folder}/audit/fs",
        "moothall.index_path": str(folder / "index"),
        "moothall.keys_path": str(folder / "keys.json"),
        "moothall.mail_path": str(folder / "mail"),
        "moothall.work_inside": str(inside),
    }


def make_application(folder, inside=False):
    """Return the application of the site in ``folder``; create the folder if missing."""
    for name in ("content", "people", "audit"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return application({}, **settings(folder, inside))


def build(folder, documents=0):
    """Fill a new site with the sample content, the measured items and ``documents`` more documents."""
    app = make_application(folder)
    try:
        create(app, demo=True)
        with opened(app) as databases:
            _known_sizes(databases.site)
            _many(databases.site, documents, databases.manager)
            _index(app, databases.site, databases.manager)
    finally:
        _close(app)


def _known_sizes(site):
    space = site["workspaces"]["women-in-ict"]
    people = [person for person in space.record.grants if ":" not in person]
    begun = datetime.now(UTC) - timedelta(days=3)
    act = ActionContext(people[0], begun, rule="bench")
    discussion = space["discussions"].start(act, "Fifty posts", f"<p>{_text(40, 0)}</p>", name="fifty")
    for number in range(1, 50):
        discussion.reply(
            ActionContext(people[number % len(people)], begun + timedelta(minutes=30 * number), rule="bench"),
            f"<p>{_text(60, number)}</p><p>{_text(30, number + 7)}</p>",
            in_reply_to=discussion.first_uid if number % 3 == 0 else None,
        )
    folder = space["documents"].add_item(act, Folder(act, title="Twenty"), "twenty")
    for number in range(20):
        _document(folder, act, number, words=700)


def _many(site, number, manager):
    act = ActionContext(None, datetime.now(UTC) - timedelta(days=30), rule="bench")
    place = None
    for count in range(number):
        if count % 1000 == 0:
            policies = PRESETS["open-community"][1]
            title = f"Shelf {count // 1000 + 1}"
            place = site["workspaces"].add_item(act, Workspace(act, title=title, policies=policies, state="active"))
        if count % 50 == 0:
            folder = place["documents"].add_item(act, Folder(act, title=f"Folder {count // 50 + 1}"))
        _document(folder, act, count, words=120)
        if count % 500 == 499:
            manager.commit()
            manager.begin()
            print(f"\r{count + 1:>9,} documents", end="", file=sys.stderr, flush=True)
    if number:
        print(file=sys.stderr)


def _document(folder, act, number, words):
    paragraphs = "".join(f"<p>{_text(60, number * 31 + at)}</p>" for at in range(max(1, words // 60)))
    item = folder.add_item(
        act,
        Document(
            act, title=f"Report {number}", description=_text(15, number), language="en",
            text=f"<h2>{_text(4, number)}</h2>{paragraphs}", subjects=(WORDS[number % 40],)),
        f"report-{number}",
    )  # fmt: skip
    item.move_to(act, item.working, "published", live=True)


def _text(length, start):
    return " ".join(random.Random(start).choices(WORDS, cum_weights=RARITY, k=length)).capitalize() + "."


def _index(app, site, manager):
    facts = access_data_of(site)
    pairs = site.index_queue.peek(10**9)
    index = index_of(app.registry)
    for start in range(0, len(pairs), BATCH):
        found = (document_of(site, uid, facts) for uid, _ticket in pairs[start : start + BATCH])
        index.put([document for document in found if document is not None])
    # Without this marker, the server would consider the index lost and rebuild it during the measurement.
    index.set_watermark(b"\0" * 8)
    site.index_queue.done(pairs)
    manager.commit()
    manager.begin()


def _close(app):
    index_of(app.registry).close()
    for database in app.registry._zodb_databases.values():
        database.close()


class Server:
    """Context manager of the process that serves the site in ``folder``."""

    def __init__(self, folder, inside=True):
        self._folder = Path(folder)
        self._command = [sys.executable, __file__, str(folder), str(free_port()), "inside" if inside else "apart"]
        self.port = int(self._command[-2])

    def __enter__(self):
        started = time.perf_counter()
        # Reuse compiled templates, as bootstrap.sh does.
        compiled = self._folder / "templates"
        compiled.mkdir(exist_ok=True)
        self._process = subprocess.Popen(self._command, env={**os.environ, "CHAMELEON_CACHE": str(compiled)})
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - started > 120:
                raise SystemExit("The server did not start.")
            time.sleep(0.02)
        #: Seconds from the start of the process to its first answer.
        self.start = time.perf_counter() - started
        return self

    def __exit__(self, *exc_info):
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)

    @property
    def cpu(self):
        """Return the CPU milliseconds that the process has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / _TICKS

    def settle(self):
        """Wait until the process is idle."""
        before = -1.0
        while self.cpu - before > 20:
            before = self.cpu
            time.sleep(2)

    @property
    def memory(self):
        """Return the resident memory in megabytes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def _answers(self):
        try:
            return Visitor(self.port).get("/").status == 200
        except OSError:
            return False


def free_port():
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """A response: ``status``, ``headers``, ``body`` (bytes)."""

    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def token(self):
        """Return the CSRF token of the page."""
        return _HIDDEN_TOKEN.search(self.body.decode())[1]


class Visitor:
    """A browser: one keep-alive connection and the cookie of the site."""

    def __init__(self, port, login=None):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies = {}
        if login:
            form = self.get("/login")
            answer = self.post("/login", {"csrf_token": form.token, "login": login, "password": PASSWORD})
            if answer.status != 303:
                raise SystemExit(f"{login} could not log in: {answer.status}")

    def get(self, path):
        return self._send("GET", path)

    def post(self, path, fields):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields), kind)

    def _send(self, method, path, body=None, headers=()):
        headers = dict(headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, path, body, headers)
            answer = Answer(self._connection.getresponse())
        except (http.client.HTTPException, OSError):
            self._connection.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


def share(figures, part):
    """Return the quantile ``part`` (0 to 1) of the figures."""
    return sorted(figures)[max(0, -(-int(len(figures) * part * 1000) // 1000) - 1)]


@contextmanager
def site_in(folder, temporary, documents=0):
    """Yield the folder of a site: ``folder``, built if missing, or a temporary one."""
    place = Path(folder or temporary)
    if not (place / "content" / "fs").exists():
        build(place, documents)
    yield place


def serve(folder, port, inside):
    """Serve until stopped."""
    # Closing the databases saves the FileStorage index, which makes the next start fast.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    # Waitress would warn about its queue at each request, which is intended here.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = make_application(folder, inside)
    app.registry.notify(ServingStarts(app))
    try:
        waitress.serve(app, listen=f"127.0.0.1:{port}", threads=4, _quiet=True)
    finally:
        app.registry.notify(ServingEnds(app))
        _close(app)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit("Started by the other programs; try bench/pages.py.")
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "inside")
