"""The settings of a space: one of four presets, or each policy."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.access.log_events import POLICY
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.operations import authoring, moving
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.event_undo import last_event, logged_together, undo_button_of
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged, choices_basis
from moothall.ui.page import View
from moothall.ui.status_messages import about_item


class SettingsPage(View):
    """Every choice is described before it is saved."""

    def __init__(self, context, request):
        super().__init__(context, request)
        authoring.require(request, Permission.MANAGE, context)

    def show(self, chosen=None, error=""):
        translate = self.translate
        now = chosen or self.context.record.policies
        presets = [
            (name, translate(title), self._words(values), values == now) for name, (title, values) in D.PRESETS.items()
        ]
        policies = [
            (
                name,
                translate(title),
                [(value, translate(sentence), now[name] == value) for value, sentence in values.items()],
            )
            for name, (title, values) in D.POLICIES.items()
        ]
        return self.page(
            _("Space settings"),
            "narrow",
            space=space_head(self, "about"),
            presets=presets,
            policies=policies,
            custom=D.preset_of(now) is None,
            error=error,
            basis=choices_basis(self.context.record.policies),
            owns=R.OWNER in self.viewer.roles(self.context),
            move=self.url(self.context, "move") if moving.may_take(self.viewer, self.context) else "",
        )

    def save(self):
        posted = self.request.POST
        preset = posted.get("preset", "")
        if preset in D.PRESETS:
            chosen = D.PRESETS[preset][1]
        else:
            chosen = {name: posted.get(name, self.context.record.policies[name]) for name in D.POLICIES}
        if posted.get("do") == "affected":
            # The change has a preview on a page of its own.
            return HTTPSeeOther(self.url(self.context, "affected", query={"kind": "dial", **chosen}))
        try:
            stored = self.context.record.policies
            words = {name: self.translate(D.POLICIES[name][1][value]) for name, value in stored.items()}
            check_unchanged(self, stored, chosen, {name: one[0] for name, one in D.POLICIES.items()}, words)
            if chosen == stored:
                return self.back("nothing-changed", self.context, "about")
            self.context.set_policies(self.request.act(), chosen)
        except ChoiceConflict as error:
            self.request.response.status_int = error.status
            return self.show(error.merged, self.translate(error.message))
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(chosen, self.translate(error.message))
        return self.back("settings-saved", self.context, "about")

    def _words(self, values):
        return [self.translate(D.POLICIES[name][1][value]) for name, value in values.items()]


def _undo_button(view):
    """Return the button that undoes the last change of settings."""
    events = [event for name in D.POLICIES if (event := last_event(view, POLICY, name)) is not None]
    last = max(events, key=lambda event: event.at, default=None)
    return undo_button_of(view, view.context, last) if last is not None and last.before is not None else None


def _undo(view, act, event):
    """Give the space the settings from before all that was saved together with this event."""
    space = view.context
    if not view.viewer.allowed(Permission.MANAGE, space):
        raise Conflict(_("This can no longer be undone."))
    before = {one.key: one.before for one in logged_together(view, event)}
    # The settings that a space begins with have no others before them.
    if None in before.values():
        raise Conflict(_("This can no longer be undone."))
    space.set_policies(act, before)


def includeme(config):
    template = "moothall.space:templates/settings.pt"
    config.add_page(SettingsPage, "settings", context=Space, template=template, post="save", asks=Permission.MANAGE)
    config.add_event_undo(POLICY, _undo, lambda view, _event: view.back("settings-undone", view.context, "about"))
    config.add_status_messages(
        {"settings-saved": about_item(_("Settings of “${title}” saved. They are in effect now."))}, undo=_undo_button
    )
    config.add_status_messages(
        {"settings-undone": about_item(_("Undone. The settings of “${title}” are the same as before."))}
    )
