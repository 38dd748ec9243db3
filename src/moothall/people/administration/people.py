"""``/admin/people``: accounts, their roles on the site, new accounts, new passwords."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.base.collation import folded, sort_key
from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.people.account_log import note, record
from moothall.people.address import change_address
from moothall.people.administration.undo import about_account
from moothall.people.authentication import origin_of
from moothall.people.log_events import NEW_PASSWORD
from moothall.people.notices import notify_owner
from moothall.people.recovery import request_password_reset
from moothall.people.signup import pending_signups
from moothall.people.site_role_labels import SITE_ROLE_SENTENCES, SITE_ROLE_WORDS
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged, checked_names, choices_basis
from moothall.ui.layout.components import Chip, Empty
from moothall.ui.layout.presenters import Action
from moothall.ui.pagination import PEOPLE, list_page, pages_of
from moothall.web.double_submit import keep_result_of_form, result_of_form, secret_of_form

PAGE_SIZE = 50

TYPED = ("login", "name", "email", "organisation")


class PeoplePage(AdminPage):
    """Everyone with an account; letters of a name, username or email address filter the list."""

    tab = "people"

    def show(self):
        asked = self.request.GET.get("find", "").strip()
        wanted = folded(asked)
        found = sorted(
            (
                account
                for account in self.request.people
                if any(wanted in folded(text) for text in (account.name, account.login, account.email))
            ),
            key=lambda account: sort_key(account.name),
        )
        page = list_page(self.request, found, PAGE_SIZE)
        return self.admin_page(
            _("People"),
            rows=[self._row(account) for account in page.items],
            asked=asked,
            pages=pages_of(self.request, page, PEOPLE),
            add_url=self.url(self.context, "add-person"),
            waiting=len(pending_signups(self.request.people, self.request.now)),
            waiting_url=self.url(self.context, "sign-ups"),
            empty=Empty(self.translate(_("No people found"))) if not found else None,
        )

    def _row(self, account):
        return {
            "name": account.name,
            "url": self.url(self.context, "person", account.id),
            "login": account.login,
            "organisation": account.organisation,
            "roles": self.roles_of(account),
            "chip": self.chip_of(account),
        }

    def roles_of(self, account):
        return ", ".join(self.translate(words) for role, words in SITE_ROLE_WORDS.items() if role in account.site_roles)

    def chip_of(self, account):
        if account.enabled:
            return None
        return Chip(self.translate(_("Disabled")), "closed")


class AddPersonPage(AdminPage):
    """``add-person``: adds an account with a password that is shown once."""

    tab = "people"

    def show(self, error="", typed=None, made=None):
        chosen = self.request.POST.getall("role") if error else ()
        return self.admin_page(
            _("Add a person"),
            error=error,
            typed=typed or dict.fromkeys(TYPED, ""),
            roles=_role_choices(self),
            chosen=chosen,
            made=made,
        )

    def send(self):
        posted, people, site = self.request.POST, self.request.people, self.request.site
        typed = {name: posted.get(name, "") for name in TYPED}
        # Of two clicks the second shows the same password, as the response to the first is never seen.
        password = secret_of_form(self.request, "new account")
        made = people.by_id(result_of_form(self.request) or "")
        if made is not None:
            return self._added(made, password)
        try:
            account = people.add(
                typed["login"],
                password,
                typed["email"],
                typed["name"],
                at=self.request.now,
                organisation=typed["organisation"],
                site_roles=_chosen(posted),
            )
        except (BadInput, Conflict) as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), typed)
        record(site, self.request.act(), people.changes_of_new(account))
        keep_result_of_form(self.request, account.id)
        return self._added(account, password)

    def _added(self, account, password):
        return self.show(
            made={
                "name": account.name,
                "login": account.login,
                "password": password,
                "url": self.url(self.context, "person", account.id),
            }
        )


class PersonPage(AdminPage):
    """``person/<id>``: one account."""

    segments = 1
    tab = "people"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.account = request.people.by_id("/".join(request.subpath))
        if self.account is None:
            raise NotFound()

    def show(self, password="", error="", chosen=None, within=None, email=None):
        """Show the account; ``chosen`` roles, ``within`` groups and ``email`` are shown instead of those stored."""
        account = self.account
        chosen = account.site_roles if chosen is None else chosen
        within = account.groups if within is None else within
        seen = PeoplePage(self.context, self.request)
        return self.admin_page(
            account.name,
            account=account,
            someone=self.request.names(account.id),
            chip=seen.chip_of(account),
            facts=[
                (self.translate(word), value or "–")
                for word, value in (
                    (_("Username"), account.login),
                    (_("Email address"), account.email),
                    (_("Organisation"), account.organisation),
                    (_("Account created"), self.clock.day(account.created)),
                )
            ],
            roles=_role_choices(self),
            chosen=chosen,
            email=account.email if email is None else email,
            roles_basis=choices_basis(self._roles()),
            groups_basis=choices_basis(self._groups()),
            email_basis=choices_basis({"email": account.email}),
            error=error,
            password=password,
            own=account.id == self.request.person.id,
            groups=[
                (name, title, name in within)
                for name, title in sorted(self.request.people.groups().items(), key=lambda group: sort_key(group[1]))
            ],
            erase_url=self.url(self.context, "erase-person", account.id),
            post_url=self.url(self.context, "person", account.id),
        )

    def change(self):
        """Handle POST; ``do`` names the action."""
        posted, people, account = self.request.POST, self.request.people, self.account
        act, do = self.request.act(), posted.get("do")
        try:
            if do == "roles":
                mine = dict.fromkeys(SITE_ROLE_WORDS, False) | dict.fromkeys(_chosen(posted), True)
                check_unchanged(self, self._roles(), mine, SITE_ROLE_WORDS)
                changes, said = people.set_site_roles(act, account, _chosen(posted)), "roles-saved"
            elif do in ("enable", "disable"):
                changes, said = getattr(people, do)(act, account), f"person-{do}d"
            elif do == "log-out":
                changes, said = people.end_sessions(act, account), "person-logged-out"
            elif do == "password":
                password = secret_of_form(self.request, f"password of {account.id}")
                if result_of_form(self.request) is not None:
                    return self.show(password)
                people.set_password(act, account, password)
                note(self.request.site, act, NEW_PASSWORD, account.id)
                notify_owner(self.request.site, people, act, account, "password")
                keep_result_of_form(self.request, "set")
                return self.show(password)
            elif do == "link" and account.email and account.enabled:
                request_password_reset(
                    self.request.site, people, act.at, account.login, origin_of(self.request), by=act.person
                )
                changes, said = (), "link-sent"
            elif do == "email":
                stored = {"email": account.email}
                mine = {"email": posted.get("email", "")}
                check_unchanged(self, stored, mine, {"email": _("Email address")}, stored)
                change_address(self.request.site, people, act, account, posted.get("email", ""))
                changes, said = (), "address-saved"
            elif do == "groups":
                titles = people.groups()
                mine = dict.fromkeys(titles, False) | dict.fromkeys(posted.getall("group"), True)
                check_unchanged(self, self._groups(), mine, titles)
                changes, said = people.set_groups(act, account, posted.getall("group")), "groups-saved"
            else:
                raise BadInput()
        except ChoiceConflict as error:
            return self._changed(do, error)
        except (BadInput, Conflict) as error:
            if isinstance(error, BadInput) and do != "email":
                # Only a forged request has this value.
                raise
            self.request.response.status_int = 409 if isinstance(error, Conflict) else 422
            return self.show(error=self.translate(error.message))
        record(self.request.site, act, changes)
        return self.back(said, self.context, "person", account.id)

    def _roles(self):
        return {role: role in self.account.site_roles for role in SITE_ROLE_WORDS}

    def _groups(self):
        return {name: name in self.account.groups for name in self.request.people.groups()}

    def _changed(self, do, error):
        """Show the form with what others changed meanwhile and what was sent; nothing is saved."""
        self.request.response.status_int = error.status
        sentence, merged = self.translate(error.message), error.merged
        if do == "email":
            return self.show(error=sentence, email=merged["email"])
        return self.show(error=sentence, **{"chosen" if do == "roles" else "within": checked_names(merged)})


def _role_choices(view):
    return [
        (role, view.translate(word), view.translate(SITE_ROLE_SENTENCES[role]))
        for role, word in SITE_ROLE_WORDS.items()
    ]


def _chosen(posted):
    return posted.getall("role")


def includeme(config):
    where = "moothall.people.administration:templates"
    config.add_view(
        PeoplePage,
        attr="show",
        name="people",
        context=Administration,
        request_method="GET",
        renderer=f"{where}/people.pt",
    )
    config.add_page(AddPersonPage, "add-person", context=Administration, template=f"{where}/add-person.pt")
    config.add_page(PersonPage, "person", context=Administration, template=f"{where}/person.pt", post="change")
    for said, sentence, opposite in (
        ("person-enabled", _("Account of ${name} enabled. They can log in again."), "disable"),
        (
            "person-disabled",
            _("Account of ${name} disabled. They have been logged out everywhere and cannot log in."),
            "enable",
        ),
    ):
        config.add_status_messages({said: about_account(sentence)}, undo=_undo_with(opposite))
    config.add_status_messages(
        {
            "link-sent": about_account(_("We have sent ${name} an email with a link to choose a new password.")),
            "address-saved": about_account(_("Email address of ${name} saved.")),
            "person-logged-out": about_account(_("${name} has been logged out everywhere.")),
        }
    )


def _undo_with(do):
    def undo(view):
        url = view.url(view.context, "person", *view.request.subpath)
        return Action(view.translate(_("Undo")), url, post=True, name="do", value=do)

    return undo
