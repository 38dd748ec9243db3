"""Lists: their last page, their order, and people found without accents."""

from urllib.parse import quote

import pytest

from tests.factories import OPEN

PAST_THE_END = [
    "/people?page=999", "/search?page=999", "/search?q=nothinghasthis&page=3", "/repository?page=999",
    "/workspaces?page=9",
    "/admin/people?page=999", "/admin/mails?page=9", f"{OPEN}/documents?page=999", f"{OPEN}/discussions?page=999",
    f"{OPEN}/people?page=999", f"{OPEN}/people/invitations?page=9", f"{OPEN}/people/review?page=9",
    "/queue/several?page=9",
    "/people?name=nobodyhasthis", "/admin/people?find=nobodyhasthis", f"{OPEN}/people?name=nobodyhasthis",
]  # fmt: skip


def test_a_page_past_the_end_is_the_last_one(actors, make):
    discussion = make.discussion()
    make.document()
    for path in [*PAST_THE_END, f"{discussion}?page=999"]:
        page = actors.admin.get(path, status="*")
        assert page.status_int in (200, 404), path
        for summary in page.html.select(".m-pages-sum"):
            words = summary.get_text().split()
            if " to " in summary.get_text():
                first, _to, last, _of, total = words[:5]
                assert 1 < int(first) <= int(last) == int(total), (path, summary)
            else:
                assert int(words[0]) > 0, (path, summary)
        assert " to 0 of 0" not in page.text, path
    assert "A discussion" in actors.admin.get(f"{OPEN}/discussions?page=999").text
    assert "What do you think?" in actors.admin.get(f"{discussion}?page=999").text


def test_titles_are_sorted_as_a_dictionary_does(actors, api, make):
    for title in ("Zebra", "Äpfel", "Apfelbaum", "Østers", "Émile", "Łódź", "apfel"):
        make.document(title=title)
    listed = [item["title"] for item in api.member.get(f"{OPEN}/documents").json["items"]]
    assert listed == ["apfel", "Äpfel", "Apfelbaum", "Émile", "Łódź", "Østers", "Zebra"] or listed[-1] == "Zebra"
    assert listed.index("Äpfel") < listed.index("Émile") < listed.index("Łódź") < listed.index("Zebra")
    page = actors.member.get(f"{OPEN}/documents").text
    assert page.index("Äpfel") < page.index("Zebra")


@pytest.mark.parametrize("typed", ["kovac", "Kovač", "KOVAC", "lukasz", "Łukasz"])
def test_people_are_found_without_accents(api, actors, typed):
    api.member.patch_json("/@users/member", {"fullname": "Łukasz Kovač"})
    typed = quote(typed)
    for path in (f"/people?name={typed}", f"{OPEN}/people?name={typed}", f"/admin/people?find={typed}"):
        assert "Łukasz Kovač" in actors.admin.get(path).text, path
    found = actors.owner.get(f"{OPEN}/documents/sharing?find={typed}").text
    assert "Łukasz Kovač" in found
    assert "Łukasz Kovač" in str(api.admin.get(f"/@users?query={typed}").json)
