"""A person's own settings: profile, language, theme and emails."""

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import BadInput, Conflict, InvalidField
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.base.registry import registered
from moothall.core.content.items import Root
from moothall.core.content.schema import LineType
from moothall.core.operations import authoring, revisions
from moothall.core.work.delivery import EMAIL_CHOICE
from moothall.people.content import People
from moothall.people.views.own import OwnPage
from moothall.ui.forms.page import BASIS_FIELD
from moothall.ui.locale import LANGUAGE_COOKIE, interface_languages
from moothall.ui.page import View
from moothall.web.redirects import safe_path

THEMES = {"": _("Use device setting"), "light": _("Light"), "dark": _("Dark")}


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
        account, registry = self.request.account, self.request.registry
        shown = typed or {name: getattr(account, name) or "" for name in ("name", "organisation", "bio")}
        languages = [
            (code, BY_CODE[code].own, code == self.request.locale_name) for code in interface_languages(registry)
        ]
        themes = [(value, self.translate(word), value == self.request.theme) for value, word in THEMES.items()]
        mails = [
            (name, self.translate(title), name not in account.mails_off)
            for name, title in registered(registry, EMAIL_CHOICE).items()
        ]
        basis = revisions.digests({name: getattr(account, name) or "" for name in ("name", "organisation", "bio")})
        return self.own_page(
            _("Settings"), problem, shown=shown, basis=basis, languages=languages, themes=themes, mails=mails
        )

    def send(self):
        posted, account, people = self.request.POST, self.request.account, self.request.people
        act = self.request.act()
        typed = {name: posted.get(name, "") for name in ("name", "organisation", "bio")} if "name" in posted else None
        try:
            if typed:
                stored = {name: getattr(account, name) or "" for name in typed}
                merged, changed = revisions.keep_changes(stored, posted.get(BASIS_FIELD, ""), typed)
                if changed:
                    sentence = _(
                        "This was changed since you opened the form, and is now: ${values}. Check it, then save.",
                        mapping={"values": " · ".join(stored[name] or "–" for name in changed)},
                    )
                    return self.refused(Conflict(sentence), typed=merged)
                people.update_profile(act, account, **authoring.check(ProfileForm(), typed))
            language = posted.get("language")
            if language in interface_languages(self.request.registry):
                people.update_profile(act, account, language=language)
                # The saved choice replaces one that was made for this browser only.
                self.request.response.delete_cookie(LANGUAGE_COOKIE)
            if posted.get("theme") in THEMES:
                account.theme = posted["theme"]
            if "mails" in posted:
                wanted = posted.getall("mail")
                choices = registered(self.request.registry, EMAIL_CHOICE)
                people.choose_emails(act, account, [name for name in choices if name not in wanted])
        except authoring.InvalidFields as error:
            field, sentence = next(iter(error.errors.items()))
            sentence = _("Enter your name.") if sentence == "Required" else sentence
            return self.refused(InvalidField(field, sentence), typed=typed)
        except BadInput as error:
            return self.refused(error, "name", typed=typed)
        return self.back("saved", self.context, "settings")


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


def includeme(config):
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
