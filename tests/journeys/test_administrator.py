"""The administrator: spaces, people, workflows as tables, and how the works are doing."""

import pytest

from tests.factories import OPEN, PASSWORD
from tests.journeys.visitor import words_of


@pytest.fixture
def admin(visit):
    return visit("admin")


def test_a_coalition_is_created_and_is_open_at_once(admin, visit):
    admin.open("/coalitions").follow("Propose a coalition")
    admin.fill(Title="Suomen osaajat", Summary="The Finnish coalition.").select("Country", "Finland")
    admin.choose("Curated space").press("Save the coalition")
    assert admin.heading == "Suomen osaajat"
    guest = visit("guest").open("/coalitions")
    assert {"Finland: Suomen osaajat", "Suomen osaajat"} <= {*guest.links}
    assert guest.follow("Suomen osaajat").sees("The Finnish coalition.")


def test_a_workspace_is_created_with_a_preset_in_words(admin, visit):
    admin.open("/workspaces").follow("Propose a workspace")
    assert admin.sees("Anyone who can read it can join immediately.", "Customise")
    admin.fill(Title="Coordinators").choose("Confidential").press("Save the workspace")
    admin.follow("About")
    assert admin.sees("People join by invitation only.")
    visit("outsider").open(admin.path, status=404)


def test_a_contradiction_in_the_policies_is_refused_and_the_words_are_kept(admin):
    admin.open("/workspaces/add/workspace").fill(Title="Coordinators").choose("Customise")
    admin.choose("Only members and invited readers can read it").choose("Anyone who can read it can join")
    admin.press("Save the workspace", status=422)
    assert "A private space cannot be open for everyone to join." in admin.problem
    assert admin.typed("Title") == "Coordinators"
    assert {"private", "open"} <= {one["value"] for one in admin.page.html.select("main [checked]")}


def test_a_proposed_space_is_decided_by_the_site_moderator(visit):
    outsider = visit("outsider").open("/workspaces").follow("Propose a workspace").fill(Title="Repair cafés")
    outsider.press("Save the workspace").press("Send to the site moderators")
    path = outsider.path
    visit("guest").open(path, status=404)
    sitemoderator = visit("sitemoderator").open("/queue")
    assert sitemoderator.sees("Repair cafés")
    sitemoderator.press("Open the space")
    visit("outsider").open(path + "settings").choose("Open community").press("Save the settings")
    assert visit("guest").open("/workspaces").sees("Repair cafés")


def test_a_person_is_added_and_logs_in(admin, visit):
    admin.open("/").follow("Administration").follow("People").follow("Add a person")
    admin.fill(**{"Username": "petra", "Name": "Petra Person", "Email address": "petra@example.org"})
    admin.press("Add the account")
    password = admin.page.html.select_one("#made-password").text
    petra = visit("guest").open("/login").fill(Username="petra", Password=password).press("Log in")
    assert petra.heading == "Welcome back, Petra"


def test_workflows_are_tables_that_everybody_can_read(visit):
    guest = visit("guest").open("/workflows").follow("Shared content")
    rules = {table.caption.text: words_of(table) for table in guest.page.html.find_all("table")}
    assert "facilitator" in rules["Waiting for approval"]


def test_jobs_index_and_outbox_are_shown(admin, visit):
    admin.open("/").follow("Administration").follow("Status")
    assert {"Workers", "Search", "Outgoing messages"} <= set(admin.headings)
    admin.follow("Emails")
    assert admin.heading == "Emails"
    visit("member").open("/admin", status=404)
    visit("guest").open("/admin", status=404)


def test_a_space_is_archived_and_stays_readable(visit, make):
    document = make.document(OPEN + "/documents", "Minutes")
    owner = visit("owner").open(OPEN + "/about").press("Request archiving")
    visit("admin").open("/queue").press("Archive")
    assert visit("guest").open(document).heading == "Minutes"
    owner.open(OPEN)
    assert owner.sees("Archived")
    assert "Write a document" not in owner.open(OPEN + "/documents").links


def test_the_log_in_of_the_tests_is_a_real_one(visit):
    admin = visit("guest").open("/login").fill(Username="admin", Password=PASSWORD).press("Log in")
    assert "Administration" in admin.links
