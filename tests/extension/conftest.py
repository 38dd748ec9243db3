"""The extension in this folder, installed as anybody would install it."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import OPEN
from tests.settings_files import CHEAP_PASSWORDS, LOGGING, lines
from tests.whole_site import Base, WholeSite

MOOTHALL = "import sys; from moothall.command import main; sys.exit(main())"
SOURCE = Path(__file__).parent
PACKAGE = "moothall_polls"


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """The folder into which pip has installed the distribution; nothing comes from the network."""
    source, target = tmp_path_factory.mktemp("polls") / "source", tmp_path_factory.mktemp("installed")
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("*.pyc", "test_*.py", "conftest.py"))
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", target, source],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
        timeout=120,
    )
    return target


@pytest.fixture(scope="module")
def importable(installed):
    """The distribution, on the path for the tests of a module."""
    sys.path.insert(0, str(installed))
    importlib.invalidate_caches()
    yield installed
    sys.path.remove(str(installed))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def base(importable, tmp_path_factory):
    """The site with the extension, and a setting of it."""
    base = Base(
        tmp_path_factory.mktemp("site"),
        **{"moothall.extensions": PACKAGE, "moothall.polls_days": "3"},
    )
    yield base
    base.close()


class Stored:
    """A site in files that was made with the extension, with a poll, a vote, and a poll that is shared."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = {
            "moothall.extensions": PACKAGE,
            "moothall.polls_days": "3",
            "moothall.site_url": "http://localhost",
            **CHEAP_PASSWORDS,
            "moothall.work_inside": "false",
            "moothall.index_path": f"{folder}/index",
            "moothall.keys_path": f"{folder}/keys.json",
            "moothall.mail_path": f"{folder}/mail",
            "zodbconn.uri": f"file://{folder}/content.fs?blobstorage_dir={folder}/blobs",
            "zodbconn.uri.people": f"file://{folder}/people/people.fs",
            "zodbconn.uri.audit": f"file://{folder}/audit/audit.fs",
        }
        self.write_configuration()

    def copy(self, folder):
        """Return the same site in another folder, so that a test can change it."""
        shutil.copytree(self.folder, folder)
        copy = Stored(folder)
        copy.poll, copy.inside, copy.tokens, copy.now = self.poll, self.inside, self.tokens, self.now
        return copy

    def forget_extension(self):
        """Take the extension out of the configuration."""
        self.settings = {
            name: value
            for name, value in self.settings.items()
            if "polls" not in (name if name != "moothall.extensions" else value)
        }
        self.write_configuration()

    def drive(self, installed, *requests, work=False):
        """Send requests in a process of its own; return (status, text) of each."""
        asked = {
            "settings": self.settings,
            "tokens": self.tokens,
            "now": self.now.isoformat(),
            "requests": requests,
            "work": work,
        }
        done = process([str(SOURCE / "driver.py")], installed, json.dumps(asked))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def write_configuration(self):
        """Write the configuration file."""
        text = "\n".join(["[app:main]", "use = call:moothall:main", lines(self.settings), LOGGING])
        self.folder.joinpath("polls.ini").write_text(text, "utf-8")

    @property
    def options(self):
        """The options of commands."""
        return ("--config", self.folder / "polls.ini", "--var", self.folder)


@pytest.fixture(scope="module")
def stored(importable, tmp_path_factory):
    """A site made with the extension."""
    folder = tmp_path_factory.mktemp("stored")
    base = Base(folder, **{"moothall.extensions": PACKAGE, "moothall.polls_days": "3"})
    with WholeSite(base, layered=False) as site:
        author, member = site.program("author"), site.program("member")
        poll = {"@type": "poll", "title": "Where do we meet?", "options": ["Rome", "Ghent"]}
        path = author.post_json(OPEN, poll, status=201).headers["Location"].removeprefix("http://localhost")
        member.post_json(f"{path}/@votes", {"option": "Rome"})
        other = author.post_json(OPEN, {**poll, "title": "When do we meet?"}, status=201).headers["Location"]
        shared = {"entries": [{"id": "outsider", "roles": {"reader": True}}]}
        site.program("owner").post_json(f"{other.removeprefix('http://localhost')}/@sharing", shared)
        site.make.document(title="Beside the poll")
        notes = {"@type": "poll folder", "title": "Notes"}
        notes = author.post_json(f"{OPEN}/documents", notes, status=201).headers["Location"]
        notes = notes.removeprefix("http://localhost")
        made = [
            site.make.document(title="Notes on where", in_=notes, state=state) for state in ("published", "proposed")
        ]
        moved = site.make.document(title="Notes on when")
        old = str(moved)
        site.program("owner").post_json(f"{notes}/@move", {"source": old})
        site.program("owner").post_json(f"{notes}/{made[0].path.rsplit('/', 1)[1]}/@sharing", shared)
        inside = [str(one) for one in made] + [f"{notes}/{old.rsplit('/', 1)[1]}"]
        uids = [author.get(path).json["UID"] for path in inside]
        site.write(lambda tree: tree.jobs.add(site.act("admin"), "poll job", "Counting", {}).id)
    base.close()
    stored = Stored(folder)
    stored.poll, stored.tokens, stored.now = path, base.tokens, base.clock.now
    #: What is inside of a folder of the extension: the old address of one, all addresses, all UIDs.
    stored.inside = old, inside, uids
    assert process(["-c", MOOTHALL, "reindex", *map(str, stored.options)], importable).returncode == 0
    # This one waits to be indexed.
    stored.drive(importable, ("author", "POST", f"json {OPEN}", {**poll, "title": "Why do we meet?"}))
    return stored


@pytest.fixture
def bin_moothall(installed):
    """Run the command line in a process with the extension on its path; without it where ``extension`` is False."""

    def run(*words, extension=True):
        return process(["-c", MOOTHALL, *map(str, words)], installed if extension else None)

    return run


def process(words, installed, sent=None):
    """Run Python in a process of its own, with this installation of the extension on the path or without any."""
    paths = [path for path in sys.path if path and not Path(path, PACKAGE).exists()]
    return subprocess.run(
        [sys.executable, "-W", "ignore", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*([str(installed)] if installed else []), *paths])},
        input=sent,
        capture_output=True,
        text=True,
        timeout=120,
    )
