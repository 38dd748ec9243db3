"""The directory of people in the tree; their data are in the database of people."""

from moothall.core.content.items import Container
from moothall.people.profiles import profile_in


class People(Container):
    """``/people``: people who are logged in look up others here."""

    type_id = "people"
    is_content = False
    workflow = "site"
    state = "people"
    review_state = None

    def __getitem__(self, name):
        profile = profile_in(self, name)
        if profile is None:
            raise KeyError(name)
        return profile
