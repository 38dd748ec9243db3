"""``@groups``: groups of people who are given access together, for administrators, as in plone.restapi."""

from moothall.core.access.roles import ADMINISTRATOR
from moothall.core.base.collation import folded
from moothall.core.base.errors import BadInput, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations.revisions import digest_of
from moothall.people.account_log import record
from moothall.people.groups import delete_group
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.service import Service, text_of
from moothall.web.error_responses import PREFIXED

#: Maximum number of characters of an ID or a title.
MAX_LENGTH = 200
#: Fields of a group in answers, and those that only plone.restapi has.
FIELDS = ("groupname", "title", "roles", "users", "members", "description", "email", "groups")


class GroupsService(Service):
    """All groups, or one by its ID."""

    segments = 1
    parameters = {**BATCH, **dict.fromkeys(("query", "limit"), ())}

    def get(self):
        rest = self.rest()
        self._must_be_administrator()
        if rest:
            name = self._known(rest[0])
            self.request.revision = self.revision()
            return self._show(name)
        asked = folded(self.sent.last("query") or "")
        found = [
            name for name, title in self.request.people.groups().items() if asked in name or asked in folded(title)
        ]
        found = found[: self.sent.number("limit", len(found), least=1)]
        if PREFIXED in self.request.environ:
            # As in plone.restapi.
            return [self._show(name, batched=False) for name in found]
        batch = Batch(self.request).of(found)
        batch["items"] = [self._summary(name) for name in batch["items"]]
        return {"@id": self.url("@groups", item=self.request.site), **batch}

    def revision(self, _edition=None):
        """Return the revision of one group: its title and its members; empty for the list."""
        name, people = next(iter(self.request.subpath), ""), self.request.people
        title = people.groups().get(name)
        if title is None:
            return ""
        return digest_of({"title": title, "members": tuple(account.id for account in people.members_of(name))})

    def post(self):
        self.no_rest()
        self._must_be_administrator()
        body, people, act = self.body(), self.request.people, self.request.act()
        self.refuse_unknown(body, FIELDS)
        name = text_of(body, "groupname", MAX_LENGTH, required=True).strip()
        changes = people.add_group(act, name, text_of(body, "title", MAX_LENGTH))
        for account in self._accounts(_members_in(body.get("users", []))):
            changes += people.set_groups(act, account, account.groups | {name})
        record(self.request.site, act, changes)
        self.request.response.status_int = 201
        self.request.response.location = self.url("@groups", name, item=self.request.site)
        return self._show(name, batched=False)

    def patch(self):
        (name,) = self.rest() or ("",)
        self._must_be_administrator()
        name = self._known(name)
        self.check_if_match()
        body = self.body()
        self.refuse_unknown(body, FIELDS)
        people, act, changes = self.request.people, self.request.act(), ()
        if "title" in body:
            changes += people.rename_group(act, name, text_of(body, "title", MAX_LENGTH, required=True))
        users = body.get("users", {})
        if _members_in(users) is not users:
            # The answer to ``GET`` can be sent back, also with a part of the members: it adds and removes no one.
            users = dict.fromkeys(_members_in(users), True)
        if not isinstance(users, dict) or not all(isinstance(on, bool) for on in users.values()):
            raise BadInput(_("“users” must map each username to true or false."))
        for account in self._accounts(list(users)):
            groups = account.groups | {name} if users[account.login] else account.groups - {name}
            changes += people.set_groups(act, account, groups)
        record(self.request.site, act, changes)
        return self._show(name) if self.asks_for_representation() else self.nothing()

    def delete(self):
        (name,) = self.rest() or ("",)
        self._must_be_administrator()
        name = self._known(name)
        self.check_if_match()
        delete_group(self.request.site, self.request.people, self.request.act(), name)
        return self.nothing()

    def _must_be_administrator(self):
        self.require_login()
        if ADMINISTRATOR not in self.request.person.site_roles:
            raise Forbidden()

    def _known(self, name):
        if name not in self.request.people.groups():
            raise NotFound()
        return name

    def _accounts(self, logins):
        if not isinstance(logins, list):
            raise BadInput(_("“${field}” must be a list of names.", mapping={"field": "users"}))
        for login in logins:
            account = self.request.people.by_login(login)
            if account is None or account.login != login:
                raise BadInput(_("There is no one called “${id}” here.", mapping={"id": str(login)[:100]}))
            yield account

    def _summary(self, name):
        title = self.request.people.groups()[name]
        return {
            "@id": self.url("@groups", name, item=self.request.site),
            "id": name,
            "groupname": name,
            "title": title,
            "description": "",
            "email": "",
            "roles": [],
        }

    def _show(self, name, batched=True):
        """Return a group with its members: those of the batch asked for, or else all of them."""
        members = [account.login for account in self.request.people.members_of(name)]
        users = Batch(self.request).of(members) if batched else {"items": members, "items_total": len(members)}
        users["@id"] = self.url("@groups", name, item=self.request.site)
        # Clients of plone.restapi read ``members``.
        return {**self._summary(name), "users": users, "members": users}


def _members_in(users):
    """Return the members in the form of an answer to ``GET``, or anything else as it is."""
    items = users.get("items") if isinstance(users, dict) else None
    return items if isinstance(items, list) and all(isinstance(login, str) for login in items) else users


def includeme(config):
    for attr, method in (("get", "GET"), ("post", "POST"), ("patch", "PATCH"), ("delete", "DELETE")):
        config.add_service(GroupsService, name="@groups", attr=attr, method=method)
