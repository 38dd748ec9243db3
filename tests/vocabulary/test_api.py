"""Vocabularies in the API."""


def test_vocabularies_are_listed_and_read(api):
    names = {one["token"] for one in api.guest.get("/@vocabularies").json}
    assert "digcomp" in names
    found = api.guest.get("/@vocabularies/digcomp").json
    assert found["items_total"] == len(found["items"]) == 26
    assert set(found["items"][1]) == {"token", "title", "uri", "broader"}
    assert api.guest.get("/@vocabularies/digcomp?title=netiquette").json["items_total"] == 1
    api.guest.get("/@vocabularies/nothing", status=404)
