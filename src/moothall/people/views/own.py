"""What the pages about oneself have in common: the tabs, and that one has to be signed in."""

from moothall.core.base.errors import Unauthorized
from moothall.ui.page import View
from moothall.ui.slots import panels


class OwnPage(View):
    """``/people/<tab>``; subclasses say which tab they are."""

    tab = ""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.account is None:
            raise Unauthorized()

    def own_page(self, title, problem=None, **values):
        """``problem``: (id of the field, sentence), where something was refused."""
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
        """The page again, with what is wrong."""
        self.request.response.status_int = 409 if error.status == 409 else 422
        return self.show(problem=(getattr(error, "field", field), error.message), **values)
