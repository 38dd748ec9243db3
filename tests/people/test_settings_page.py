"""One's own settings: what is refused saves nothing."""

from tests.people.conftest import form_with as form_of


def test_a_refused_profile_is_shown_as_it_was_typed_and_saves_nothing(as_member):
    form = form_of(as_member.get("/people/settings"), "bio")
    form["name"], form["bio"] = "", "I repair printers."
    shown = form.submit(status=422)
    assert form_of(shown, "bio")["bio"].value == "I repair printers."
    assert shown.html.select_one("[role=alert] a")["href"] == "#name"
    assert form_of(as_member.get("/people/settings"), "bio")["name"].value == "Mika Member"


def test_what_is_not_wanted_by_mail_does_not_come(as_member, make, api, site, mails):
    form = form_of(as_member.get("/people/settings"), "mail")
    assert [box.checked for box in form.fields["mail"]] == [True] * 5
    form.fields["mail"][0].checked = False
    form.submit(status=303)
    discussion = make.discussion(title="Rooms", by="member")
    api.owner.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201)
    assert mails.to("member@example.org") == []
    form = form_of(as_member.get("/people/settings"), "mail")
    assert [box.checked for box in form.fields["mail"]] == [False, *[True] * 4]
    form.fields["mail"][0].checked = True
    form.submit(status=303)
    api.owner.post_json(str(discussion), {"@type": "post", "text": "Hello again."}, status=201)
    assert [mail.subject for mail in mails.to("member@example.org")] == ["Reply: Rooms"]
