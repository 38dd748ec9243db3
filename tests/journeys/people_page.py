"""The page about the people of a space."""

from tests.factories import GROUP

PEOPLE = GROUP + "/people"


def names(visitor):
    return [one.text for one in visitor.page.html.select(".m-members .m-person-name")]
