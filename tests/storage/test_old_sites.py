"""Sites that earlier versions made open, evolve, and work."""

import importlib
import pkgutil
import shutil
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
from persistent import Persistent
from substanced.evolution import FINISHED_KEY
from substanced.interfaces import IEvolutionSteps
from webtest import TestApp
from ZODB.interfaces import IBroken

import moothall
from moothall.command.databases import opened
from moothall.core.audit import copying
from moothall.core.storage.migrations import unfinished
from moothall.core.storage.renamed import class_of, renames, stored_names
from moothall.core.work import delivery, jobs
from tests.command_line import CONFIGURATION, Operator
from tests.factories import CURATED, OPEN, PASSWORD

SITES = Path(__file__).with_name("sites")
#: Every class that some version has stored, without "moothall." before the module. Lines are only added.
STORED_CLASSES = Path(__file__).with_name("stored_classes.txt")
COMMITS = ("2c3d5c3", "ab23a37")
LIBRARY = CURATED + "/documents"
PAGES = (
    "/",
    OPEN,
    f"{OPEN}/discussions/what-helps-in-the-third-week",
    f"{LIBRARY}/published-plan",
    f"{LIBRARY}/published-plan/history",
    "/repository",
    "/search",
    "/queue",
    "/admin",
)


class Old(Operator):
    """A site of an earlier version, and the command line on it."""

    def __init__(self, commit, folder, capsys=None):
        config = folder / "site.ini"
        config.write_text(CONFIGURATION, "utf-8")
        super().__init__(config, folder / "var", capsys)
        with tarfile.open(SITES / f"{commit}.tar.xz") as archive:
            archive.extractall(self.var, filter="data")
        self.commit = commit
        self.now = datetime.fromisoformat((self.var / "now").read_text("utf-8").strip())

    def names(self):
        """The names of all classes in the databases, as (module, class)."""
        with self.open() as databases:
            others = (databases.connection.get_connection(name) for name in ("people", "audit"))
            return set().union(*(stored_names(connection) for connection in (databases.connection, *others)))


@pytest.fixture(params=COMMITS)
def old(request, tmp_path, capsys):
    """A site of an earlier version."""
    return Old(request.param, tmp_path, capsys)


@pytest.fixture(scope="module")
def kept():
    """The folders of evolved sites by commit, each made when first asked for."""
    return {}


@pytest.fixture
def evolved(old, kept, tmp_path_factory):
    """The same after what its administrator does."""
    if old.commit in kept:
        shutil.rmtree(old.var)
        shutil.copytree(kept[old.commit], old.var)
    else:
        assert old("evolve")[0] == 0
        old("reindex")
        kept[old.commit] = shutil.copytree(old.var, tmp_path_factory.mktemp("evolved") / "var")
    return old


@pytest.fixture
def browse(evolved):
    """Call it with a log-in, or ``None``, for a browser in which that person is signed in."""
    with evolved.app() as app:
        app.registry.clock = lambda: evolved.now

        def browser(login):
            client = TestApp(app)
            if login is not None:
                form = next(form for form in client.get("/login").forms.values() if "password" in form.fields)
                form["login"], form["password"] = login, PASSWORD
                form.submit(status=303)
            return client

        yield browser


def test_it_evolves_and_everything_agrees(evolved):
    code, said, _complaint = evolved("check")
    assert (code, said.splitlines()[-1]) == (0, "Everything agrees.")
    assert evolved("evolve")[1] == "Everything is up to date.\n"


@pytest.mark.parametrize("commit", COMMITS)
def test_steps_that_were_taken_are_not_taken_again(commit, tmp_path, capsys):
    old = Old(commit, tmp_path, capsys)
    with old.app() as app, opened(app) as databases:
        taken = set(databases.connection.root()[FINISHED_KEY])
        known = {name for _key, (name, _step) in app.registry.getUtility(IEvolutionSteps).sorted()}
        left = set(unfinished(databases.site, app.registry))
    assert taken - known == set(), "Steps of an earlier version have other names now: give them the old ones."
    assert left == known - taken
    said = old("evolve")[1]
    assert [name for name in taken if name in said] == []


def pages(browser):
    """Status of each page, for one person."""
    return {path: browser.get(path, status="*").status_int for path in PAGES}


def test_pages_answer(browse):
    for login in (None, "member", "facilitator", "admin"):
        browser = browse(login)
        expected = dict.fromkeys(PAGES, 200)
        if login is None:
            expected["/queue"] = 401
        if login != "admin":
            expected["/admin"] = 404
        assert pages(browser) == expected, login
    found = browse("facilitator").get("/search?SearchableText=plan")
    assert "Published plan" in found.text
    # It waits for the owner; the facilitator has agreed already.
    assert "Two have to agree" in browse("owner").get("/queue").text
    assert "Two have to agree" not in browse("facilitator").get("/queue").text


def test_people_go_on_where_they_were(browse):
    """A discussion begins, a deleted document comes back, the second of two people agrees."""
    page = browse("member").get(f"{OPEN}/discussions/add/discussion")
    form = next(form for form in page.forms.values() if "text" in form.fields)
    form["title"], form["text"] = "Begun today", "And what helps in the fourth week?"
    shown = form.submit("publish" if "publish" in form.fields else None, status=303).follow()
    assert "Begun today" in shown.text
    program = TestApp(shown.test_app.app, extra_environ={"HTTP_ACCEPT": "application/json"})
    program.authorization = ("Bearer", token(program, "facilitator"))
    deleted = f"{LIBRARY}/a-plan-that-is-deleted"
    assert program.post_json(f"{deleted}/@workflow/restore", {"comment": "Needed."}).json["review_state"] != "deleted"
    program.authorization = ("Bearer", token(program, "owner"))
    agreed = program.post_json(f"{LIBRARY}/two-have-to-agree/@workflow/approve", {"comment": "Good."})
    assert agreed.json["review_state"] == "published"


def token(program, login):
    """A bearer token of somebody."""
    return program.post_json("/@login", {"login": login, "password": PASSWORD}).json["token"]


def test_what_is_left_to_do_is_done(evolved):
    """Jobs, mails and events that an earlier version put off are taken up by this one."""
    evolved.index()
    with evolved.app() as app:
        app.registry.clock = lambda: evolved.now
        jobs.run_pending(app.registry)
        delivery.deliver(app.registry)
        copying.copy_all(app.registry)
        with opened(app) as databases:
            assert databases.site.jobs.open == []
            assert databases.site.access.changes == {}
    evolved.index()
    code, said, _complaint = evolved("check")
    assert (code, said.splitlines()[-1]) == (0, "Everything agrees.")


def test_names_can_be_written_anew(old):
    code, said, _complaint = old("rename-stored-classes", "--backed-up")
    assert code == 0
    assert len(said.splitlines()) == 3
    assert old("rename-stored-classes", "--dry-run")[1].count(": 0 records to rewrite.") == 3
    assert {name for name in old.names() if name in renames()} == set()
    assert old("evolve")[0] == 0
    old("reindex")
    assert old("check")[0] == 0


# -- the names


def line(module, name):
    """How the list writes a class."""
    return f"{module.removeprefix('moothall.')} {name}"


@pytest.fixture(scope="module")
def listed():
    """The lines of the list."""
    return STORED_CLASSES.read_text("utf-8").splitlines()


def test_every_class_that_was_ever_stored_is_found(listed):
    lost = []
    for known in listed:
        module, name = known.split(" ")
        if IBroken.implementedBy(class_of(None, f"moothall.{module}", name)):
            lost.append(known)
    assert lost == [], (
        "These classes are in databases and no longer in the code. Where one moved or has another name, add a row to "
        "RENAMED in core/storage/renamed.py and today's name to stored_classes.txt."
    )


def test_the_table_leads_to_today_in_one_step():
    for old_name, new_name in renames().items():
        assert new_name not in renames()
        found = class_of(None, *new_name)
        assert (found.__module__, found.__name__) == new_name, f"{line(*old_name)} leads to another class's old name."


@pytest.mark.parametrize("commit", COMMITS)
def test_the_list_has_what_old_sites_have(commit, tmp_path, listed):
    names = Old(commit, tmp_path).names()
    assert {line(*name) for name in names if name[0].startswith("moothall.")} - set(listed) == set()


def test_the_list_has_every_class_that_is_stored_today(evolved, listed):
    names = {(one.__module__, one.__name__) for one in persistent_classes()}
    names |= {name for name in evolved.names() if name[0].startswith("moothall.")}
    missing = sorted({line(*renames().get(name, name)) for name in names} - set(listed))
    assert missing == [], "Add these lines to tests/storage/stored_classes.txt, and leave those that are there."


def persistent_classes():
    """The persistent classes of the package, without those that are only there to be inherited from."""
    for module in pkgutil.walk_packages(moothall.__path__, "moothall."):
        importlib.import_module(module.name)
    found, below = set(), [Persistent]
    while below:
        subclasses = below.pop().__subclasses__()
        below += subclasses
        found |= set(subclasses)
    own = {one for one in found if one.__module__.startswith("moothall.")}
    return {one for one in own if not any(issubclass(other, one) for other in own - {one})}
