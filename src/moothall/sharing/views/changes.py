"""``sharing/give``, ``remove``, ``close`` and ``open``: each describes the effect and then applies the change."""

from moothall.core.access.log_events import BREAK, GRANT, MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.authorization import sharing
from moothall.core.base.dates import end_of_day
from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.people.lookup import resolve_account
from moothall.sharing.principals import Principals
from moothall.sharing.schema import GivingSchema
from moothall.sharing.texts import inherited_access, role_descriptions, roles_text
from moothall.sharing.views.page import SharingPage, SharingView
from moothall.space.content import Space
from moothall.space.undo import check_exists, grants_before
from moothall.ui.badges import title_of
from moothall.ui.event_undo import undo_button
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged
from moothall.ui.forms.field_errors import field_errors
from moothall.ui.forms.page import BASIS_FIELD
from moothall.ui.layout.components import Confirmation
from moothall.ui.status_messages import about_item

#: The fields of the form to give access, and the names of those that describe what is given.
SENT = ("principal", "role", "until", "sponsor")
TERMS = {"role": _("What they can do"), "until": _("Until"), "sponsor": _("Sponsor")}

TEMPLATE = "moothall.sharing:templates/question.pt"


class SharingChangePage(SharingView):
    """A change that is confirmed before it is made; subclasses define :meth:`ask` and :meth:`perform`."""

    name = ""

    def question(self, heading, text, submit, affected=None, **values):
        """Return the confirmation page; ``affected`` is the query of the page that lists the affected people."""
        self.request.override_renderer = TEMPLATE
        if affected is not None:
            values |= self.effect(affected)
        question = Confirmation(
            self.url(self.context, "sharing", self.name),
            self.translate(text),
            self.translate(submit),
            self.url(self.context, "sharing"),
            **values,
        )
        return self.page(heading, "narrow", question=question, about=self.title)

    def key_of(self, principal):
        """Return the name of a principal in addresses, empty for a deleted group or space."""
        shown = self.principals.show(principal)
        return shown.key if shown is not None else ""


class GivePage(SharingChangePage):
    """Give a principal a role, or change a grant."""

    name = "give"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_giving()

    def ask(self):
        try:
            values = self._values(self.request.GET)
            sharing.check_may_share(
                self.viewer, self.context, values["principal"], (values["role"],), values["until"], values["sponsor"]
            )
        except (BadInput, Forbidden) as error:
            return self._again(error, self.request.GET)
        who = self.principals.show(values["principal"])
        return self.question(
            _("Give access"),
            self._words(who, values),
            _("Give access"),
            affected={
                "kind": "grant",
                "principal": who.id,
                "role": values["role"],
                "until": values["until"].isoformat() if values["until"] is not None else "",
                "sponsor": self.principals.show(values["sponsor"]).id if values["sponsor"] is not None else "",
            },
            hidden=[(name, self.request.GET.get(name, "")) for name in (*SENT, BASIS_FIELD)],
            consequences=self._consequences(who),
        )

    def perform(self):
        try:
            values = self._values(self.request.POST)
            sharing.check_may_share(
                self.viewer, self.context, values["principal"], (values["role"],), values["until"], values["sponsor"]
            )
            stored = self.given_to(self.principals.show(values["principal"]))
            roles = (stored["role"],) if stored["role"] else ()
            words = {**stored, "role": roles_text(self.translate, self.context, roles)}
            check_unchanged(self, stored, {name: self.request.POST.get(name, "") for name in stored}, TERMS, words)
            given = sharing.share(
                self.viewer,
                self.request.act(),
                self.context,
                values["principal"],
                (values["role"],),
                values["until"],
                values["sponsor"],
            )
        except ChoiceConflict as error:
            return self._again(error, {"principal": self.request.POST["principal"], **error.merged})
        except BadInput as error:
            return self._again(error, self.request.POST)
        self.request.registry.notify(given)
        return self.back("access-given", self.context, "sharing", who=self.key_of(values["principal"]))

    def _values(self, sent):
        values = authoring.check(GivingSchema(), {name: sent.get(name, "") for name in SENT})
        if values["role"] not in role_descriptions(self.context):
            raise BadInput(_("That role cannot be given here."))
        principal, sponsor = self.principals.resolve(values["principal"]), values["sponsor"]
        if self.is_space and is_person_id(principal):
            raise BadInput(_("Add people on the “People” page."))
        return {
            "principal": principal,
            "role": values["role"],
            "until": end_of_day(
                values["until"],
                self.request.site_zone,
                sharing.latest_end(self.viewer, self.context, values["role"]),
            ),
            "sponsor": resolve_account(self.request.people, sponsor).id if sponsor else None,
        }

    def _again(self, error, sent):
        """Return the page with the typed values and the error."""
        invalid = isinstance(error, authoring.InvalidFields)
        sentence = field_errors(self.translate, GivingSchema(), error) if invalid else self.translate(error.message)
        typed = {name: sent.get(name, "") for name in SENT}
        try:
            self.principals.resolve(typed["principal"])
        except BadInput:
            typed = {**typed, "principal": ""}
        self.request.response.status_int = error.status if isinstance(error, ChoiceConflict) else 422
        self.request.override_renderer = "moothall.sharing:templates/sharing.pt"
        return SharingPage(self.context, self.request).show(sentence, typed)

    def _words(self, who, values):
        said = self.translate(role_descriptions(self.context)[values["role"]])
        mapping = {"name": who.title, "role": said, "title": self.title}
        if values["until"] is None:
            return _("${name}: ${role}. Starts now and has no end date.", mapping=mapping)
        mapping["date"] = self.clock.end(values["until"])
        return _("${name}: ${role}. Starts now and lasts until the end of ${date}.", mapping=mapping)

    def _consequences(self, who):
        lines = []
        if not self.context.leaf:
            lines.append(_("This also applies to everything in it, including items added later."))
        if who.kind == "space":
            lines.append(_("People who join the space get this access too, and lose it when they leave."))
        if who.kind == "group":
            lines.append(_("People who join the group get this access too, and lose it when they leave."))
        held = sharing.roles_on(self.context, who.stored, self.request.now)
        if held:
            lines.append(_("This replaces the access given before."))
        return [self.translate(line) for line in lines]


class RemovePage(SharingChangePage):
    """Remove the access that a principal was given here."""

    name = "remove"

    def ask(self):
        who = self.principals.show(self.principals.resolve(self.request.GET.get("principal", "")))
        return self.question(
            self.translate(_("Remove ${name}", mapping={"name": who.title})),
            _(
                "${name} immediately loses the access given here. Access they have in other ways stays.",
                mapping={"name": who.title},
            ),
            _("Remove"),
            affected={"kind": "grant", "principal": who.id, "role": ""},
            danger=True,
            hidden=[("principal", who.key)],
        )

    def perform(self):
        principal = self.principals.resolve(self.request.POST.get("principal", ""))
        if self.is_space and is_person_id(principal):
            raise BadInput(_("Add people on the “People” page."))
        gone = sharing.share(self.viewer, self.request.act(), self.context, principal, ())
        self.request.registry.notify(gone)
        if not self.still():
            return self.back("access-removed", self.request.site)
        return self.back("access-removed", self.context, "sharing", who=self.key_of(principal))

    def still(self):
        """Return True if the viewer may still share after the change, since people can remove their own access."""
        return may_share_now(self.request, self.context)


class RestrictPage(SharingChangePage):
    """Restrict access to the people who are named here."""

    name = "close"
    inherits = False

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_giving()

    def ask(self):
        sharing.check_may_change_inheritance(self.viewer, self.context)
        return self.question(
            _("Restrict access"),
            _("People who only have inherited access lose it immediately."),
            _("Restrict access"),
            affected={"kind": "inherit", "inherit": "false"},
            danger=True,
            consequences=[
                self.translate(line)
                for line in (
                    _("People listed under “Access given here” keep their access, and so do you."),
                    _("Facilitators and owners of the space keep their access, because they are responsible for it."),
                    _("People who are not listed can no longer see what they wrote in it. It is kept for them."),
                    _("Everyone who can see it also sees a lock next to its name."),
                    _("You can undo this at any time."),
                )
            ],
        )

    def perform(self):
        sharing.set_inherits(self.viewer, self.request.act(), self.context, self.inherits)
        return self.back("access-closed" if not self.inherits else "access-opened", self.context, "sharing")


class InheritPage(RestrictPage):
    """Remove the restriction: inherit access again."""

    name = "open"
    inherits = True

    def ask(self):
        sharing.check_may_change_inheritance(self.viewer, self.context)
        return self.question(
            _("Remove the restriction"),
            _("From now on, everyone with access to the place it is in has access here too:"),
            _("Remove the restriction"),
            affected={"kind": "inherit", "inherit": "true"},
            consequences=inherited_access(self.viewer, self.translate, self.context),
        )


def may_share_now(request, item):
    """Return True if the viewer may share ``item`` after the changes of this request."""
    viewer = type(request.viewer)(request.site, request.person, request.now)
    return viewer.sees(item) and sharing.may_revoke(viewer, item)


def about_principal(sentence, otherwise):
    """Return the function that returns ``sentence`` about the principal in the address and the item."""

    def say(view):
        found = principal_of(view)
        if found is None or not view.viewer.sees(view.context):
            return view.translate(otherwise)
        title = title_of(view.viewer, view.translate, view.context)
        return view.translate(_(sentence, mapping={"name": found.title, "title": title}))

    return say


def principal_of(view):
    """Return the principal that the address of the page names, if this person may know of it, or None."""
    principals = Principals(view.request, view.context)
    try:
        return principals.show(principals.resolve(view.request.GET.get("who", "")))
    except BadInput:
        return None


def undo_access(view):
    """Return the button that undoes the last change of access of the principal in the address, or None."""
    found = principal_of(view) if view.request.person.id is not None else None
    if found is None:
        return None
    return undo_button(view, MEMBERSHIP if isinstance(view.context, Space) else GRANT, found.stored)


def undo_grant(view, act, event):
    """Give the principal the role, end date and sponsor from before."""
    item, (roles, until, sponsor) = view.context, grants_before(view, event)
    if roles:
        authoring.require(view.request, Permission.SHARE, item)
    elif not sharing.may_revoke(view.viewer, item):
        raise Forbidden().missing_permission(Permission.SHARE, item)
    check_exists(view, event.key)
    view.request.registry.notify(sharing.share(view.viewer, act, item, event.key, roles, until, sponsor))


def undo_break(view, act, event):
    """Restrict access again, or remove the restriction."""
    authoring.require(view.request, Permission.SHARE, view.context)
    sharing.set_inherits(view.viewer, act, view.context, event.before)


def _back(view, _event):
    if not may_share_now(view.request, view.context):
        return view.back("sharing-undone", view.request.site)
    return view.back("sharing-undone", view.context, "sharing")


CHANGES = {one.name: one for one in (GivePage, RemovePage, RestrictPage, InheritPage)}


def includeme(config):
    config.add_status_messages(
        {
            "access-given": about_principal(_("${name} now has access to “${title}”."), _("Access given.")),
            "access-removed": about_principal(_("Access to “${title}” removed for ${name}."), _("Access removed.")),
        },
        undo=undo_access,
    )
    config.add_status_messages(
        {
            "access-closed": about_item(_("Access to “${title}” restricted to the people listed here.")),
            "access-opened": about_item(_("Restriction of “${title}” removed. It inherits access again.")),
        },
        undo=lambda view: undo_button(view, BREAK),
    )
    config.add_status_messages({"sharing-undone": _("Undone. Access is as before.")})
    config.add_event_undo(GRANT, undo_grant, _back)
    config.add_event_undo(BREAK, undo_break, _back)
