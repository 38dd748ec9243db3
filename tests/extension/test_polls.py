"""An extension adds everything that a feature can: polls, driven by their users."""

import email
import email.policy
import re
import subprocess
from pathlib import Path

import pytest

from moothall.core.work.delivery import deliver
from moothall.core.work.workers import periodic_tasks
from tests.audit.test_pages import sentences
from tests.factories import GROUP, OPEN
from tests.people.conftest import form_with
from tests.people.test_own_data import erase, export

ROOT = Path(__file__).parent.parent.parent
TITLE = "Where do we meet?"


@pytest.fixture
def poll(actors):
    """The path of a poll that the author started."""
    form = form_with(actors.author.get(f"{OPEN}/add/poll"), "options")
    form["title"], form["options"] = TITLE, "Rome, Ghent"
    return form.submit().headers["Location"].partition("?")[0].rstrip("/")


def german(client):
    client.set_cookie("moothall-language", "de")
    return client


def vote(client, path, option="Rome", **kw):
    page = client.get(path)
    return client.post(f"{path}/vote", {"option": option, "csrf_token": token(page)}, **kw)


def token(page):
    return page.html.select_one("[name=csrf_token]")["value"]


def messages(site):
    deliver(site.registry)
    folder = site.base.folder / "mail"
    parse = email.message_from_bytes
    return [parse(path.read_bytes(), policy=email.policy.default) for path in sorted(folder.glob("*.eml"))]


def test_it_is_added_and_listed(poll, actors):
    page = actors.member.get(poll)
    assert TITLE in page.text and "Rome" in page.text and "Open for votes" in page.text
    tab = page.html.find("a", string="Polls")
    assert tab["href"] == f"{OPEN}/polls"
    assert TITLE in actors.guest.get(tab["href"]).text
    assert "started the poll" in actors.member.get(OPEN).text
    assert TITLE in actors.member.get("/").text
    assert "Polls that wait for your vote" in actors.member.get("/").text
    assert "Polls that wait for your vote" not in actors.outsider.get("/").text
    assert "There are no polls yet." in actors.member.get(f"{GROUP}/polls").text


def test_what_the_schema_refuses_is_said(actors):
    form = form_with(actors.author.get(f"{OPEN}/add/poll"), "options")
    form["title"], form["options"] = TITLE, "Rome"
    assert "Enter 2 to 10 options." in form.submit(status=422).text


def test_votes_are_for_members_only(poll, actors, site):
    page = vote(actors.member, poll).follow()
    assert "Thank you for your vote." in page.text
    assert page.html.select_one("[name=option][checked]")["value"] == "Rome"
    assert actors.outsider.get(poll).html.select_one("[name=option]") is None
    vote(actors.outsider, poll, status=403)
    assert "no such option" in vote(actors.member, poll, "Paris", status=422).text
    results = actors.guest.get(page.html.find("a", string="Results")["href"]).html.table
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in results("tr")] == [
        ["Rome", "1"],
        ["Ghent", "0"],
    ]


def test_it_is_closed_and_votes_end(poll, actors):
    page = actors.author.get(poll)
    actors.author.post(f"{poll}/workflow/close", {"csrf_token": token(page)})
    page = actors.member.get(poll)
    assert "Voting is over" in page.text and page.html.select_one("[name=option]") is None
    actors.member.post(f"{poll}/vote", {"option": "Rome", "csrf_token": token(page)}, status=409)


def test_it_closes_by_itself_after_the_days_of_the_setting(poll, actors, site, clock):
    [run] = [task.work for task in periodic_tasks(site.registry) if task.name == "closing polls"]
    clock.advance(days=2, hours=23)
    assert run(site.registry) == 0
    clock.advance(hours=2)
    assert run(site.registry) == 1
    assert "Voting is over" in actors.member.get(poll).text


def test_searches_find_and_count_it(poll, actors, api, site):
    vote(actors.member, poll)
    api.author.post_json(OPEN, {"@type": "poll", "title": "Who cooks in Ghent?", "options": ["Anna", "Olga"]})
    site.reindex()
    page = actors.guest.get("/search?SearchableText=Ghent")
    assert TITLE in page.text
    for text in ("Turnout", "With votes", "No votes"):
        assert text in page.text, text
    assert TITLE in actors.guest.get("/search?portal_type=poll&Turnout=some").text
    assert TITLE not in actors.guest.get("/search?portal_type=poll&Turnout=none").text


def test_programs_read_it_and_vote(poll, api):
    shown = api.member.get(poll).json
    assert (shown["@type"], shown["options"], shown["votes"]) == ("poll", ["Rome", "Ghent"], 0)
    assert "votes" in shown["@components"]
    answer = api.member.post_json(f"{poll}/@votes", {"option": "Ghent"}).json
    assert answer["own"] == "Ghent"
    assert answer["results"] == [{"option": "Rome", "votes": 0}, {"option": "Ghent", "votes": 1}]
    assert api.guest.get(f"{poll}?expand=votes").json["@components"]["votes"]["own"] is None
    assert api.member.post_json(f"{poll}/@votes", {"option": "Paris"}, status=400)
    assert api.outsider.post_json(f"{poll}/@votes", {"option": "Rome"}, status=403)
    added = api.author.post_json(OPEN, {"@type": "poll", "title": "When?", "options": ["Today", "Never"]}).json
    assert added["review_state"] == "open"


def test_the_creator_gets_an_email_unless_they_turned_it_off(poll, actors, site):
    vote(actors.member, poll)
    [message] = [one for one in messages(site) if "vote" in one["Subject"]]
    assert message["To"] == "author@example.org" and message["Subject"] == f"New vote: {TITLE}"
    assert f"Mika Member voted in your poll “{TITLE}”." in message.get_content()
    assert "Votes in my polls" in actors.author.get("/people/settings").text


def test_the_audit_log_says_who_voted(poll, actors, site):
    vote(actors.member, poll)
    site.copy_audit()
    said = f"Mika Member voted in “{TITLE}”."
    for page in (actors.admin.get("/admin/audit"), actors.owner.get(f"{OPEN}/audit")):
        assert said in sentences(page)
    assert "Votes in polls" in actors.admin.get("/admin/audit").text


def test_everything_is_in_german_too(poll, actors):
    member = german(actors.member)
    page = member.get(poll)
    for text in ("Umfragen", "Offen für Stimmen", "Abstimmen", "Ergebnisse", "Stimmen werden bis"):
        assert text in page.text, text
    assert "Umfragen, die auf Ihre Stimme warten" in member.get("/").text
    assert "Umfrage beginnen" in german(actors.author).get(f"{OPEN}/polls").text
    assert "Umfrage schließen" in actors.author.get(poll).text
    assert "Vielen Dank für Ihre Stimme." in vote(member, poll).follow().text


def test_workflow_pages_show_its_permission(actors):
    page = actors.admin.get("/workflows/poll")
    assert "Vote in a poll." in page.text and "Open for votes" in page.text
    page = actors.admin.get("/admin/workflows/poll")
    page = actors.admin.post("/admin/workflows/poll/begin", {"csrf_token": token(page)}).follow()
    assert "Vote" in [head.text.strip() for head in page.html("th")]


def test_votes_are_personal_data(poll, actors, api, site):
    vote(actors.member, poll)
    [exported] = export(actors.member)["poll-votes"]
    assert exported["option"] == "Rome" and exported["poll"]["title"] == TITLE
    erase(actors.member)
    assert [one["votes"] for one in api.guest.get(f"{poll}/@votes").json["results"]] == [0, 0]


def test_its_command_lists_polls(poll, site, stored, bin_moothall):
    done = bin_moothall("polls", "--open", *stored.options)
    assert done.returncode == 0 and f"open  1 votes  {TITLE}\n" in done.stdout, done.stderr
    assert "List the polls of all spaces" in bin_moothall("--help").stdout


def test_nothing_else_knows_it():
    """What the platform needs of an extension, it asks of the registry: it names none."""
    known = re.compile("moothall[_-]polls|poll_votes|polls_days|poll vote")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name and not name.startswith("tests/extension/")]
    found = [name for name in names if known.search((ROOT / name).read_text("utf-8", "replace"))]
    assert set(found) <= {"docs/extending.rst"}
