"""A moderator: waiting posts, removing with a reason, closing and pinning."""

import pytest

from tests.factories import OPEN

FORUM = OPEN + "/discussions"


@pytest.fixture
def moderator(visit):
    return visit("moderator")


@pytest.fixture
def discussion(make):
    return make.discussion(FORUM, "Small wins", by="author", text="<p>Tell us yours.</p>")


@pytest.fixture
def newcomer(make, visit):
    make.person("petra")
    make.member(OPEN, "petra", "member")
    return visit("petra")


def test_a_newcomers_post_waits_and_is_approved(discussion, newcomer, moderator, visit, mails):
    newcomer.open(discussion).fill(Your_reply="I found a job.").press("Reply")
    assert newcomer.said == "Thank you. A moderator will check it before others can see it."
    assert newcomer.sees("I found a job.", "Waiting for a moderator")
    assert not visit("guest").open(discussion).sees("I found a job.")
    assert "Small wins" in moderator.open("/queue").part("Decisions")
    moderator.open(discussion).in_post("I found a job.", "Publish")
    assert visit("guest").open(discussion).sees("I found a job.")
    # The first one was looked at; the next appears at once.
    newcomer.open(discussion).fill(Your_reply="And a desk.").press("Reply")
    assert visit("guest").open(discussion).sees("And a desk.")


def test_a_newcomers_post_is_refused_with_a_reason(discussion, newcomer, moderator, mails, visit):
    newcomer.open(discussion).fill(Your_reply="Buy my cream.").press("Reply")
    moderator.open("/queue").select("Rule", "3. No advertising").fill(Reason="This is advertising.").press("Reject")
    assert moderator.sees("Nothing is waiting for you")
    assert newcomer.open(discussion).sees("Buy my cream.", "Rejected")
    ((subject, text),) = mails("petra")
    assert subject == "Your post was rejected: Small wins" and "> This is advertising." in text
    assert not visit("member").open(discussion).sees("Buy my cream.")


def test_a_removed_post_leaves_a_line_with_the_reason(discussion, make, moderator, visit):
    make.post(discussion, "<p>You are all fools.</p>", by="member")
    moderator.open(discussion).in_post("You are all fools.", "Remove")
    moderator.press("Remove", status=422)
    assert "Enter a reason" in moderator.problem
    moderator.select("Rule", "1. Respect others").fill(Reason="An insult; see the customs of the house.").press(
        "Remove"
    )
    guest = visit("guest").open(discussion)
    assert guest.sees("Removed by the moderators: An insult; see the customs of the house.")
    assert not guest.sees("You are all fools.")
    moderator.open(discussion).in_post("You are all fools.", "Show again")
    assert visit("guest").open(discussion).sees("You are all fools.")


def test_a_closed_discussion_takes_no_replies_until_it_is_open_again(discussion, moderator, visit):
    member = visit("member").open(discussion)
    moderator.open(discussion).follow("Close").select("Rule", "2. Stay on topic").fill(Reason="Answered.")
    moderator.press("Close")
    member.fill(Your_reply="One more thing.").press("Reply", status=409)
    assert member.sees("One more thing.")
    member.open(discussion)
    assert "Reply" not in member.buttons
    assert member.sees("This discussion is closed. You can read it, or start a new one.", "Closed")
    assert "Small wins" not in member.open(FORUM).follow("Open").links
    moderator.open(discussion).press("Reopen")
    assert "Reply" in member.open(discussion).buttons


def test_a_pinned_discussion_stays_on_top(discussion, make, moderator, visit):
    make.discussion(FORUM, "Something newer", by="author")
    guest = visit("guest").open(FORUM)
    assert guest.headings.index("Something newer") < guest.headings.index("Small wins")
    moderator.open(discussion).press("Pin")
    guest.open(FORUM)
    assert guest.headings.index("Pinned Small wins") < guest.headings.index("Something newer")
    assert "Small wins" in guest.open(OPEN).part("Pinned")
    moderator.open(discussion).press("Unpin")
    assert "Small wins" in visit("guest").open(FORUM).headings


def test_a_member_is_offered_none_of_it(discussion, visit):
    member = visit("member").open(discussion)
    assert not {"Close", "Pin", "Delete"} & {*member.buttons, *member.links}
    assert not {"Remove", "Edit", "Delete"} & set(member.acts("Tell us yours."))
