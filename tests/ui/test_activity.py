"""Recent activity names the person and the moment of the act it tells of."""

from tests.factories import CURATED, OPEN


def entries(page):
    return [" ".join(one.get_text(" ").split()) for one in page.html.select(".m-activity li")]


def test_a_document_names_who_published_it_and_when(site, make, clock, api, actors):
    document = make.document(f"{CURATED}/documents", "Teacher training plan", by="member", state="proposed")
    clock.advance(days=9)
    api.facilitator.post_json(f"{document}/@workflow/approve", {})
    first = entries(actors.member.get(CURATED))[0]
    assert "Finn Facilitator published Teacher training plan" in first
    assert "9 days" not in first and "Mika" not in first


def test_what_was_published_last_comes_first(make, clock, api, actors):
    old = make.document(title="Begun first", by="author", state="draft")
    clock.advance(hours=1)
    make.document(title="Begun second", by="author")
    discussion = make.discussion(title="Between them")
    clock.advance(hours=1)
    api.author.post_json(f"{old}/@workflow/publish", {})
    clock.advance(hours=1)
    make.post(discussion, by="author")
    told = " | ".join(entries(actors.guest.get(OPEN))[:3])
    assert told.index("Between them") < told.index("Begun first") < told.index("Begun second")


def test_a_later_version_does_not_change_who_published_it_first(make, clock, api, actors):
    document = make.document(title="The plan", by="author")
    clock.advance(days=3)
    api.facilitator.patch_json(str(document), {"title": "The new plan"})
    told = entries(actors.guest.get(OPEN))[0]
    assert "Anna Author published The new plan" in told and "3 days" in told
