"""One's own settings: language, look, what others see, the password."""

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core import authoring
from moothall.core.content import Root
from moothall.core.errors import BadInput, NotSignedIn
from moothall.core.i18n import _
from moothall.core.language import BY_CODE
from moothall.core.locale import LANGUAGE_COOKIE, interface_languages
from moothall.core.pages import View
from moothall.core.schema import Words
from moothall.core.web.redirects import safe_path
from moothall.people.authentication import stay_logged_in
from moothall.people.content import People

THEMES = {"": _("As the device says"), "light": _("Light"), "dark": _("Dark")}


class ProfileForm(colander.Schema):
    """What a person says about themselves."""

    name = colander.SchemaNode(Words(), title=_("Name"), validator=colander.Length(max=100))
    organisation = colander.SchemaNode(Words(), title=_("Organisation"), missing="", validator=colander.Length(max=200))
    bio = colander.SchemaNode(colander.String(), title=_("About you"), missing="", validator=colander.Length(max=1000))


class SettingsPage(View):
    """``/people/settings``."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.account is None:
            raise NotSignedIn()

    def show(self, error="", typed=None):
        account = self.request.account
        shown = typed or {name: getattr(account, name) or "" for name in ("name", "organisation", "bio")}
        languages = [(code, BY_CODE[code].own, code == self.request.locale_name)
                     for code in interface_languages(self.request.registry)]
        themes = [(value, self.translate(word), value == self.request.theme) for value, word in THEMES.items()]
        return self.page(_("Settings"), "narrow", error=error, shown=shown, languages=languages, themes=themes,
                         mail=account.email)

    def send(self):
        posted, account, people = self.request.POST, self.request.account, self.request.people
        act = self.request.act()
        try:
            if "name" in posted:
                typed = {name: posted.get(name, "") for name in ("name", "organisation", "bio")}
                people.update_profile(act, account, **authoring.check(ProfileForm(), typed))
            language = posted.get("language")
            if language in interface_languages(self.request.registry):
                people.update_profile(act, account, language=language)
                # What was chosen for this browser only gives way to what is chosen for good.
                self.request.response.delete_cookie(LANGUAGE_COOKIE)
            if posted.get("theme") in THEMES:
                account.theme = posted["theme"]
            if posted.get("new_password"):
                return self._new_password(act, account, posted)
        except authoring.InvalidFields as error:
            titles = ", ".join(self.translate(node.title) for node in ProfileForm() if node.name in error.errors)
            self.request.response.status_int = 422
            return self.show(self.translate(_("Please check: ${fields}.", mapping={"fields": titles})), typed)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.sentence), typed if "name" in posted else None)
        return self.back("saved", self.context, "settings")

    def _new_password(self, act, account, posted):
        passwords = self.request.registry.moothall_passwords
        if not passwords.matches(account.password, posted.get("password", "")):
            raise BadInput(_("Your present password is not right."))
        self.request.people.set_password(act, account, posted["new_password"])
        # Every other log-in ends with the old password; this one goes on.
        headers = stay_logged_in(self.request, account)
        return HTTPSeeOther(self.url(self.context, "settings", query={"said": "password"}), headers=headers)


class LanguageChoice(View):
    """GET ``/language``: the interface in another language, for as long as the browser is open.

    It changes nothing here: the choice is a cookie that the person asked for by choosing.
    """

    def show(self):
        code = self.request.GET.get("language", "")
        response = HTTPSeeOther(safe_path(self.request, self.request.GET.get("came_from")))
        if code in interface_languages(self.request.registry):
            response.set_cookie(LANGUAGE_COOKIE, code, secure=self.request.scheme == "https", httponly=True,
                                samesite="Lax")
        return response


def includeme(config):
    template = "moothall.people:templates/settings.pt"
    for attr, method in (("show", "GET"), ("send", "POST")):
        config.add_view(SettingsPage, attr=attr, name="settings", context=People, request_method=method,
                        renderer=template)
    config.add_view(LanguageChoice, attr="show", name="language", context=Root, request_method="GET",
                    permission=NO_PERMISSION_REQUIRED)
    config.add_sentences({"password": _("The new password holds; you are logged out everywhere else.")})
