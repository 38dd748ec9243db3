"""The tour of README, walked step by step on the sample site, by the people it names.

Every address in a step is opened in it, only people whom it names are asked, and each word in italics is on a page that
is seen in it.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from webtest import TestApp

from moothall import main
from moothall.core.audit.copying import copy_all
from moothall.site.command import create
from tests.factories import PASSWORD
from tests.journeys.visitor import Visitor
from tests.whole_site import SETTINGS

README = (Path(__file__).parents[2] / "README.rst").read_text("utf-8")
SPACE = "/workspaces/women-in-ict"
THREAD = SPACE + "/discussions/week-three"
PLAN = SPACE + "/documents/first-month-plan"
CHILDCARE = "Childcare at evening workshops: what it takes"


def steps():
    """The texts of the steps, by number."""
    tour = README.partition("Ten-minute tour\n")[2].partition("\nImport your own documents")[0]
    found = re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |^\*\*|\Z)", tour, re.MULTILINE | re.DOTALL)
    return {int(number): " ".join(text.split()) for number, text in found}


class Tour:
    """People at their browsers; what they see and where they go is noted."""

    def __init__(self, app):
        self.app = app
        self._visitors = {}
        self.begin("")

    def begin(self, text):
        """Begin a step."""
        self.text, self.seen, self.opened = text, [], set()

    def missing(self):
        """What the step says that was not so."""
        addresses = {one.rstrip("/") for one in re.findall(r"<http://localhost:6543([^>]*)>", self.text)}
        words = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", self.text)
        return [*(addresses - self.opened), *(one for one in words if not any(one in page for page in self.seen))]

    def as_(self, login):
        """The browser of somebody, who logs in with the form in the step that says so."""
        if login not in self._visitors:
            visitor = self._visitors[login] = Noting(self, TestApp(self.app))
            if login != "guest":
                assert f"Log in as ``{login}``" in self.text, f"{login} has not logged in yet"
                visitor.open("/login").fill(Username=login, Password=PASSWORD).press("Log in")
        return self._visitors[login]


class Noting(Visitor):
    def __init__(self, tour, client):
        super().__init__(client)
        self._tour = tour

    def _arrive(self, response, status):
        super()._arrive(response, status)
        self._tour.seen.append(self.words)
        self._tour.opened.add(urlsplit(response.request.url).path.rstrip("/"))
        return self


def _1(tour):
    thread = tour.as_("guest").open(THREAD)
    assert thread.sees("Claire Delmas", "Names a former participant")


def _2(tour):
    guest = tour.as_("guest").open(THREAD)
    assert guest.sees("If nobody objects I will write this up")
    guest.follow("The first month: a plan for returners")
    assert guest.path.rstrip("/") == PLAN
    guest.open(PLAN).follow("History")
    assert guest.sees("Published", "Ana Kovač")


def _3(tour):
    guest = tour.as_("guest").open("/repository/first-month-for-returners")
    guest.open("/").follow("Repository")
    guest.follow("Italy").open("/search?SearchableText=mentors")
    assert any("mentoring" in one for one in guest.links)


def _4(tour):
    member = tour.as_("member").open("/")
    assert CHILDCARE in member.part("Your items") and "Ana Kovač: “Thank you, Claire" in member.part("Your items")


def _5(tour):
    member = tour.as_("member").open("/").follow("Changes requested").follow("Edit")
    assert member.sees("decided by Ana Kovač")
    member.fill(Summary="Rooms, carers and cost, from four terms in Lyon.").press("Save and send again")
    assert member.sees("Ana Kovač")


def _6(tour):
    member = tour.as_("member").open(THREAD)
    member.fill(Your_reply="Thank you all.").press("Reply")
    assert member.sees("Thank you all.")


def _7(tour):
    moderator = tour.as_("moderator").open("/").follow("Decisions")
    assert moderator.sees("Hello, I am new in this space")
    moderator.press("Publish")
    assert moderator.sees("Nothing is waiting for you")


def _8(tour):
    moderator = tour.as_("moderator").open(THREAD)
    assert {"Close", "Unpin"} <= set(moderator.buttons)
    moderator.follow(next(one for one in moderator.links if one.startswith("Remove")))
    assert moderator.sees("Reason")


def _9(tour):
    facilitator = tour.as_("facilitator").open("/").follow("Decisions")
    assert facilitator.sees("Publication", "Deletion", CHILDCARE)
    facilitator.press("Publish").fill(Reason="Who is the contact?").press("Request changes")


def _10(tour):
    facilitator = tour.as_("facilitator").open(PLAN).follow("History")
    assert facilitator.sees("Changes requested", "Four things, none of them large.")


def _11(tour):
    facilitator = tour.as_("facilitator").open(SPACE).follow("People")
    facilitator.fill(Name_or_username="outsider").press("See who is affected")
    assert facilitator.sees("Niamh Gallagher")
    facilitator.open(SPACE).follow("About").follow("Settings")
    facilitator.open(SPACE + "/people").fill(Name_or_username="outsider").press("Add to the space")


def _12(tour):
    outsider = tour.as_("outsider").open("/").follow("Workspaces")
    assert not outsider.sees("oordinators' table")
    outsider.open("/search?SearchableText=coordinators+table&portal_type=workspace")
    assert not any("table" in one for one in outsider.links)
    outsider.open("/workspaces/coordinators-table", status=404)


def _13(tour):
    admin = tour.as_("admin").open("/").follow("Administration")
    for page in ("People", "Spaces", "Status", "Emails"):
        admin.follow(page)


def _14(tour):
    admin = tour.as_("admin").open("/admin").follow("Workflows").follow("Shared content").press("Create a draft")
    admin.follow("Published")
    box = next(label for label in admin.page.html.select("main label") if "members: Edit" in label.text).input
    cells = next(form.fields["cell"] for form in admin.page.forms.values() if "cell" in form.fields)
    next(cell for cell in cells if cell._value == box["value"]).checked = True
    admin.press("Save the state").follow("Shared content").follow("Continue the draft")
    admin.follow("See who is affected")
    assert admin.sees("people can do more with")
    admin.open("/admin/workflows/content/activate").press("Activate")
    assert tour.as_("member").open(PLAN + "/edit").sees("The first month")
    admin.open("/admin/workflows/content").press("Restore")
    tour.as_("member").open(PLAN + "/edit", status=403)


def _15(tour):
    admin = tour.as_("admin").open(PLAN).follow("Who can see this, and why?")
    admin.type("Name or username", "outsider").press("Explain")
    assert admin.sees("Niamh Gallagher")


def _16(tour):
    admin = tour.as_("admin").open("/admin").follow("View the site as someone else")
    admin.fill(Username_of_the_person="outsider").press("View the site this way")
    assert admin.sees("Niamh")
    admin.press("Stop")
    copy_all(tour.app.registry)
    admin.open("/admin").follow("Audit log")
    assert admin.sees("Niamh Gallagher")


WALK = (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16)


@pytest.fixture
def tour(tmp_path_factory):
    """The sample site of today."""
    folder = tmp_path_factory.mktemp("tour")
    paths = {f"moothall.{name}_path": str(folder / name) for name in ("index", "mail", "keys")}
    files = f"file://{folder}/content.fs?database_name=content&blobstorage_dir={folder}/blobs"
    app = main({}, **SETTINGS | paths | {"zodbconn.uri": files})
    assert create(app, True) == 0
    yield Tour(app)
    for database in app.registry._zodb_databases.values():
        database.close()
    app.registry.search_index.close()


@pytest.mark.long
def test_the_tour_in_the_readme_is_true_step_by_step(tour):
    told = steps()
    assert list(told) == list(range(1, len(WALK) + 1))
    for number, walk in enumerate(WALK, 1):
        tour.begin(told[number])
        walk(tour)
        assert tour.missing() == [], f"step {number}"
