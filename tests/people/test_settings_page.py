"""One's own settings: what is refused saves nothing."""


def test_a_refused_password_leaves_the_name_as_it_was(as_member, make):
    page = as_member.get("/people/settings")
    form = next(form for form in page.forms.values() if "new_password" in form.fields)
    form["name"] = "Somebody Else"
    form["password"] = "not my password"
    form["new_password"] = "a long enough new one"
    assert form.submit(status=422)
    shown = as_member.get("/people/settings")
    form = next(form for form in shown.forms.values() if "new_password" in form.fields)
    assert form["name"].value == "Mika Member"
