"""Items of the repository in the search."""


def test_repository_items_are_found_by_their_terms(api, make):
    make.resource(title="Zeppelin one", country=("IT",))
    make.resource(title="Zeppelin two", country=("DE",))
    answer = api.guest.get("/@search?SearchableText=zeppelin&country=IT&facets=country").json
    assert [item["title"] for item in answer["items"]] == ["Zeppelin one"]
    assert answer["facets"] == {"country": {"IT": 1}}
