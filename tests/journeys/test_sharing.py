"""Sharing: let somebody in until a date, break off, ask for access and answer."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.search.query import ContentQuery
from tests.factories import CURATED, GROUP, OPEN, PRIVATE

LIBRARY = PRIVATE + "/documents"


def give(visitor, made, name, role, **fields):
    visitor.open(made).follow("Sharing")
    visitor.type("A person, a group or a space", name).press("Search").follow(f"Give access: {name}")
    visitor.choose(role).fill(**fields).press("Continue")
    return visitor.press("Give access")


def test_an_outsider_is_let_in_until_tomorrow_and_sees_that_one_thing_alone(site, make, visit, clock, mails):
    document = make.document(LIBRARY, "Confidential plan", text="<p>Wolpertinger.</p>")
    make.document(LIBRARY, "Another plan", text="<p>Wolpertinger.</p>")
    site.reindex()
    owner = visit("owner")
    owner.open(document).follow("Sharing")
    owner.type("A person, a group or a space", "otto").press("Search").follow("Give access: Otto Outsider")
    owner.fill(Until="2026-03-03", Sponsor="member").press("Continue")
    assert owner.sees("Otto Outsider: Can read it. Starts now and lasts until the end of 3 March.")
    assert "kind=grant&principal=outsider&role=reader&until=2026-03-03" in owner.link("See who is affected")
    owner.press("Give access")
    assert owner.said == "Otto Outsider now has access to “Confidential plan”. Undo"
    assert "until 3 March given by Olga Owner sponsor: Mika Member" in owner.part("Access given here")

    outsider = visit("outsider").open(document)
    assert outsider.heading == "Confidential plan"
    assert "Sharing" not in outsider.links
    assert not outsider.sees("Confidential Overview") and "Another plan" not in outsider.words
    around = [one["href"] for one in outsider.page.html.select("a[href]") if one["href"].startswith(PRIVATE)]
    assert all(one.startswith(str(document)) for one in around), around
    outsider.open("/search?SearchableText=wolpertinger")
    assert outsider.sees("Confidential plan") and not outsider.sees("Another plan")
    for address in (PRIVATE, LIBRARY, LIBRARY + "/another-plan", f"{document}/sharing/answer"):
        outsider.open(address, status=403 if address.startswith(str(document)) else 404)
    found = site.read(
        lambda tree: ContentQuery(site.viewer(tree, "outsider")).within(find_resource(tree, PRIVATE)).count()
    )
    assert found == 1
    (mail,) = mails("outsider")
    assert "Olga Owner has given you access to “Confidential plan”: Can read it." in mail[1]

    clock.advance(days=2)
    outsider.open(document, status=404)
    outsider.open("/search?SearchableText=wolpertinger")
    assert "Confidential plan" not in outsider.words
    assert "ended on 3 March" in owner.open(f"{document}/sharing").part("Ended")
    owner.follow("Remove Otto Outsider").press("Remove")
    assert "Ended" not in owner.headings


def test_what_giving_access_does_can_be_looked_at_first_and_keeps_end_and_sponsor(make, visit):
    document = make.document(LIBRARY, "Confidential plan")
    owner = visit("owner").open(f"{document}/sharing?principal=outsider").fill(Until="2026-03-03", Sponsor="member")
    effect = owner.page.html.select_one("form[data-effect]")["data-effect"]
    fields = [("principal", owner.page.html.select_one("[name=principal]")["value"]), ("role", "reader")]
    assert owner.client.get(effect, fields).text == "1 person gains access to 1 item."
    owner.press("Continue")
    asked = owner.page.html.select_one("[data-effect-now]")["data-effect-now"]
    assert owner.client.get(asked).text == "1 person gains access to 1 item."
    owner.follow("See who is affected")
    assert owner.sees("1 person gains access to 1 item.", "Otto Outsider")
    owner.press("Make this change").open(f"{document}/sharing")
    assert "until 3 March given by Olga Owner sponsor: Mika Member" in owner.part("Access given here")


def test_what_letting_in_only_those_named_does_is_said_first(make, visit):
    document = make.document(OPEN + "/documents", "Open plan", by="owner")
    owner = visit("owner").open(f"{document}/sharing").follow("Restrict access")
    asked = owner.page.html.select_one("[data-effect-now]")["data-effect-now"]
    assert owner.client.get(asked).text.endswith("Everyone without an account loses access to 1 item.")
    owner.follow("See who is affected")
    assert owner.sees("Only people listed on “Open plan” have access to it.")
    owner.press("Make this change").open(document)
    visit("member").open(document, status=404)
    owner.follow("Sharing").follow("Remove the restriction").follow("See who is affected")
    assert owner.sees("Everyone without an account gains access to 1 item.")
    owner.press("Make this change")
    visit("member").open(document)


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(make, visit):
    document = make.document(LIBRARY, "Confidential plan")
    owner = visit("owner").open(f"{document}/sharing?principal=outsider")
    owner.fill(Until="2020-01-01").press("Continue", status=422)
    assert owner.problem == "The end date must be in the future."
    assert owner.typed("Until") == "2020-01-01" and owner.sees("Otto Outsider")
    owner.fill(Until="2026-04-01", Sponsor="nobody").press("Continue", status=422)
    assert owner.problem == "No one has the name or username “nobody”."
    owner.open(f"{document}/sharing?find=zzz")
    assert owner.sees("No results.")


def test_a_break_is_said_before_and_shown_afterwards(make, visit):
    folder = make.folder(OPEN + "/documents", "Board papers")
    document = make.document(str(folder), "Minutes")
    visit("guest").open(document)
    facilitator = visit("facilitator").open(folder).follow("Sharing")
    assert "Everyone can read it, even without an account." in facilitator.part("Inherited access")
    facilitator.follow("Restrict access")
    assert facilitator.sees("lose it immediately", "Facilitators and owners of the space keep their access")
    facilitator.press("Restrict access")
    assert facilitator.said == "Access to “Board papers” restricted to the people listed here. Undo"
    give(facilitator, folder, "Rosa Reader", "Can read everything in it")
    reader = visit("reader").open(document)
    assert reader.sees("Only the people listed here have access.")
    for login in ("guest", "member", "moderator"):
        visit(login).open(document, status=404)
        assert "Board papers" not in visit(login).open(OPEN + "/documents").words
    facilitator.open(document)
    assert facilitator.sees("Only the people listed here have access.")
    facilitator.open(folder).follow("Sharing").follow("Remove the restriction")
    facilitator.press("Remove the restriction")
    visit("guest").open(document)


def test_a_space_gets_access_as_it_is_now(make, visit):
    document = make.document(LIBRARY, "Joint plan")
    other = make.workspace("Neighbours", preset="members-group", roster={"outsider": ("member",)})
    give(visit("facilitator"), document, "Neighbours", "Can read it")
    assert visit("outsider").open(document).heading == "Joint plan"
    make.member(other, "outsider")
    visit("outsider").open(document, status=404)


def test_who_was_given_the_right_to_share_learns_nothing_of_what_is_around(make, visit):
    folder = make.folder(LIBRARY, "Inner folder")
    make.folder(LIBRARY, "Secret folder")
    give(visit("facilitator"), folder, "Otto Outsider", "Can manage and share everything in it")
    outsider = visit("outsider").open(folder).follow("Sharing")
    assert "Confidential" not in outsider.words and "Secret folder" not in outsider.words
    assert outsider.sees("the space it is in")
    give(outsider, folder, "Mika Member", "Can add items where members can")


def test_a_space_belongs_to_another_one_as_a_whole(make, visit):
    other = make.workspace("Neighbours", preset="members-group", roster={"outsider": ("member",)})
    visit("outsider").open(PRIVATE, status=404)
    facilitator = visit("facilitator").open(PRIVATE).follow("About").follow("Groups and spaces")
    facilitator.type("A group or another space", "o").press("Search")
    facilitator.type("A group or another space", "neigh").press("Search").follow("Give access: Neighbours")
    facilitator.choose("Takes part").press("Continue").press("Give access")
    assert visit("outsider").open(PRIVATE).sees("6 members")
    assert "Confidential" in visit("outsider").open("/").links
    facilitator.open(f"{PRIVATE}/sharing?principal=outsider").press("Continue", status=422)
    assert facilitator.problem == "Add people on the “People” page."
    make.member(other, "outsider")
    visit("outsider").open(PRIVATE, status=404)
    facilitator.open(f"{PRIVATE}/sharing").follow("Remove Neighbours").press("Remove")
    assert "removed for Neighbours." in facilitator.said
    assert not facilitator.open(f"{PRIVATE}/sharing").sees("Neighbours")
    visit("outsider").open(f"{OPEN}/ask-for-access", status=403)


def test_every_kind_of_thing_has_the_page(make, visit):
    discussion = make.discussion()
    places = [
        make.document(), make.file(), make.link(), make.folder(), make.resource(), make.goodpractice(), discussion,
        make.repository(OPEN), OPEN + "/documents", OPEN + "/discussions", "/repository"]  # fmt: skip
    admin = visit("admin")
    for place in places:
        assert admin.open(place).follow("Sharing").heading == "Sharing"
        visit("guest").open(f"{place}/sharing", status=401)
    for place in (make.post(discussion), "/vocabularies", "/people", "/"):
        admin.open(f"{str(place).rstrip('/')}/sharing", status=404)


@pytest.fixture
def folder(make):
    return make.folder(CURATED + "/documents", "Plans")


def test_what_is_refused_can_be_asked_for_and_both_sides_read_the_answer(folder, visit, mails):
    outsider = visit("outsider").open(f"{folder}/add/document", status=403)
    outsider.follow("Request access").choose("Can add items, and publish")
    outsider.type("Message to the people who decide", "I teach in Turku.").press("Request access")
    assert outsider.said.endswith("sent. We will notify you when it is answered. Undo")
    assert any("I teach in Turku." in text for _subject, text in mails("facilitator"))
    facilitator = visit("facilitator").open(folder).follow("Sharing")
    assert "I teach in Turku." in facilitator.part("Access requests")
    facilitator.follow("Respond: Otto Outsider").press("Decline", status=422)
    assert "Enter a reason" in facilitator.problem
    facilitator.type("Reason, if you decline", "Ask for the other folder.").press("Decline")
    assert "Ask for the other folder." in facilitator.part("Answered requests")
    outsider.open(f"{folder}/ask-for-access")
    assert "Finn Facilitator declined the request. Ask for the other folder." in outsider.part("Your last request")
    assert any("Ask for the other folder." in text for _subject, text in mails("outsider"))
    outsider.choose("Can add items, and publish").press("Request access").press("Withdraw")
    assert outsider.said.endswith("withdrawn. You can send another one.")


def test_a_request_is_granted_in_the_queue(folder, visit):
    visit("outsider").open(f"{folder}/ask-for-access").choose("Can add items, and publish").press("Request access")
    facilitator = visit("facilitator").open("/queue")
    assert facilitator.sees("1 decision is waiting for you.", "Otto Outsider", "Plans", "Access · Folder")
    facilitator.press("Give access")
    assert facilitator.sees("Nothing is waiting for you")
    visit("outsider").open(f"{folder}/add/document")


def test_with_a_role_and_an_end_of_the_deciders_choice(folder, visit, clock):
    visit("outsider").open(f"{folder}/ask-for-access").choose("Can add items, and publish").press("Request access")
    facilitator = visit("facilitator").open(f"{folder}/sharing").follow("Respond")
    facilitator.fill(Until="2026-03-10").press("Give access")
    assert "gave access until 10 March" in facilitator.part("Answered requests")
    visit("outsider").open(f"{folder}/add/document")
    clock.advance(days=10)
    visit("outsider").open(f"{folder}/add/document", status=403)


def test_where_nothing_can_be_given_nothing_is_offered(make, visit):
    outsider = visit("outsider").open(f"{make.document(GROUP + '/documents')}/edit", status=403)
    assert "Request access" not in outsider.links
    visit("guest").open(f"{OPEN}/documents/ask-for-access", status=401)
    visit("outsider").open(f"{LIBRARY}/ask-for-access", status=404)
