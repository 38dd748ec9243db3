"""The list of spaces for administrators."""


def test_spaces_that_wait_are_found(make, as_admin):
    make.workspace("Robots", state="proposed", roster=(), by="outsider")
    page = as_admin.get("/admin/spaces", {"show": "waiting"})
    assert [link.text for link in page.html.select("th.m-cell-name a")] == ["Robots"]
    assert len(as_admin.get("/admin/spaces", {"show": "x"}).html.select("th.m-cell-name")) == 1 + 6
