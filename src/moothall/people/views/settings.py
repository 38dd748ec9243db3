"""A person's own settings: profile, language, time zone, theme and emails."""

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import BadInput, InvalidField
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.base.registry import registered
from moothall.core.base.zones import local, name_of, offset_text, zone_name, zone_names, zone_of
from moothall.core.content.root import Root
from moothall.core.content.schema import UNKNOWN_ZONE, LineType
from moothall.core.operations import authoring
from moothall.core.work.delivery import EMAIL_CHOICE
from moothall.people.content import People
from moothall.people.own_page import OwnPage
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged, choices_basis
from moothall.ui.locale import LANGUAGE_COOKIE, interface_languages
from moothall.ui.page import View
from moothall.web.redirects import safe_path

THEMES = {"": _("Use device setting"), "light": _("Light"), "dark": _("Dark")}


#: Fields of the profile that others see.
PROFILE = ("name", "organisation", "bio")


class ProfileForm(colander.Schema):
    """The profile of a person."""

    name = colander.SchemaNode(LineType(), title=_("Name"), validator=colander.Length(max=100))
    organisation = colander.SchemaNode(
        LineType(), title=_("Organisation"), missing="", validator=colander.Length(max=200)
    )
    bio = colander.SchemaNode(colander.String(), title=_("About you"), missing="", validator=colander.Length(max=1000))


class SettingsPage(OwnPage):
    """``/people/settings``."""

    tab = "settings"

    def show(self, problem=None, typed=None):
        registry = self.request.registry
        shown = {**self._stored(), **(typed or {})}
        languages = [(code, BY_CODE[code].own, code == shown["language"]) for code in interface_languages(registry)]
        themes = [(value, self.translate(word), value == shown["theme"]) for value, word in THEMES.items()]
        mails = [
            (name, self.translate(title), shown[name]) for name, title in registered(registry, EMAIL_CHOICE).items()
        ]
        basis = choices_basis(self._stored())
        zones = [(name, offset_text(local(self.request.now, zone_of(name)))) for name in zone_names()]
        return self.own_page(
            _("Settings"),
            problem,
            shown=shown,
            basis=basis,
            languages=languages,
            zones=zones,
            used_zone=name_of(self.clock.zone),
            themes=themes,
            mails=mails,
        )

    def send(self):
        posted, account, people = self.request.POST, self.request.account, self.request.people
        act = self.request.act()
        typed = self._typed()
        try:
            zone = self._zone()
            stored = self._stored()
            check_unchanged(self, stored, typed, self._titles(), {name: stored[name] for name in PROFILE})
            if "name" in typed:
                people.update_profile(
                    act, account, **authoring.check(ProfileForm(), {name: typed[name] for name in PROFILE})
                )
            language = posted.get("language")
            if language in interface_languages(self.request.registry):
                people.update_profile(act, account, language=language)
                # The saved choice replaces one that was made for this browser only.
                self.request.response.delete_cookie(LANGUAGE_COOKIE)
            if posted.get("theme") in THEMES:
                account.theme = posted["theme"]
            if zone is not None:
                account.time_zone = zone
            browser = zone_name(posted.get("browser_time_zone", ""))
            if browser and browser != account.browser_time_zone:
                account.browser_time_zone = browser
            if "mails" in posted:
                wanted = posted.getall("mail")
                choices = registered(self.request.registry, EMAIL_CHOICE)
                people.choose_emails(act, account, [name for name in choices if name not in wanted])
        except ChoiceConflict as error:
            return self.refused(error, typed=error.merged)
        except authoring.InvalidFields as error:
            field, sentence = next(iter(error.errors.items()))
            sentence = _("Enter your name.") if sentence == "Required" else sentence
            return self.refused(InvalidField(field, sentence), typed=typed)
        except BadInput as error:
            return self.refused(error, "name", typed=typed)
        return self.back("saved", self.context, "settings")

    def _stored(self):
        """Return the values of the form as they are stored, or as they apply while none was chosen."""
        account = self.request.account
        mails = {name: name not in account.emails_off for name in registered(self.request.registry, EMAIL_CHOICE)}
        profile = {name: getattr(account, name) or "" for name in PROFILE}
        return {
            **profile,
            "language": self.request.locale_name,
            "theme": self.request.theme,
            "time_zone": account.time_zone,
            **mails,
        }

    def _typed(self):
        """Return the values of those parts of the form that were sent."""
        posted = self.request.POST
        typed = {name: posted.get(name, "") for name in PROFILE} if "name" in posted else {}
        typed |= {name: posted[name] for name in ("language", "theme") if name in posted}
        if "time_zone" in posted:
            typed["time_zone"] = zone_name(posted["time_zone"]) or posted["time_zone"].strip()
        if "mails" in posted:
            wanted = posted.getall("mail")
            typed |= {name: name in wanted for name in registered(self.request.registry, EMAIL_CHOICE)}
        return typed

    def _titles(self):
        fields = {node.name: node.title for node in ProfileForm()}
        appearance = {"language": _("Language"), "theme": _("Light or dark"), "time_zone": _("Time zone")}
        return {**fields, **appearance, **registered(self.request.registry, EMAIL_CHOICE)}

    def _zone(self):
        """Return the name of the zone that was chosen, empty for that of the browser; ``None`` if none was sent."""
        text = self.request.POST.get("time_zone")
        name = zone_name(text) if text is not None else None
        if text is not None and text.strip() and not name:
            raise InvalidField("time_zone", UNKNOWN_ZONE)
        return name


class LanguageChoice(View):
    """GET ``/language``: shows the interface in another language, until the browser is closed.

    It changes no stored data: the choice is a cookie that the person requests by choosing.
    """

    def show(self):
        code = self.request.GET.get("language", "")
        response = HTTPSeeOther(safe_path(self.request, self.request.GET.get("came_from")))
        if code in interface_languages(self.request.registry):
            response.set_cookie(
                LANGUAGE_COOKIE, code, secure=self.request.scheme == "https", httponly=True, samesite="Lax"
            )
        return response


def _browser_zone_url(view):
    """Return where the browser says its time zone: nowhere for people who chose one, or who view as someone else."""
    request = view.request
    account = request.account
    own = account is not None and request.own_account is account
    return "/people/settings" if own and not account.time_zone else None


def includeme(config):
    config.add_panel("time zone", "of the browser", _browser_zone_url)
    template = "moothall.people:templates/settings.pt"
    config.add_page(SettingsPage, "settings", context=People, template=template)
    config.add_view(
        LanguageChoice,
        attr="show",
        name="language",
        context=Root,
        request_method="GET",
        permission=NO_PERMISSION_REQUIRED,
    )
