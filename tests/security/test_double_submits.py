"""A form that is sent twice is acted on once."""

import re

from tests.factories import OPEN


def hidden_fields(page, action):
    """The hidden fields of the form on ``page`` that is sent to ``action``."""
    form = next(form for form in page.forms.values() if form.action.split("?")[0].endswith(action))
    return {name: form[name].value for name in ("csrf_token", "once")}


def count(site, **criteria):
    query = "&".join(f"{name}={value}" for name, value in criteria.items())
    return site.program("member").get(f"/@search?{query}").json["items_total"]


def test_a_document_is_added_once_and_both_answers_lead_to_it(site):
    browser = site.client("member")
    action = f"{OPEN}/documents/add/document"
    sent = {**hidden_fields(browser.get(action), action), "title": "Sent twice", "text": "Words."}
    first, second = (browser.post(action, sent, status=303) for _ in range(2))
    assert first.location == second.location
    assert count(site, SearchableText="twice") == 1


def test_a_file_is_added_once_however_its_sending_is_framed(site):
    browser = site.client("member")
    action = f"{OPEN}/documents/add/file"
    sent = {**hidden_fields(browser.get(action), action), "title": "Sent twice"}
    files = [("file", "a.txt", b"Some words.")]
    first, second = (browser.post(action, sent, upload_files=files, status=303) for _ in range(2))
    assert first.location == second.location
    other = browser.post(action, sent, upload_files=[("file", "a.txt", b"Other words.")], status=303)
    assert other.location != first.location


def test_a_reply_is_said_once_and_another_one_is_another(site, make):
    discussion = make.discussion()
    browser = site.client("member")
    sent = hidden_fields(browser.get(discussion.path), "/replies") | {"text": "Yes."}
    first, second = (browser.post(discussion / "replies", sent, status=303) for _ in range(2))
    assert first.location == second.location
    assert len(re.findall("<p>Yes.</p>", browser.get(discussion.path).text)) == 1
    another = browser.post(discussion / "replies", sent | {"text": "And no."}, status=303)
    assert another.location != first.location


def test_what_was_refused_is_looked_at_again(site):
    browser = site.client("member")
    action = f"{OPEN}/documents/add/document"
    sent = hidden_fields(browser.get(action), action)
    browser.post(action, {**sent, "title": ""}, status=422)
    browser.post(action, {**sent, "title": ""}, status=422)
    browser.post(action, {**sent, "title": "At last"}, status=303)


def test_the_word_of_one_person_means_nothing_with_another(site, make):
    discussion = make.discussion()
    member, author = site.client("member"), site.client("author")
    sent = hidden_fields(member.get(discussion.path), "/replies") | {"text": "Me too."}
    first = member.post(discussion / "replies", sent, status=303)
    own = hidden_fields(author.get(discussion.path), "/replies") | {"once": sent["once"], "text": "Me too."}
    assert author.post(discussion / "replies", own, status=303).location != first.location


def test_a_form_that_changes_nothing_leaves_nothing_in_the_database(site):
    browser = site.client()
    token = re.search('name="csrf_token" value="([^"]+)"', browser.get("/login").text)[1]
    cookie = browser.cookies["moothall"]
    before = {name: database.lastTransaction() for name, database in site.databases.items()}
    for n in range(3):
        # The answer deletes the cookie, which this visitor does not mind.
        browser.set_cookie("moothall", cookie)
        browser.post(f"/logout?{'x' * n}", {"csrf_token": token, "once": f"word-{n}", "more": "y" * 999}, status=303)
    assert {name: database.lastTransaction() for name, database in site.databases.items()} == before
