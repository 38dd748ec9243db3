"""The bell, the page of notifications, following and unsubscribing in the browser."""

import email
import email.policy

from tests.factories import GROUP
from tests.notification.conftest import bell

FORUM = GROUP + "/discussions"


def test_the_bell_counts_until_everything_is_read(make, followers, actors, site):
    discussion = make.discussion(FORUM, "Which room?", by="member")
    for _ in range(3):
        followers.reply("author", discussion)
    followers.deliver()
    browser = site.client("member")
    assert bell(browser) == 3
    page = browser.get("/notifications")
    assert page.html.main.text.count("Reply: Which room?") == 3 and "Sent by email" in page.html.main.text
    token = page.html.select_one("[name=csrf_token]")["value"]
    first = page.html.select_one("[name=id]")["value"]
    browser.post("/notifications", {"csrf_token": token, "id": first}, status=303)
    assert bell(browser) == 2
    browser.post("/notifications", {"csrf_token": token}, status=303)
    assert bell(browser) == 0
    assert "Mark all as read" not in browser.get("/notifications").text
    actors.guest.get("/notifications", status=401)


def test_following_is_chosen_on_the_page_of_a_space_and_of_a_discussion(make, site, followers):
    discussion = make.discussion(FORUM, "Which room?", by="author")
    browser = site.client("reader")
    page = browser.get(str(discussion)).click("Follow")
    assert "Default: Mentions and replies to me" in page.text
    form = next(one for one in page.forms.values() if "level" in one.fields)
    form["level"] = "all"
    page = form.submit(status=303).follow()
    assert "Notifications about “Which room?” saved." in page.text
    button, token = page.html.select_one(".m-said [formaction]"), page.html.select_one("[name=csrf_token]")["value"]
    browser.post(button["formaction"], {"csrf_token": token, button["name"]: button["value"]}, status=303)
    assert followers.api.reader.get(f"{discussion}/@subscription").json["chosen"] is None
    followers.follow("reader", discussion, "all")
    page = browser.get(GROUP + "/follow")
    form = next(one for one in page.forms.values() if "level" in one.fields)
    form["level"], form["frequency"] = "first", "daily"
    form.submit(status=303)
    listed = browser.get("/notifications").html.main.text
    assert "Which room?" in listed and "New discussions and mentions" in listed and "A digest every day" in listed
    browser.get(GROUP + "/documents/follow", status=404)


def test_one_click_ends_the_emails_without_a_session(make, followers, site):
    discussion = make.discussion(FORUM, "Which room?", by="author")
    followers.follow("reader", discussion, "all")
    followers.reply("author", discussion)
    followers.deliver()
    path = next(iter(followers.emails._folder.glob("*.eml")))
    sent = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent["List-Unsubscribe"].strip("<> \n").removeprefix("http://localhost")
    guest = site.client()
    assert "Do you want to stop these emails?" in guest.get(address)
    assert followers.api.reader.get(f"{discussion}/@subscription").json["level"] == "all"
    for _ in range(2):
        done = guest.post(address, {"List-Unsubscribe": "One-Click"}, status=200)
        assert "You will get no more of these emails." in done
    assert followers.api.reader.get(f"{discussion}/@subscription").json["level"] == "none"
    guest.get(address[:-3] + "abc", status=404)
    guest.post(address.replace("/unsubscribe/", "/unsubscribe/x"), status=404)
