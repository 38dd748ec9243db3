"""``sharing``: who has access to an item, from where, until when, and given by whom."""

from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM
from moothall.core.authorization import access_requests, sharing
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring
from moothall.sharing.principals import Principals
from moothall.sharing.rows import AccessRows
from moothall.sharing.texts import always_have_access, inherited_access, not_yet, role_descriptions, roles_text
from moothall.space.content import Space
from moothall.space.header import section_of, space_head
from moothall.space.people_tabs import people_page_tabs
from moothall.ui.badges import title_of
from moothall.ui.forms.choice_conflicts import choices_basis
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View


class SharingView(View):
    """Base of the pages below ``sharing``: only people who may share, or remove access that was given, see them."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if not sharing.is_shareable(self.viewer, context):
            raise NotFound()
        if not sharing.may_revoke(self.viewer, context):
            authoring.require(request, Permission.SHARE, context)
        self.principals = Principals(request, context)

    @property
    def is_space(self):
        """Return True for a space: people are its members; only groups and other spaces are given access here."""
        return isinstance(self.context, Space)

    @property
    def title(self):
        return title_of(self.viewer, self.translate, self.context)

    @property
    def may_give(self):
        return self.viewer.allowed(Permission.SHARE, self.context)

    def require_giving(self):
        """Raise an error if the state of the item, or of the space, only lets the viewer remove access."""
        authoring.require(self.request, Permission.SHARE, self.context)

    def role_choices(self, chosen=""):
        """Return (role, label, True if selected) for each role that this person can give here."""
        words, grantable = role_descriptions(self.context), sharing.grantable_roles(self.viewer, self.context)
        offered = [role for role in words if role in grantable]
        chosen = chosen if chosen in offered else offered[0] if offered else ""
        return [(role, self.translate(words[role]), role == chosen) for role in offered]

    def given_to(self, who):
        """Return the values of the form to give access: those of what a principal has been given here."""
        held = sharing.roles_on(self.context, who.stored, self.request.now)
        known = [grant for grant in sharing.grants_on(self.context).get(who.stored, ()) if grant.role in held]
        until = self.clock.end_date(known[0].until).isoformat() if known and known[0].until is not None else ""
        sponsor = self.principals.show(known[0].sponsor) if known and known[0].sponsor is not None else None
        return {"role": held[-1] if held else "", "until": until, "sponsor": sponsor.id if sponsor else ""}


class SharingPage(SharingView):
    """The page itself: lists, a search for principals, and a form for the selected one."""

    def show(self, error="", typed=None):
        """Show the page; ``typed`` are the values of the form to give access, shown again with the error."""
        request, item, translate = self.request, self.context, self.translate
        rows, record = AccessRows(self, self.principals), request.site.access.get(item.uid)
        inherits = record is None or record.inherits
        edition = self.viewer.shown(item) if isinstance(item, Versioned) else None
        words = request.GET.get("find", "").strip()[:100]
        heading = _("Groups and spaces") if self.is_space else _("Sharing")
        return self.page(
            heading,
            "page",
            space=space_head(self, section_of(item, "people")),
            is_space=self.is_space,
            about=self.title,
            url=self.url(item),
            given=rows.given(),
            ended=rows.ended(),
            inherits=inherits,
            around=self._around(inherits),
            not_yet=not_yet(self.viewer, translate, edition),
            from_around=rows.from_around() if inherits else [],
            turn=self._turn(record, inherits),
            asked=self._asked(),
            answered=self._answered(),
            find=words,
            found=[
                (one.someone, self.url(item, "sharing", query={"principal": one.key}, anchor="give"))
                for one in self.principals.find(words)
            ]
            if words
            else [],
            giving=self._giving(typed),
            may_give=self.may_give,
            error=error,
            filters=people_page_tabs(self, "sharing") if self.is_space else [],
            give_words=translate(_("Give access")),
            answer_words=translate(_("Respond")),
        )

    def _around(self, inherits):
        if self.is_space:
            return []
        return (inherited_access if inherits else always_have_access)(self.viewer, self.translate, self.context)

    def _turn(self, record, inherits):
        """Return the link to restrict access or to remove the restriction; a space's content is always restricted."""
        if not self.may_give or (record is not None and record.kind != ITEM):
            return None
        try:
            sharing.check_may_change_inheritance(self.viewer, self.context)
        except authoring.Refused:
            return None
        if inherits:
            return Action(self.translate(_("Restrict access")), self.url(self.context, "sharing", "close"))
        return Action(self.translate(_("Remove the restriction")), self.url(self.context, "sharing", "open"))

    def _giving(self, typed):
        """Return the form for the selected principal with its choices, or ``None`` if none is selected."""
        key = (typed or self.request.GET).get("principal", "")
        if not key or not self.may_give:
            return None
        who = self.principals.show(self.principals.resolve(key))
        given = self.given_to(who)
        shown = typed or given
        return {
            "who": who,
            "roles": self.role_choices(shown["role"]),
            "until": shown["until"],
            "sponsor": shown["sponsor"],
            "basis": choices_basis(given),
            "action": self.url(self.context, "sharing", "give"),
            "effect": self.url(self.context, "affected.txt", query={"kind": "grant"}),
        }

    def _asked(self):
        """Return (person, requested role, message, moment, link to answer) of the open requests."""
        return [
            (
                self.request.names(one.person),
                roles_text(self.translate, self.context, (one.role,)),
                one.message,
                self.clock.moment(one.at),
                self.url(self.context, "sharing", "answer", query={"person": one.person}),
            )
            for one in self._requests()
            if one.state == access_requests.OPEN
        ]

    def _answered(self):
        """Return (person, decision and decider, reason, moment) of the answered requests."""
        done = [one for one in self._requests() if one.state in (access_requests.GRANTED, access_requests.DECLINED)]
        return [
            (self.request.names(one.person), answer_text(self, one), one.reason, self.clock.moment(one.answered_at))
            for one in done
        ]

    def _requests(self):
        return sorted(self.request.site.access_requests.about(self.context.uid), key=lambda one: one.at)


def answer_text(view, request):
    """Return a sentence with the outcome of a request."""
    person = view.request.names.name(request.answered_by)
    if request.state == access_requests.DECLINED:
        return view.translate(_("${person} declined the request.", mapping={"person": person}))
    said = roles_text(view.translate, view.context, (request.given,))
    if request.until is None:
        return view.translate(_("${person} gave access: ${role}.", mapping={"person": person, "role": said}))
    return view.translate(
        _(
            "${person} gave access until ${date}: ${role}.",
            mapping={"person": person, "role": said, "date": view.clock.end(request.until)},
        )
    )
