"""Texts and titles are shown in the direction of their own writing."""

from tests.factories import OPEN


def test_titles_and_texts_have_the_direction_of_what_was_typed(make, site):
    document = make.document(OPEN + "/documents", "מערכת", by="author")
    discussion = make.discussion(OPEN + "/discussions", "שאלה", by="member")
    make.post(discussion, "<p>שלום</p>", by="member")
    browser = site.client("member")
    for address in (document, discussion):
        page = browser.get(str(address)).html
        shown = [page.h1, *page.select("main .m-text")]
        assert len(shown) > 1 and all(one.get("dir") == "auto" for one in shown), address
