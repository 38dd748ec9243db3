"""``@users/<login>``: an account, for the person it belongs to and for administrators."""

from moothall.api.batching import Batch
from moothall.api.service import Service
from moothall.core.errors import Absent, Refused
from moothall.core.roles import ADMINISTRATOR


class UsersService(Service):
    """Accounts by log-in.  What everybody signed in may know of a person is their profile."""

    def get(self):
        rest = self.rest()
        self.must_be_signed_in()
        if not rest:
            self._must_be_administrator()
            return {
                "@id": self.url("@users", item=self.request.site),
                **Batch(self.request).of([self._account(account) for account in self.request.people]),
            }
        own = self.request.account.login == rest[0].lower()
        if not own:
            self._must_be_administrator()
        account = self.request.people.by_login(rest[0])
        if account is None:
            raise Absent()
        return self._account(account)

    def _must_be_administrator(self):
        if ADMINISTRATOR not in self.request.person.site_roles:
            raise Refused()

    def _account(self, account):
        site = self.request.site
        return {
            "@id": self.url("@users", account.login, item=site),
            "id": account.login,
            "username": account.login,
            "fullname": account.name,
            "email": account.email,
            "organisation": account.organisation,
            "description": account.bio,
            "language": account.language,
            "languages": list(account.languages),
            "roles": sorted(account.site_roles),
            "groups": sorted(account.groups),
            "enabled": account.enabled,
            "profile": self.url("people", account.id, item=site),
        }


def includeme(config):
    config.add_service(UsersService, name="@users", attr="get")
