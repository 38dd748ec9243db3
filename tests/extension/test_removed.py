"""A site that was made with an extension goes on without it, and with it again."""

import json
import re

import pytest

from tests.extension.conftest import PACKAGE
from tests.factories import OPEN

PAGES = (
    (None, "/"),
    ("member", "/"),
    ("outsider", "/"),
    ("member", OPEN),
    ("owner", OPEN),
    ("owner", f"{OPEN}/people"),
    ("owner", f"{OPEN}/audit"),
    ("owner", f"{OPEN}/workflows"),
    ("member", f"{OPEN}/documents"),
    ("member", f"{OPEN}/discussions"),
    ("member", "/search"),
    ("member", "/search?SearchableText=meet"),
    ("member", "/search?SearchableText=Rome&portal_type=poll&Turnout=some"),
    ("owner", "/queue"),
    ("admin", "/queue"),
    ("member", "/workflows"),
    ("member", "/workflows/poll"),
    ("admin", "/admin"),
    ("admin", "/admin/audit"),
    ("admin", "/admin/spaces"),
    ("admin", "/admin/mails"),
    ("admin", "/admin/status"),
    ("admin", "/admin/workflows"),
    ("admin", "/admin/workflows/poll"),
    ("member", "/people/settings"),
    ("member", "/people/own-data"),
    ("member", "/people/own-data/copy"),
    ("member", "/people"),
    ("member", "json /"),
    ("member", f"json {OPEN}"),
    ("member", f"json {OPEN}/@workflow"),
    ("member", "json /@search?SearchableText=meet"),
    ("member", "json /@search?portal_type=poll"),
    ("owner", f"json {OPEN}/@sharing"),
    ("admin", "json /workflows/poll"),
    ("admin", "json /@types"),
    ("admin", "json /@audit"),
)


@pytest.fixture(params=["not installed", "installed but not loaded"])
def without(request, stored, installed, tmp_path):
    """The stored site without the setting, and the path of the extension where it is still there."""
    copy = stored.copy(tmp_path / "copy")
    copy.forget_extension()
    assert PACKAGE not in copy.folder.joinpath("polls.ini").read_text("utf-8")
    return copy, installed if request.param == "installed but not loaded" else None


def test_pages_services_and_searches_go_on(without):
    site, installed = without
    answers = site.drive(installed, *((login, "GET", path) for login, path in PAGES))
    failed = {path: status for (_login, path), (status, _text) in zip(PAGES, answers, strict=True) if status >= 400}
    assert failed == {}
    for (login, path), (_status, text) in zip(PAGES, answers, strict=True):
        if "audit" not in path and "own-data" not in path:
            assert not re.search("(Where|When|Why) do we meet", text), (login, path)


def test_its_items_are_nowhere_and_all_others_can_be_changed(without):
    site, installed = without
    answers = site.drive(
        installed,
        ("member", "GET", site.poll),
        ("member", "GET", f"json {site.poll}"),
        ("member", "POST", f"json {site.poll}/@votes", {"option": "Rome"}),
        ("owner", "POST", f"json {OPEN}", {"@type": "poll", "title": "No", "options": ["1", "2"]}),
        ("owner", "POST", f"json {OPEN}", {"@type": "search", "title": "Where do we meet?"}),
        ("admin", "POST", f"{OPEN}/delete", {"from": f"{OPEN}/delete"}),
        (
            "owner",
            "POST",
            f"json {OPEN}/documents/@sharing",
            {"entries": [{"id": "outsider", "roles": {"reader": True}}]},
        ),
        ("member", "POST", "/people/own-data", {"from": "/people/own-data", "password": "moothall-demo", "sure": "1"}),
        work=True,
    )
    statuses = [status for status, _text in answers]
    assert statuses[:4] == [404, 404, 404, 400]
    # The name of the poll is still taken.
    assert statuses[4] == 201 and json.loads(answers[4][1])["id"] != site.poll.rsplit("/", 1)[1]
    assert statuses[5] in (403, 409)
    assert statuses[6] in (200, 204)


def test_what_is_inside_of_its_items_is_nowhere_either(without):
    site, installed = without
    old, paths, uids = site.inside
    hidden = [
        *(("owner", "GET", f"{kind}{path}") for path in (*paths, old) for kind in ("", "json ")),
        *(("outsider", "GET", f"{path}/{page}") for path in paths for page in ("edit", "history", "sharing")),
        *(("owner", "POST", f"json {OPEN}/documents/@move", {"source": uid}) for uid in uids),
        *(("owner", "GET", f"/queue/{uid}{end}") for uid in uids for end in ("", "-transition")),
    ]
    pages = [
        *(("author", "GET", page) for page in ("/", OPEN, f"{OPEN}/documents", "/people/own-data/copy")),
        *(("outsider", "GET", page) for page in ("/", "/people/own-data/copy")),
        *(
            ("owner", "GET", page)
            for page in (f"{OPEN}/documents", f"{OPEN}/documents/contents", f"{OPEN}/audit", "/queue")
        ),
        *(("admin", "GET", page) for page in ("/admin/audit", "json /@audit", "/admin/audit?person=author")),
        *(("owner", "GET", f"{kind}search?SearchableText=notes") for kind in ("/", "json /@")),
        ("owner", "GET", "json /@search?SearchableText=notes&fullobjects=1"),
    ]
    answers = site.drive(installed, *hidden, *pages, work=True)
    for (login, _method, path, *_sent), (status, text) in zip([*hidden, *pages], answers, strict=True):
        assert status in ((400, 404) if path in {one[2] for one in hidden} else (200,)), (login, path)
        if "audit" not in path and "own-data" not in path:
            assert "Notes on" not in text, (login, path)


def test_check_and_evolve_work_and_say_what_is_not_loaded(without, bin_moothall):
    site, installed = without
    run = bin_moothall if installed else lambda *words: bin_moothall(*words, extension=False)
    done = run("check", *site.options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{PACKAGE}.content.Poll" in done.stdout and "is not loaded" in done.stdout
    assert "10 items of extensions that are not loaded" in done.stdout
    assert f"{PACKAGE}.content.PollFolder" in done.stdout
    assert run("evolve", *site.options).returncode == 0


def test_with_the_extension_again_everything_is_there(without, stored, installed):
    site, path = without
    site.drive(path, ("owner", "POST", f"json {OPEN}", {"@type": "search", "title": "Meanwhile"}), work=True)
    site.settings = {**site.settings, **{k: v for k, v in stored.settings.items() if k not in site.settings}}
    [poll, votes, space] = site.drive(
        installed,
        ("member", "GET", f"json {site.poll}"),
        ("member", "GET", f"json {site.poll}/@votes"),
        ("member", "GET", f"{OPEN}/polls"),
    )
    assert json.loads(poll[1])["options"] == ["Rome", "Ghent"]
    assert json.loads(votes[1])["own"] == "Rome"
    assert all(f"{word} do we meet?" in space[1] for word in ("Where", "When", "Why"))


def test_a_setting_of_the_extension_stops_the_start_with_a_sentence(stored, tmp_path, bin_moothall):
    site = stored.copy(tmp_path / "copy")
    del site.settings["moothall.extensions"]
    site.write_configuration()
    done = bin_moothall("check", *site.options, extension=False)
    assert done.returncode == 1 and "there is no setting moothall.polls_days" in done.stderr
    done = bin_moothall("check", *stored.options, extension=False)
    assert done.returncode == 1 and f"names {PACKAGE}, which cannot be imported" in done.stderr
