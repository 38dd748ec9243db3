"""Shared parts of the pages about oneself: the tabs, and the requirement to be logged in."""

from moothall.core.base.errors import Unauthorized
from moothall.ui.page import View
from moothall.ui.slots import panels


class OwnPage(View):
    """``/people/<tab>``; subclasses set their tab."""

    tab = ""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.account is None:
            raise Unauthorized()

    def own_page(self, title, problem=None, **values):
        """Return the values for the template; ``problem`` is (id of the field, message) of an error."""
        tabs = panels(self, "settings tabs", self.tab)
        field, sentence = problem or ("", "")
        return self.page(
            title,
            "narrow",
            tabs=tabs,
            problem=self.translate(sentence),
            wrong=field,
            post_url=self.url(self.context, self.tab),
            **values,
        )

    def refused(self, error, field="", **values):
        """Return the page again, with the error."""
        self.request.response.status_int = 409 if error.status == 409 else 422
        return self.show(problem=(getattr(error, "field", field), error.message), **values)
