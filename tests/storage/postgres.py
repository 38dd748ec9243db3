"""A PostgreSQL of our own for the time of a test: in a temporary folder, on a socket in it, without a port."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

#: The server refuses to run as root; it then runs as one of these.
UNPRIVILEGED = ("postgres", "nobody")


def programs():
    """The folder of initdb and postgres, or ``None`` where the server is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


class Cluster:
    """A database server, with the databases it is asked for."""

    USER = "moothall"

    def __init__(self, *databases):
        self.folder = Path(tempfile.mkdtemp(prefix="moothall-postgres-"))
        self._bin = programs()
        self._user = _unprivileged()
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._data = self.folder / "data"
        self._process = None
        self._run("initdb", "-D", self._data, "-U", self.USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()
        for database in databases:
            self._run("createdb", "-h", self.folder, "-U", self.USER, database)

    def dsn(self, database):
        """How psycopg2 connects to one of its databases."""
        return f"host='{self.folder}' dbname='{database}' user='{self.USER}'"

    def start(self):
        """Start the server, and wait until it takes connections."""
        # Only the socket; nothing is forced to disk, for its durability is not what we test.
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self._data, "-k", self.folder, "-c", "listen_addresses=", "-F"],
            **self._as_user(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while subprocess.run([self._bin / "pg_isready", "-q", "-h", self.folder], check=False).returncode:
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.1)

    def kill(self):
        """End the server at once; what was committed it finds again."""
        if self._process is not None:
            # SIGQUIT: its children end as well, without putting anything in order.
            self._process.send_signal(3)
            self._process.wait(30)
            self._process = None

    def close(self):
        """End it, and remove everything."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *words):
        subprocess.run([self._bin / program, *words], **self._as_user(), check=True, capture_output=True, timeout=60)

    def _as_user(self):
        if self._user is None:
            return {"cwd": self.folder}
        return {"cwd": self.folder, "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


def _unprivileged():
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)
