"""The people of a space: finding, changing, inviting, adding many, banning, renewing, handing over, leaving."""

from datetime import timedelta

import pytest

from moothall.space.members import set_member
from tests.factories import GROUP, OPEN, PRIVATE
from tests.journeys.people_page import PEOPLE, names


def test_every_page_about_the_people_leads_to_the_others(visit):
    owner = visit("owner").open(PEOPLE)
    parts = [link.text for link in owner.page.html.select(".m-filters a")]
    assert parts == [
        "Members",
        "Requests",
        "Invitations",
        "Add several people",
        "Guests",
        "Banned",
        "Transfer",
        "Groups and spaces",
        "Access changes",
    ]
    for part in parts:
        owner.follow(part)
        assert [link.text for link in owner.page.html.select(".m-filters a")] == parts
        assert owner.page.html.select_one(".m-filters [aria-current]").text == part


def test_people_are_found_by_name_and_role(visit):
    member = visit("member").open(PEOPLE)
    assert len(names(member)) == 6
    member.fill(Name="mod").press("Search")
    assert names(member) == ["Mona Moderator"]
    member.fill(Name="").select("Role", "Author (1)").press("Search")
    assert names(member) == ["Anna Author"]
    member.fill(Name="zz").press("Search")
    assert member.sees("No members found")
    assert len(names(member.follow("Show everyone"))) == 6


def test_a_large_roster_has_pages_and_a_change_leads_back_to_the_same(site, make, facilitator):
    ids, act = [make.person(f"crowd{number:02}", f"Crowd {number:02}") for number in range(60)], site.act("owner")
    site.on(GROUP, lambda space: [set_member(act, space, id, ("member",)) for id in ids] and None)
    facilitator.open(PEOPLE)
    assert len(names(facilitator)) == 50 and facilitator.sees("1 to 50 of 66 people")
    facilitator.follow("Next")
    assert len(names(facilitator)) == 16
    facilitator.follow(f"Change {names(facilitator)[0]}").choose("Author").press("Save changes")
    assert facilitator.page.request.GET["page"] == "2"
    assert facilitator.said.startswith("Saved. ")


def test_somebody_can_hold_several_roles_with_an_end_and_a_sponsor(facilitator):
    facilitator.open(PEOPLE).type("Name or username", "outsider").choose("Author").choose("Moderator")
    facilitator.fill(Until="2026-06-30", Sponsor="member").press("Add to the space")
    assert facilitator.sees("Moderator, Author", "until 30 June", "Sponsor: Mika Member")


def test_a_sponsor_must_be_a_member(facilitator):
    facilitator.open(PEOPLE).type("Name or username", "outsider").fill(Sponsor="reviewer")
    facilitator.press("Add to the space", status=422)
    assert facilitator.problem == "A sponsor must be a member here."
    assert facilitator.typed("Name or username") == "outsider" and facilitator.typed("Sponsor") == "reviewer"


def test_a_refused_change_stays_in_its_row(facilitator):
    facilitator.open(PEOPLE).follow("Change Mika Member").fill(Until="2001-01-01", Reason="Too old.")
    facilitator.press("Save changes", status=422)
    assert facilitator.problem == "The end date of a membership must be in the future."
    assert facilitator.typed("Reason") == "Too old."


def test_who_is_affected_is_asked_with_all_that_was_chosen_and_then_done(facilitator, mails):
    facilitator.open(PEOPLE).follow("Change Mika Member").choose("Author")
    facilitator.fill(Until="2026-05-31", Sponsor="owner", Reason="You write the plan.").press("See who is affected")
    assert facilitator.sees("Mika Member has these roles in “Members group”: Author.")
    assert facilitator.typed("Reason") == "You write the plan."
    assert facilitator.open(PEOPLE).follow("Change Mika Member").typed("Sponsor") == ""

    facilitator.choose("Author").fill(Until="2026-05-31", Sponsor="owner", Reason="You write.").press(
        "See who is affected"
    ).fill(Reason="You write the plan.").press("Make this change")
    facilitator.open(PEOPLE)
    assert facilitator.sees("Sponsor: Olga Owner") and facilitator.sees("until 31 May")
    ((_subject, text),) = mails("member")
    assert "> You write the plan." in text


def test_what_adding_somebody_does_can_be_looked_at_first(facilitator):
    facilitator.open(PEOPLE).type("Name or username", "outsider").press("See who is affected")
    assert facilitator.sees("Otto Outsider has these roles in “Members group”: Member.")
    assert facilitator.sees("1 person can do more with")
    assert "Otto Outsider" not in names(facilitator.open(PEOPLE))


def test_a_script_hears_what_the_form_of_a_member_would_do(facilitator):
    facilitator.open(PEOPLE).follow("Change Mika Member")
    forms = [form for form in facilitator.page.forms.values() if "roles" in form.fields]
    effects = [form.html.form["data-effect"] for form in forms]
    fields = [("roles", "reader"), ("until", ""), ("sponsor", ""), ("reason", "Rest.")]
    said = [
        facilitator.client.get(effect, [*fields, *more]).text
        for effect, more in zip(effects, ([], [("person", "member")]), strict=True)
    ]
    assert said == ["1 person can do less with 3 items."] * 2


def test_nobody_is_offered_to_change_who_holds_more(facilitator):
    facilitator.open(PEOPLE)
    assert "Change Olga Owner" not in facilitator.links
    facilitator.open(f"{PEOPLE}?change={facilitator.page.html.select_one('.m-person-name a')['href'].split('/')[-1]}")
    assert "Save changes" not in facilitator.buttons


def test_a_reason_is_told_to_who_is_removed(facilitator, mails):
    facilitator.open(PEOPLE).follow("Remove Mika Member").fill(Reason="You moved away.").press("Remove")
    assert "Mika Member" not in names(facilitator)
    ((_subject, text),) = mails("member")
    assert "> You moved away." in text


def test_who_cannot_be_removed_is_said_before_it_is_tried(visit):
    owner = visit("owner").open(PEOPLE)
    row = next(row for row in owner.page.html.select(".m-person-name a") if row.text == "Olga Owner")
    owner.open(f"{PEOPLE}/{row['href'].rstrip('/').split('/')[-1]}/remove")
    assert "Every space needs an owner. Make someone else an owner first." in owner.problem
    assert not owner.page.html.select("[data-effect-now]")


@pytest.mark.parametrize("typed", ["2026-12-31", "31.12.2026", "31/12/2026", " 31. 12. 2026 "])
def test_dates_are_read_as_people_type_them_where_the_browser_has_no_picker(make, facilitator, typed):
    facilitator.open(PEOPLE).type("Name or username", "outsider").choose("Member").fill(Until=typed)
    facilitator.press("Add to the space")
    assert facilitator.sees("until 31 December")
    document = make.document(GROUP + "/documents", state="published", by="member")
    facilitator.open(f"{document}/schedule").select("Action", "Archive").fill(Date=typed).type("Time (UTC)", "10:00")
    facilitator.press("Schedule")
    assert facilitator.sees("is scheduled for 31 December 2026, 10:00")
    assert facilitator.client.get(f"{GROUP}/audit", {"to": typed}).status_int == 200


def test_what_is_no_date_is_said_with_an_example(make, facilitator):
    wrong = "“31.13.2026” is not a date. Enter it like 2026-12-31."
    facilitator.open(PEOPLE).type("Name or username", "outsider").choose("Member").fill(Until="31.13.2026")
    facilitator.press("Add to the space", status=422)
    assert f"Until: {wrong}" in facilitator.problem
    document = make.document(GROUP + "/documents", state="published", by="member")
    facilitator.open(f"{document}/schedule").select("Action", "Archive").fill(Date="31.13.2026")
    facilitator.type("Time (UTC)", "morning").press("Schedule", status=422)
    assert f"Date: {wrong} Check these fields: Time." in facilitator.problem


@pytest.mark.parametrize("login", ["member", "outsider", "guest"])
def test_others_see_no_part_of_the_management(visit, login):
    visitor = visit(login).open(OPEN + "/people")
    assert "Invitations" not in visitor.links and "Add to the space" not in visitor.buttons
    for part in ("requests", "invitations", "bulk", "bans", "review", "owner"):
        visitor.open(f"{OPEN}/people/{part}", status=401 if login == "guest" else 403)
        visitor.open(f"{PRIVATE}/people/{part}", status=403 if login == "member" else 404)


def test_a_request_is_declined_with_a_reason_that_both_see_and_can_be_made_again(facilitator, visit, mails, clock):
    ask = "Tell us who you are and why you want to join"
    outsider = visit("outsider").open(GROUP).follow("Request to join").type(ask, "I teach.").press("Request to join")
    clock.advance(days=2)
    assert outsider.open(GROUP).sees("Your request to join has been waiting since")
    facilitator.open(PEOPLE + "/requests").press("Decline", status=422)
    assert "Enter a reason" in facilitator.problem
    facilitator.fill(Your_answer="We are full until May.").press("Decline")
    assert facilitator.sees("We are full until May.", "“I teach.”", "declined by Finn Facilitator")
    assert "> We are full until May." in mails("outsider")[0][1]

    outsider.open(GROUP)
    assert outsider.sees("Your last request was declined: “We are full until May.”")
    outsider.follow("Request to join")
    assert outsider.sees("Finn Facilitator declined your last request", "You can ask again.")
    outsider.type(ask, "It is June.").press("Request to join")
    facilitator.open(PEOPLE + "/requests")
    assert facilitator.sees("Finn Facilitator declined an earlier request")
    facilitator.press("Add as a member")
    assert not outsider.open(GROUP).sees("declined")


def test_a_request_can_be_taken_back(facilitator, visit):
    outsider = visit("outsider").open(GROUP).follow("Request to join").press("Request to join")
    facilitator.open(PEOPLE + "/requests")
    outsider.open(GROUP).follow("Your request").press("Withdraw the request")
    assert outsider.said == "Request to join “Members group” withdrawn. You can send another one."
    facilitator.press("Add as a member")
    assert facilitator.said == "That request has already been answered or withdrawn."


def test_somebody_is_banned_with_a_reason_until_a_date(facilitator, visit, mails, clock):
    facilitator.open(PEOPLE).follow("Change Mika Member").follow("Ban from this space")
    assert facilitator.typed("Name or username") == "member"
    facilitator.select("Rule", "1. Respect others")
    facilitator.fill(Reason="Three rude posts.", Until="2026-03-20").press("Ban from this space")
    assert facilitator.sees("Three rude posts.", "until 20 March", "by Finn Facilitator")
    assert facilitator.open(PEOPLE).sees("Banned")
    ((_subject, text),) = mails("member")
    assert "> Three rude posts." in text
    facilitator.open(PEOPLE).type("Name or username", "member").press("Add to the space", status=409)
    assert facilitator.problem == "This person is banned here. Lift the ban first."
    facilitator.open(PEOPLE + "/bans").press("Lift the ban")
    assert facilitator.sees("No one is banned")
    assert "You are no longer banned from Members group" in [subject for subject, _text in mails("member")]


def test_what_a_ban_takes_away_is_looked_at_first(facilitator, visit):
    facilitator.open(PEOPLE + "/bans").type("Name or username", "Mika Member").fill(Reason="Spam.")
    facilitator.select("Rule", "3. No advertising").press("See who is affected")
    assert facilitator.sees("Mika Member is banned from “Members group” and counts as a visitor there.")
    assert facilitator.sees("1 person loses access to 3 items.") and facilitator.typed("Reason") == "Spam."
    assert visit("member").open(GROUP).sees("Leave")
    facilitator.fill(Reason="").press("Make this change", status=422)
    assert facilitator.sees("Enter a reason")
    facilitator.fill(Reason="Spam.").press("Make this change")
    assert facilitator.open(PEOPLE + "/bans").sees("Spam.")


def test_who_is_banned_sees_why(facilitator, visit):
    facilitator.open(OPEN + "/people/bans").type("Name or username", "member").fill(Reason="Spam.")
    facilitator.select("Rule", "3. No advertising").press("Ban from this space")
    assert visit("member").open(OPEN).sees("You are banned here: “Spam.”")


@pytest.mark.parametrize(
    ("login", "words"),
    [("owner", "You can only give roles that you have yourself."), ("facilitator", "You cannot ban yourself.")],
)
def test_who_cannot_be_banned(facilitator, login, words):
    facilitator.open(PEOPLE + "/bans").type("Name or username", login).fill(Reason="No.")
    facilitator.press("Ban from this space", 403)
    assert facilitator.problem.startswith(words)


def test_guests_are_renewed_changed_and_let_lapse_in_one_go(owner, make, site, clock, mails):
    end = clock.now.replace(hour=23, minute=59, second=59, microsecond=0)
    for login, role, days in (("outsider", "member", 5), ("reviewer", "author", 40)):
        make.member(GROUP, login, role, until=end + timedelta(days=days))
    owner.open(PEOPLE + "/review")
    assert names(owner) == ["Otto Outsider", "Rita Reviewer", "Rosa Reader"]
    assert owner.sees("Ends soon", "no end date")
    owner.select("Decision : Otto Outsider", "Renew").fill(**{"Different date : Otto Outsider": "2026-12-31"})
    owner.select("Role : Otto Outsider", "Author")
    owner.select("Decision : Rita Reviewer", "Do not renew").select("Decision : Rosa Reader", "Renew")
    owner.type("Renew until", "2026-09-30").press("Save the review")
    assert owner.sees("until 31 December", "until 30 September", "Not renewed")
    assert "until 31 December" in mails("outsider")[0][1] or "Author" in mails("outsider")[0][1]
    assert "to 30 September" in mails("reader")[0][1] and mails("reviewer") == []


def test_all_guests_are_renewed_with_one_button(owner):
    owner.open(PEOPLE + "/review").type("Renew until", "2026-09-30").press("Renew everyone on this page")
    assert owner.sees("until 30 September")


def test_a_wrong_date_keeps_the_review_as_it_was_typed(owner):
    owner.open(PEOPLE + "/review").select("Decision : Rosa Reader", "Renew")
    owner.fill(**{"Different date : Rosa Reader": "soon"}).press("Save the review", status=422)
    assert "“soon” is not a date." in owner.problem and owner.typed("Different date : Rosa Reader") == "soon"


def test_ends_wait_in_the_queue_of_the_owner_and_nobody_else(owner, facilitator, make, clock, visit):
    make.member(GROUP, "outsider", "member", until=clock.now + timedelta(days=5))
    assert facilitator.open("/queue").sees("Nothing is waiting for you")
    assert visit("admin").open("/queue").sees("Nothing is waiting for you")
    owner.open("/queue")
    assert owner.sees("Membership ending", "Otto Outsider")
    owner.press("Do not renew")
    assert owner.sees("Nothing is waiting for you")
    assert owner.open(PEOPLE + "/review").sees("Not renewed")


def test_an_end_in_the_queue_is_put_off(owner, make, clock):
    make.member(GROUP, "outsider", "member", until=clock.now + timedelta(days=5))
    owner.open("/queue").press("Renew for six months")
    assert owner.sees("Nothing is waiting for you") and owner.open(PEOPLE).sees("until 31 August")


def test_the_only_owner_is_led_to_handing_over_and_can_leave_afterwards(owner, visit, mails):
    owner.open(GROUP).follow("Leave")
    assert owner.sees("You are the only owner")
    owner.follow("Transfer ownership").type("Name or username of the new owner", "outsider")
    owner.press("Transfer ownership", status=422)
    assert owner.problem == "Only a member can become the owner. Add the person first."
    owner.type("Name or username of the new owner", "member").press("Transfer ownership")
    assert owner.said.startswith("Ownership transferred to Mika Member. Both of you have been notified.")
    rows = {
        one.select_one(".m-person-name").text: one.select_one(".m-member-roles").text.strip()
        for one in owner.page.html.select(".m-member")
    }
    assert rows["Mika Member"] == "Owner" and rows["Olga Owner"] == "Facilitator"
    assert mails("member")[0][0] == "You are the owner of Members group"
    assert mails("owner")[0][0] == "Members group has a new owner"
    owner.open(GROUP).follow("Leave").press("Leave")
    assert owner.said.startswith("You are no longer a member")
    visit("member").open(PEOPLE + "/owner")


def test_an_administrator_hands_over_for_an_owner_who_is_gone(visit):
    admin = visit("admin").open(PEOPLE + "/owner")
    assert admin.sees("Owner to replace", "Olga Owner")
    admin.type("Name or username of the new owner", "facilitator").press("Transfer ownership")
    assert admin.said.startswith("Ownership transferred to Finn Facilitator.")
    visit("facilitator").open(PEOPLE + "/owner")
    visit("owner").open(PEOPLE + "/owner", status=403)


def test_a_facilitator_hands_over_nothing(facilitator):
    assert "Transfer" not in facilitator.open(PEOPLE).links
    facilitator.open(PEOPLE + "/owner", status=403)


def test_a_script_hears_what_adding_somebody_by_name_would_do(facilitator):
    effect = facilitator.open(PEOPLE).page.html.select_one("aside form[data-effect]")["data-effect"]
    said = facilitator.client.get(effect, [("person", "otto outsider"), ("roles", "member"), ("sponsor", "")]).text
    assert said.startswith("1 person can do more with")
    facilitator.client.get(effect, [("person", "Otto"), ("roles", "member")], status=400)


def test_people_are_named_as_one_knows_them(make, facilitator):
    facilitator.open(PEOPLE).type("Name or username", "otto outsider").fill(Sponsor="Mika Member")
    facilitator.press("Add to the space")
    assert facilitator.sees("Sponsor: Mika Member") and "Otto Outsider" in names(facilitator)
    facilitator.type("Name or username", "Rita").press("Add to the space", status=422)
    assert facilitator.problem == (
        "No one has the name or username “Rita”. Did you mean Rita Reviewer (reviewer)?")  # fmt: skip
    assert facilitator.typed("Name or username") == "Rita"
    make.person("otto2", "Otto Outsider")
    facilitator.type("Name or username", "Otto Outsider").press("Add to the space", status=422)
    assert "Several people are called “Otto Outsider”." in facilitator.problem and "(otto2)" in facilitator.problem
