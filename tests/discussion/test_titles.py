"""A post is titled by the words of its author."""

import pytest

QUOTE = "<blockquote><p>Words of somebody else</p></blockquote>"


@pytest.mark.parametrize(("text", "title"), [
    (f"{QUOTE}<p>I agree.</p>", "I agree."),
    (f"<p>Yes.</p>{QUOTE}<p>No.</p>", "Yes. No."),
    (f"<blockquote><p>Outer</p>{QUOTE}<p>words</p></blockquote><p>Mine</p>", "Mine"),
    (f'<blockquote cite="/x"><ul><li>Words of somebody else</li></ul></blockquote>{QUOTE}<p>Mine</p>', "Mine"),
    (QUOTE, "The discussion"),
])  # fmt: skip
def test_quoted_words_are_in_no_title(api, make, text, title):
    discussion = make.discussion(title="The discussion")
    post = make.post(discussion, text)
    assert api.guest.get(str(post)).json["title"] == title
    found = api.guest.get("/@search?SearchableText=agree Mine Yes&portal_type=post").json["items"]
    assert all("somebody" not in one["title"] for one in found)
