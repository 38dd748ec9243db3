"""``moothall init``: an empty site, once."""


def test_an_empty_site_has_its_sections_and_an_administrator_who_can_log_in(moothall, tmp_path):
    moothall.var = tmp_path / "new"
    code, said, _err = moothall("init")
    assert code == 0 and "Usernames:" not in said
    [line] = [line for line in said.splitlines() if line.startswith("Log in as admin with the password ")]
    with moothall.open() as databases:
        assert {"workspaces", "repository", "people"} <= set(databases.site)
        account = databases.people.by_login("admin")
        assert account.site_roles == {"administrator"}
        assert databases.people._passwords.matches(account.password, line.rsplit(" ", 1)[1])


def test_a_site_that_exists_is_left_as_it_is(moothall):
    code, said, _err = moothall("init", "--demo")
    assert code == 0 and said == "The site exists already; nothing was changed.\n"
    with moothall.open() as databases:
        assert [account.login for account in databases.people] == ["admin", "facilitator", "member"]


def test_a_day_that_the_sample_content_cannot_have_is_said(moothall, tmp_path):
    moothall.var = tmp_path / "new"
    for day in ("x", "", "0001-01-01", "9999-12-31"):
        code, _said, complaint = moothall("init", "--demo", "--date", day)
        assert code == 2 and "is not a day such as" in complaint
    assert not moothall.var.exists()
