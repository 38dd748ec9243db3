"""The site served by processes of its own, as in real life: started, asked over HTTP, killed, started again.

The databases are a copy of the populated base that all tests share, in a folder
that only this test has.  A clock moves here: it is the real one.
"""

import atexit
import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from ZODB.FileStorage import FileStorage

from moothall.core.search.index.xapian import XapianIndex
from moothall.core.storage.databases import AUDIT, PEOPLE
from tests.settings_files import CHEAP_PASSWORDS, LOGGING, lines
from tests.whole_site import Clock, WholeSite

COMMAND = (sys.executable, "-c", "import sys; from moothall.command import main; sys.exit(main())")
#: Seconds until a server answers, on a machine that has other things to do as well.
STARTS_WITHIN = 60

FILES = {
    "": "file://{var}/content.fs?blobstorage_dir={var}/blobs&connection_cache_size=20000",
    PEOPLE: "file://{var}/people/people.fs?blobstorage_dir={var}/peopleblobs",
    AUDIT: "file://{var}/audit/audit.fs",
}

INI = """
[app:main]
use = call:moothall:main
pyramid.default_locale_name = en
{settings}

[server:main]
use = egg:waitress
max_request_body_size = 83886080
listen = 127.0.0.1:%(port)s
threads = {threads}
connection_limit = 1000
{logging}"""


class Place:
    """A folder with a site in it, and the processes that serve it."""

    def __init__(self, base, var, uris=FILES, threads=4, **settings):
        self.var = Path(var)
        self.processes = []
        self._base = base
        self._uris = {name: uri.format(var=var) for name, uri in uris.items()}
        self._ini = self.var / "site.ini"
        self._threads = threads
        self._settings = settings
        shutil.copytree(base.folder, self.var, ignore=shutil.ignore_patterns("*.lock", "*.tmp", "index-*", "mail"))

    def configure(self):
        """Write the configuration."""
        settings = {
            "zodbconn.uri": self._uris[""],
            "zodbconn.uri.people": self._uris[PEOPLE],
            "zodbconn.uri.audit": self._uris[AUDIT],
            "moothall.index_path": f"{self.var}/index",
            "moothall.keys_path": f"{self.var}/keys.json",
            "moothall.mail_path": f"{self.var}/mail",
            **CHEAP_PASSWORDS,
            # Each process has a port of its own, and hosts that are not the site's are refused.
            "moothall.site_url": "http://localhost:%(port)s",
            **{f"moothall.{name}": str(value) for name, value in self._settings.items()},
        }
        self._ini.write_text(INI.format(settings=lines(settings), threads=self._threads, logging=LOGGING), "utf-8")

    @contextmanager
    def storages(self):
        """The files of the databases; nobody is serving."""
        storages = {
            "": FileStorage(str(self.var / "content.fs"), blob_dir=str(self.var / "blobs")),
            PEOPLE: FileStorage(str(self.var / "people" / "people.fs"), blob_dir=str(self.var / "peopleblobs")),
            AUDIT: FileStorage(str(self.var / "audit" / "audit.fs")),
        }
        try:
            yield storages
        finally:
            for storage in storages.values():
                storage.close()

    @contextmanager
    def site(self, storages=None):
        """The site without a server, to add something to it or look into it (a ``WholeSite``); nobody is serving."""
        if storages is None:
            with self.storages() as storages, self.site(storages) as site:
                yield site
            return
        index = XapianIndex(self.var / "index")
        base = SimpleNamespace(
            app=self._base.app, storages=storages, index=index, folder=self.var, tokens={},
            # The factories move it on; what they make must not be in the future when the servers look.
            clock=Clock(datetime.now(UTC) - timedelta(hours=1)),
        )  # fmt: skip
        try:
            with WholeSite(base, layered=False) as site:
                yield site
        finally:
            index.close()

    # -- processes

    def serve(self, wait=True, **changed):
        """Start a server on a port of its own, with these changes to its environment; returns it."""
        self.configure()
        server = Process(self, "serve", free_port(), changed)
        if wait:
            server.wait_until_it_answers()
        return server

    def worker(self):
        """Start the workers in a process of their own; returns it."""
        return Process(self, "worker")

    def command(self, *words, timeout=120):
        """Run a command of ``bin/moothall`` to its end; returns what ``subprocess`` says of it."""
        return subprocess.run(
            [*COMMAND, *words, "--config", str(self._ini), "--var", str(self.var)],
            env=environment(), capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def close(self):
        """Kill whatever is still running."""
        for process in self.processes:
            process.kill()


class Process:
    """One process of the site."""

    def __init__(self, place, command, port=None, changed=()):
        self.port = port
        self._changed = dict(changed)
        self._command = [*COMMAND, command, "--config", str(place._ini), "--var", str(place.var)]
        if port is not None:
            self._command += ["--port", str(port)]
        self._log = place.var / f"{command}-{port or 0}.log"
        self._process = None
        place.processes.append(self)
        self.start()

    def start(self):
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=environment() | self._changed, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def log(self):
        """What it has written so far."""
        return self._log.read_text("utf-8", "replace")

    @property
    def running(self):
        return self._process.poll() is None

    @property
    def code(self):
        """The exit code, or None while it is running."""
        return self._process.poll()

    def wait_until_it_answers(self):
        """Wait for the first answer; returns how many seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < STARTS_WITHIN:
            assert self.running, self.log
            try:
                Program(self.port).get("/")
                return time.monotonic() - began
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"no answer after {STARTS_WITHIN} s:\n{self.log}")

    def kill(self):
        """End it from one moment to the next, as the kernel does when memory is short."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)

    def stop(self):
        """End it in an orderly way; returns the exit code."""
        self._process.terminate()
        return self._process.wait(30)


class Answer:
    """What a server answered."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def replayed(self):
        """Whether it had been given before."""
        return "Idempotency-Replayed" in self.headers

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Program:
    """Somebody's program; each request is a connection of its own, so that one lost says nothing of the next."""

    def __init__(self, port, token=None, timeout=60):
        self.port = port
        self.host = f"localhost:{port}"
        self._token = token
        self._timeout = timeout

    def get(self, path, accept="application/json"):
        return self._ask("GET", path, accept=accept)

    def post(self, path, key=None, **fields):
        return self._ask("POST", path, fields, key)

    def patch(self, path, key=None, **fields):
        return self._ask("PATCH", path, fields, key)

    def _ask(self, method, path, fields=None, key=None, accept="application/json"):
        headers = {"Accept": accept, "Host": self.host, "Connection": "close"}
        if fields is not None:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        connection = self._connection()
        try:
            connection.request(method, path, json.dumps(fields) if fields is not None else None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def _connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)


def a_file(text, filename="notes.txt"):
    """A file as the API takes it."""
    return {"data": base64.b64encode(text.encode()).decode(), "encoding": "base64", "filename": filename}


def path_of(answer):
    """The path of what was added."""
    return "/" + answer.json["@id"].split("/", 3)[3]


def free_port():
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment():
    """The environment of a process that imports what this one can."""
    return {
        # Compiling all templates takes seconds of each start.
        "CHAMELEON_CACHE": _templates(),
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONWARNINGS": "ignore:pkg_resources is deprecated:UserWarning",
    }


@cache
def _templates():
    folder = tempfile.mkdtemp(prefix="moothall-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
