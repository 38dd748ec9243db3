"""``@login``, ``@login-renew`` and ``@logout``: issue, renew and end a bearer token."""

from moothall.core.content.items import Item
from moothall.core.content.root import Root
from moothall.people import authentication
from moothall.web.api.service import Service
from moothall.web.security import bearer_token, has_bearer


class LoginService(Service):
    """Sessions of programs."""

    def login(self):
        self.request.response.headers["Cache-Control"] = "no-store"
        return authentication.issue_token(self.request)

    def renew(self):
        """Return a new token and end the one that was sent."""
        self.require_login()
        self.request.response.headers["Cache-Control"] = "no-store"
        return authentication.renew_token(self.request)

    def logout(self):
        """End this session: that of the token, or that of the browser's cookie."""
        self.require_login()
        if has_bearer(self.request):
            self.request.people.sessions.end(bearer_token(self.request))
        else:
            self.request.response.headerlist.extend(authentication.log_out(self.request))
        return self.nothing()


def includeme(config):
    config.add_service(LoginService, name="@login", attr="login", context=Root, method="POST")
    config.add_service(LoginService, name="@login-renew", attr="renew", context=Root, method="POST")
    config.add_service(LoginService, name="@logout", attr="logout", context=Item, method="POST")
