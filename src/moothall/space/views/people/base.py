"""What the pages about the people of a space have in common."""

from urllib.parse import urlencode

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.people.lookup import resolve_account
from moothall.space import members
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.space.people_tabs import parts_about_people
from moothall.space.role_labels import ROLE_SENTENCES, ROLE_WORDS
from moothall.ui.page import View

#: What a form shows again instead of an error page.
FORM_ERRORS = (BadInput, Conflict, Forbidden)
#: Filters of the roster that stay as they are while one member is changed.
FILTERS = ("name", "role", "page")


class PeopleView(View):
    """A page under ``people``; ``tab`` is the name of its part."""

    tab = ""

    @property
    def manages(self):
        return self.viewer.allowed(Permission.MANAGE, self.context)

    def require_manager(self):
        """Raise unless the person looking may change who is in this space."""
        authoring.require(self.request, Permission.MANAGE, self.context)

    def rest(self, most):
        """What stands behind the first word of the address, as at most ``most`` words."""
        words = self.request.subpath[1:]
        if len(words) > most:
            raise NotFound()
        return words

    def people_page(self, title, **values):
        return self.page(
            title, "page", space=space_head(self, "people"), filters=parts_about_people(self, self.tab), **values
        )

    def role_choices(self, chosen):
        """(role, word, sentence, ticked) of every role this person may give, least to most."""
        held = self.viewer.roles(self.context)
        return [
            (role, self.translate(ROLE_WORDS[role]), self.translate(ROLE_SENTENCES[role]), role in chosen)
            for role in R.SPACE_ROLES
            if role in held or role in chosen
        ]

    def roles_in_words(self, roles):
        return ", ".join(self.translate(ROLE_WORDS[role]) for role in roles)

    def until_in_words(self, until):
        if until is None:
            return ""
        return self.translate(_("until ${date}", mapping={"date": self.clock.day(until.date())}))

    def refused(self, error):
        """The sentence of an error for a form that is shown again; the answer gets its status."""
        self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
        if isinstance(error, authoring.InvalidFields):
            return self.translate(
                _(
                    "Check these fields: ${fields}.",
                    mapping={
                        "fields": ", ".join(self.translate(self._title_of(name)) for name in sorted(error.errors))
                    },
                )
            )
        return self.translate(error.message)

    def _title_of(self, name):
        # Of a list, the place is part of the name.
        name = name.partition(".")[0]
        return next((node.title for node in self.schema() if node.name == name), name)

    def account_of(self, words):
        """The account with a name or log-in that was typed; raises :class:`BadInput` for none."""
        return resolve_account(self.request.people, words)

    def sponsor_of(self, words):
        """The id of the sponsor that was typed, if one was."""
        return self.account_of(words).id if words else None

    def login_of(self, person):
        account = self.request.people.by_id(person) if person else None
        return account.login if account is not None else ""

    def affected_url(self, login):
        """Where it says who gains and who loses what by what the form says of somebody."""
        posted = self.request.POST
        query = [("kind", "member"), ("person", login)]
        query += [("roles", role) for role in members.least(posted.getall("roles"))]
        query += [(name, posted[name]) for name in ("until", "reason") if posted.get(name)]
        query.append(("sponsor", self.login_of(self.sponsor_of(posted.get("sponsor", "").strip()))))
        return self.url(self.context, "affected", query=query)

    def query_kept(self):
        """The filters of the roster in the address, to come back to the same page of it."""
        return {name: self.request.GET[name] for name in FILTERS if self.request.GET.get(name)}

    def people_url(self, *parts, anchor="", **query):
        address = self.url(self.context, "people", *parts)
        query = {**self.query_kept(), **query}
        return address + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")


def add_people_page(config, view, below, template, post="send"):
    """Add a page about the people of a space; ``below`` is its name below ``people``."""
    template = f"moothall.space:templates/{template}.pt"
    config.add_page(view, "people", context=Space, template=template, post=post, below=below, asks=Permission.MANAGE)
