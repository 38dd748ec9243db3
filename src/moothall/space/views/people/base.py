"""Base of the pages about the people of a space."""

from urllib.parse import urlencode

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.people.lookup import resolve_account
from moothall.space import members
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.space.people_tabs import people_page_tabs
from moothall.space.role_labels import ROLE_SENTENCES, ROLE_WORDS
from moothall.ui.forms.field_errors import field_errors
from moothall.ui.page import View

#: Errors for which the form is shown again instead of an error page.
FORM_ERRORS = (BadInput, Conflict, Forbidden, TooManyRequests)
#: Filters of the list of members that are kept while one member is changed.
FILTERS = ("name", "role", "page")


class PeopleView(View):
    """A page under ``people``; ``tab`` is the name of its tab."""

    segments = 2
    tab = ""

    @property
    def manages(self):
        return self.viewer.allowed(Permission.MANAGE, self.context)

    def require_manager(self):
        """Raise an error unless the viewer may change the members of this space."""
        authoring.require(self.request, Permission.MANAGE, self.context)

    @property
    def ends_memberships(self):
        """Return True if the viewer may end memberships here, which an archived or paused space allows too."""
        return members.may_end_memberships(self.viewer, self.context)

    def require_to_end_memberships(self):
        """Raise an error unless the viewer may end memberships here."""
        if not self.ends_memberships:
            self.require_manager()

    def rest(self, most):
        """Return the path segments after the first one of the address, at most ``most``."""
        words = self.request.subpath[1:]
        if len(words) > most:
            raise NotFound()
        return words

    def people_page(self, title, **values):
        return self.page(
            title, "page", space=space_head(self, "people"), filters=people_page_tabs(self, self.tab), **values
        )

    def role_choices(self, chosen):
        """Return (role, label, description, ticked) of every role this person may give, lowest first."""
        held = self.viewer.roles(self.context)
        return [
            (role, self.translate(ROLE_WORDS[role]), self.translate(ROLE_SENTENCES[role]), role in chosen)
            for role in R.SPACE_ROLES
            if role in held or role in chosen
        ]

    def roles_text(self, roles):
        return ", ".join(self.translate(ROLE_WORDS[role]) for role in roles)

    def end_text(self, until):
        if until is None:
            return ""
        return self.translate(_("until ${date}", mapping={"date": self.clock.end(until)}))

    def refused(self, error):
        """Return the message of an error for a form that is shown again; the response gets its status."""
        self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
        if isinstance(error, authoring.InvalidFields):
            return field_errors(self.translate, self.schema(), error)
        return self.translate(error.message)

    def account_of(self, words):
        """Return the account with the typed name or username; raise :class:`BadInput` if there is none."""
        return resolve_account(self.request.people, words)

    def sponsor_of(self, words):
        """Return the ID of the typed sponsor, if there is one."""
        return self.account_of(words).id if words else None

    def login_of(self, person):
        account = self.request.people.by_id(person) if person else None
        return account.login if account is not None else ""

    def affected_url(self, login):
        """Return the address of the preview of who gains and loses access by the change in the form."""
        posted = self.request.POST
        query = [("kind", "member"), ("person", login)]
        query += [("roles", role) for role in members.minimal_roles(posted.getall("roles"))]
        query += [(name, posted[name]) for name in ("until", "reason") if posted.get(name)]
        query.append(("sponsor", self.login_of(self.sponsor_of(posted.get("sponsor", "").strip()))))
        return self.url(self.context, "affected", query=query)

    def query_kept(self):
        """Return the filters of the list in the address, to return to the same page of it."""
        return {name: self.request.GET[name] for name in FILTERS if self.request.GET.get(name)}

    def people_url(self, *parts, anchor="", **query):
        address = self.url(self.context, "people", *parts)
        query = {**self.query_kept(), **query}
        return address + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")


def add_people_page(config, view, below, template, post="send"):
    """Add a page about the people of a space; ``below`` is its name below ``people``."""
    template = f"moothall.space:templates/{template}.pt"
    config.add_page(view, "people", context=Space, template=template, post=post, below=below, asks=Permission.MANAGE)
