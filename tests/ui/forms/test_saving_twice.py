"""Two people save one after the other: the second sees both texts and a merge, and nothing is lost or saved unseen."""

import pytest

from tests.factories import GROUP

TEXT = "<p>We meet on Monday.</p><table><tbody><tr><td>Riga</td><td>2019</td></tr></tbody></table>"


def edit_form(client, path):
    page = client.get(f"{path}/edit")
    return next(form for form in page.forms.values() if form.action.endswith("/edit"))


def send(form, status, **values):
    for name, value in values.items():
        form[name].force_value(value)
    form["text_format"].force_value("html") if "text" in values else None
    return form.submit("send", status=status)


@pytest.fixture
def document(make):
    return make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)


def test_the_second_of_two_sees_both_texts_and_saves_the_merge(site, document):
    first, second = edit_form(site.client("owner"), document), edit_form(site.client("facilitator"), document)
    send(first, 303, text=TEXT.replace("Monday", "Tuesday"), changeNote="Another day")
    answer = send(second, 409, title="The plan", text=TEXT.replace("2019", "2020"), changeNote="The year")
    main = answer.html.main
    assert "Tuesday" in main.text and "2020" in main.text and "saved this while you had the form open" in main.text
    assert "2020" not in site.client("member").get(document.path).text
    merged = next(form for form in answer.forms.values() if form.action.endswith("/edit"))
    assert merged["title"].value == "The plan" and merged["changeNote"].value == "The year"
    assert "Tuesday" in merged["text"].value and "2020" in merged["text"].value
    merged.submit("send", status=303)
    page = site.client("member").get(document.path).html.main
    assert "Tuesday" in page.text and "2020" in page.text and page.h1.text == "The plan"


def test_words_that_both_changed_are_shown_and_stay(site, document):
    first, second = edit_form(site.client("owner"), document), edit_form(site.client("facilitator"), document)
    send(first, 303, title="Our plan", text=TEXT.replace("Monday", "Tuesday"), subjects="tea, riga")
    answer = send(second, 409, title="A plan", text=TEXT.replace("Monday", "Friday"), subjects="cups")
    assert "You both changed the same words." in answer.html.main.text
    merged = next(form for form in answer.forms.values() if form.action.endswith("/edit"))
    assert "Tuesday" in merged["text"].value and "Friday" in merged["text"].value
    assert merged["title"].value == "A plan" and "Our plan" in answer.html.main.text
    assert merged["subjects"].value == "tea, riga, cups"


def test_a_change_that_was_made_by_both_needs_no_question(site, document):
    first, second = edit_form(site.client("owner"), document), edit_form(site.client("facilitator"), document)
    send(first, 303, title="Our plan")
    send(second, 303, title="Our plan")


def test_typing_errors_do_not_renew_what_a_form_began_with(site, document):
    first, second = edit_form(site.client("owner"), document), edit_form(site.client("facilitator"), document)
    send(first, 303, title="Our plan")
    again = send(second, 422, title="")
    send(next(form for form in again.forms.values() if form.action.endswith("/edit")), 409, title="My plan")


def test_things_without_versions_are_protected_as_well(site, make):
    folder = make.folder(GROUP + "/documents", title="Papers")
    discussion = make.discussion(GROUP + "/discussions", by="author")
    for path, name, clients in (
        (folder.path, "description", ("owner", "facilitator")),
        (discussion.path, "text", ("author", "author")),
        (GROUP, "description", ("owner", "facilitator")),
    ):
        first, second = (edit_form(site.client(login), path) for login in clients)
        send(first, 303, **{name: "<p>First words.</p>"})
        answer = send(second, 409, **{name: "<p>Second words.</p>"})
        assert "First words." in answer.text and "Second words." in answer.text
        merged = next(form for form in answer.forms.values() if form.action.endswith("/edit"))
        merged.submit("send", status=303)


def test_settings_that_others_changed_are_shown_first(site):
    clients = [site.client(login) for login in ("owner", "facilitator")]
    first, second = (
        next(f for f in c.get(f"{GROUP}/settings").forms.values() if "joining" in f.fields) for c in clients
    )
    for form, name, value in ((first, "joining", "invitation"), (second, "creation", "authors")):
        form["preset"].force_value("")
        form[name].force_value(value)
    first.submit(status=303)
    answer = second.submit(status=409)
    again = next(form for form in answer.forms.values() if "joining" in form.fields)
    assert again["joining"].value == "invitation" and again["creation"].value == "authors"
    again.submit(status=303)
    member = site.client("member")
    first, second = (
        next(f for f in member.get("/people/settings").forms.values() if "bio" in f.fields) for _number in range(2)
    )
    first["bio"].force_value("Tea.")
    first.submit(status=303)
    second["organisation"].force_value("Cups")
    answer = second.submit(status=409)
    assert "Tea." in answer.html.main.text
    again = next(form for form in answer.forms.values() if "bio" in form.fields)
    assert again["bio"].value.strip() == "Tea." and again["organisation"].value == "Cups"
    again.submit(status=303)


def test_the_right_is_judged_before_the_version(site, document):
    client = site.client("facilitator")
    form = edit_form(client, document)
    send(edit_form(site.client("owner"), document), 303, title="Our plan")
    fields = dict(form.submit_fields("send"))
    outsider = site.client("outsider")
    fields["csrf_token"] = outsider.get("/").html.select_one("[name=csrf_token]")["value"]
    outsider.post(f"{document.path}/edit", fields, status=403)


def test_a_version_that_may_not_be_read_is_no_basis(site, make):
    document = make.document(GROUP + "/documents", by="author", state="published", text="<p>Public.</p>")
    make.working_edition(document, by="author", text="<p>Hidden draft.</p>")
    form = edit_form(site.client("facilitator"), document)
    form["form_basis"].force_value("2")
    answer = send(form, 409, text="<p>Mine.</p>")
    assert "Hidden" not in answer.text and "Public." in answer.text


def test_a_program_with_an_old_entity_tag_changes_nothing(site, document):
    owner, facilitator, reader = site.program("owner"), site.program("facilitator"), site.program("reader")
    tag = owner.get(document.path).headers["ETag"]
    assert tag.startswith('"1-')
    owner.patch_json(
        document.path, {"title": "Our plan", "changeNote": "Better"}, headers={"If-Match": tag}, status=204
    )
    for stale in (tag, "W/" + tag, '"1"', f'"0", {tag}'):
        answer = facilitator.patch_json(document.path, {"title": "A"}, headers={"If-Match": stale}, status=412)
        assert answer.json["type"] == "PreconditionFailed"
    reader.patch_json(document.path, {"title": "A"}, headers={"If-Match": tag}, status=403)
    facilitator.delete(document.path, headers={"If-Match": tag}, status=412)
    facilitator.post_json(f"{document.path}/@workflow/archive", {}, headers={"If-Match": tag}, status=412)
    for number, fresh in enumerate(('"{}"', 'W/"{}-x"', tag + ', "{}-y"', "*"), 2):
        sent = {"If-Match": fresh.format(number)}
        facilitator.patch_json(document.path, {"description": f"More {number}"}, headers=sent, status=204)
    assert facilitator.get(document.path).json["title"] == "Our plan"


def test_things_without_versions_have_entity_tags_that_name_their_values(site, make):
    folder = make.folder(GROUP + "/documents", title="Papers")
    owner = site.program("owner")
    tag, other = owner.get(folder.path).headers["ETag"], site.program("facilitator").get(folder.path).headers["ETag"]
    assert tag.partition("-")[0] == other.partition("-")[0] != tag.strip('"')
    owner.patch_json(folder.path, {"title": "Old papers"}, headers={"If-Match": other}, status=204)
    owner.patch_json(folder.path, {"title": "Papers"}, headers={"If-Match": tag}, status=412)
    me = f"/people/{site.id_of('owner')}"
    tag = owner.get(me).headers["ETag"]
    owner.patch_json(me, {"bio": "Tea."}, headers={"If-Match": tag}, status=204)
    owner.patch_json(me, {"bio": "Cups."}, headers={"If-Match": tag}, status=412)
    assert "Tea." in owner.get(me).text


def test_two_administrators_do_not_undo_each_other(site):
    site.people(lambda store: [store.add_group(None, name, name.title()) for name in ("one", "two")] and None)
    first, second = site.client("admin"), site.client("admin")
    person = f"/admin/person/{site.id_of('member')}"

    def form(client, field, path=person):
        return next(one for one in client.get(path).forms.values() if field in one.fields and "do" in one.fields)

    def ticked(form, field):
        return {box._value for box in form.fields[field] if box.checked}

    def tick(form, field, value):
        next(box for box in form.fields[field] if box._value == value).checked = True

    for field, do, mine, theirs in (
        ("role", "roles", "reviewer", "site_moderator"),
        ("group", "groups", "one", "two"),
    ):
        theirs_form, my_form = form(first, field), form(second, field)
        tick(theirs_form, field, theirs)
        tick(my_form, field, mine)
        theirs_form.submit("do", value=do, status=303)
        answer = my_form.submit("do", value=do, status=409)
        assert "Nothing of yours is saved yet" in answer.html.main.text
        merged = next(one for one in answer.forms.values() if field in one.fields and "do" in one.fields)
        assert ticked(merged, field) == {mine, theirs}
        assert ticked(form(first, field), field) == {theirs}
        merged.submit("do", value=do, status=303)
        assert ticked(form(first, field), field) == {mine, theirs}
    for path, field, do in ((person, "email", "email"), ("/admin/group/one", "title", "rename")):
        theirs_form, my_form = form(first, field, path), form(second, field, path)
        theirs_form[field], my_form[field] = "their@example.org", "my@example.org"
        theirs_form.submit("do", value=do, status=303)
        answer = my_form.submit("do", value=do, status=409)
        assert "their@example.org" in answer.html.main.text
        merged = next(one for one in answer.forms.values() if field in one.fields and "do" in one.fields)
        assert merged[field].value == "my@example.org"
        merged.submit("do", value=do, status=303)


def test_two_facilitators_do_not_undo_each_other(site, make):
    person = site.id_of("member")
    clients = [site.client("owner"), site.client("facilitator")]
    first, second = (
        next(f for f in c.get(f"{GROUP}/people?change={person}").forms.values() if f.action.endswith(person))
        for c in clients
    )
    first["until"], second["sponsor"] = "2099-01-01", "author"
    first.submit(status=303)
    answer = second.submit(status=409)
    again = next(form for form in answer.forms.values() if form.action.endswith(person))
    assert again["until"].value == "2099-01-01" and again["sponsor"].value == "author"
    again.submit(status=303)
    document = make.document(GROUP + "/documents", by="author", state="published")
    clients = [site.client("owner"), site.client("facilitator")]
    key = "outsider"
    pages = []
    for client in clients:
        page = client.get(f"{document}/sharing?principal={key}")
        form = next(form for form in page.forms.values() if form.action.endswith("/give"))
        form["until"] = "2099-01-01"
        pages.append(form.submit(status=200))
    first, second = (next(f for f in page.forms.values() if f.action.endswith("/give")) for page in pages)
    first.submit(status=303)
    second["until"].force_value("2098-01-01")
    answer = second.submit(status=409)
    assert "2099-01-01" in answer.text


def test_a_persons_own_two_tabs_do_not_undo_each_other(site):
    member = site.client("member")
    first, second = (
        next(f for f in member.get("/people/settings").forms.values() if "bio" in f.fields) for _number in range(2)
    )
    mails = first.fields["mail"]
    assert len(mails) > 1
    mails[0].checked = False
    first.submit(status=303)
    second.fields["mail"][1].checked = False
    answer = second.submit(status=409)
    again = next(form for form in answer.forms.values() if "bio" in form.fields)
    assert [box.checked for box in again.fields["mail"]][:2] == [False, False]


def test_two_owners_do_not_undo_each_others_choice_of_workflows(site):
    program = site.program("admin")
    for kind in ("content", "discussion"):
        data = program.get(f"/workflows/{kind}").json["definition"]
        program.post_json("/workflows", {"definition": {**data, "id": f"our-{kind}", "kind": kind}}, status=201)
        revision = program.get(f"/workflows/our-{kind}").json["draft"]["revision"]
        program.post_json(f"/workflows/our-{kind}/@activate", {"revision": revision})
    owner = site.client("owner")

    def form(page):
        return next(one for one in page.forms.values() if "content" in one.fields and one.action.endswith("/workflows"))

    first, second = (form(owner.get(f"{GROUP}/workflows")) for _number in range(2))
    first["content"], second["discussion"] = "our-content", "our-discussion"
    first.submit(status=303)
    again = form(second.submit(status=409))
    assert again["content"].value == "our-content" and again["discussion"].value == "our-discussion"
    again.submit(status=303)


def test_what_was_typed_about_an_item_that_was_deleted_meanwhile_is_shown(site, document):
    form = edit_form(site.client("author"), document)
    site.program("facilitator").delete(document.path)
    answer = send(form, "*", text="<p>Hours of work.</p>")
    assert answer.status_int >= 400 and "Hours of work." in answer.html.main.text
    site.program("facilitator").post_json(f"{document}/@workflow/restore", {})
    assert edit_form(site.client("author"), document)["title"].value == "Plan"
