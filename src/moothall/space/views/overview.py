"""The first page of a space: what is going on, who is here, what it is about."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.space_policies import DIALS
from moothall.core.base.i18n import _
from moothall.core.richtext import excerpt, stored, to_plain
from moothall.core.search.query import ContentQuery
from moothall.space.content import Coalition, Space
from moothall.space.header import space_head
from moothall.space.members import members
from moothall.ui.activity import latest
from moothall.ui.badges import step_actions
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View

PEOPLE_SHOWN = 8
#: So much of the welcome stands on the first page, in letters; all of it is under "About".
OPENING = 260


class SpacePages(View):
    """Overview and about."""

    def overview(self):
        space = self.context
        activity = latest(self, within=space, limit=10)
        inner = ContentQuery(self.viewer).of("workspace").children_of(space).newest_first().items(20)
        return self.page(
            space.title,
            "page",
            space=space_head(self, "", inviting=True),
            activity=activity,
            empty=self._first_steps(activity),
            opening=_opening(stored(space.text or "")),
            lang=space.language or None,
            pinned=self._pinned(),
            people=self._people(),
            actions=[*self._queue(), *self._settings(), *step_actions(self, space)],
            inner=[Link(self.translate(one.title), self.url(one)) for one in inner],
            may_add_space=isinstance(space, Coalition) and not self.viewer.counts_as_guest(space),
            own_title=getattr(space, "own_title", ""),
        )

    def about(self):
        space = self.context
        definition = self.viewer.facts.definition("space", space.uid)
        taken = step_actions(self, space)
        actions = []
        if self.viewer.allowed(Permission.EDIT, space):
            actions.append(Action(self.translate(_("Edit")), self.url(space, "edit")))
        actions += self._settings()
        if self.viewer.allowed(Permission.SHARE, space):
            actions.append(Action(self.translate(_("Groups and spaces")), self.url(space, "sharing")))
        actions.append(Action(self.translate(_("History")), self.url(space, "history")))
        actions += taken
        if taken:
            actions.append(Action(self.translate(_("Schedule", context="verb")), self.url(space, "schedule")))
        return self.page(
            space.title,
            "text",
            space=space_head(self, "about"),
            text=stored(space.text),
            lang=space.language or None,
            tags=space.subjects,
            actions=actions,
            facts=[
                (self.translate(_("State")), self.translate(_(definition.states[space.state].title))),
                (self.translate(_("Created")), self.clock.day(space.created.date())),
                *self._rules(),
            ],
        )

    def _rules(self):
        return [
            (self.translate(title), self.translate(values[self.context.record.dials[name]]))
            for name, (title, values) in DIALS.items()
        ]

    def _settings(self):
        if not self.viewer.allowed(Permission.MANAGE, self.context):
            return []
        return [Action(self.translate(_("Settings")), self.url(self.context, "settings"))]

    def _queue(self):
        """The way to what waits in this space, for those who may have something to decide."""
        if R.MODERATOR not in self.viewer.roles(self.context):
            return []
        return [Action(self.translate(_("Decisions")), self.url(self.context, "queue"))]

    def _pinned(self):
        """The discussions that the moderators keep at the top."""
        forum = self.context.get("discussions")
        found = [forum.get(name) for name in forum.pins] if forum is not None else []
        return [Link(one.title, self.url(one)) for one in found if one is not None and self.viewer.sees(one)]

    def _people(self):
        if self.viewer.counts_as_guest(self.context):
            return []
        return [self.request.names(row.person) for row in members(self.context, self.request.now)[:PEOPLE_SHOWN]]

    def _first_steps(self, activity):
        """An empty space offers its first three steps to those who may take them."""
        if activity:
            return None
        space, steps = self.context, []
        if self.viewer.allowed(Permission.ADD, space["discussions"]):
            steps.append(
                Action(
                    self.translate(_("Start the first discussion")), self.url(space["discussions"], "add", "discussion")
                )
            )
        if self.viewer.allowed(Permission.ADD, space["documents"]):
            steps.append(
                Action(self.translate(_("Write the first document")), self.url(space["documents"], "add", "document"))
            )
        if self.viewer.allowed(Permission.MANAGE, space):
            steps.append(Action(self.translate(_("Add the first members")), self.url(space, "people")))
        return Empty(
            self.translate(_("No activity yet")),
            self.translate(
                _("Good things to do first.") if steps else _("Activity appears here once members get started.")
            ),
            steps=steps,
        )


def _opening(text):
    """The first paragraphs of a welcome that fit, or the beginning of a long one."""
    shown = ""
    for line in to_plain(text).splitlines():
        # A line that ends with a colon promises what does not stand here.
        if len(shown) + len(line) > OPENING or line.endswith(":"):
            break
        shown = f"{shown} {line}".strip()
    return shown or excerpt(text, OPENING)


def includeme(config):
    for name, attr in (("", "overview"), ("about", "about")):
        config.add_view(
            SpacePages,
            attr=attr,
            name=name,
            context=Space,
            request_method="GET",
            renderer=f"moothall.space:templates/{attr}.pt",
        )
