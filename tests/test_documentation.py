"""What the documentation says of the code is what the code says."""

from tests.tools import tool


def test_the_page_of_permissions_is_what_the_tables_say():
    permissions = tool("permissions")
    assert permissions.PAGE.read_text("utf-8") == permissions.page()
