"""The overview of a space: activity, people, description."""

from moothall.core.access.space_policies import POLICIES
from moothall.core.base.i18n import _
from moothall.core.richtext import excerpt, stored, to_plain
from moothall.core.search.query import ContentQuery
from moothall.space.content import Coalition, Space
from moothall.space.header import space_head
from moothall.space.members import members
from moothall.ui.activity import latest
from moothall.ui.badges import step_actions
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.ui.slots import panels
from moothall.ui.status_messages import reason_for_state

#: Number of members on the overview.
PEOPLE_SHOWN = 8
#: Maximum characters of the welcome text on the overview; all of it is under "About".
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
            why=reason_for_state(self, space),
            activity=activity,
            empty=self._first_steps(activity),
            opening=_opening(stored(space.text or "")),
            lang=space.language or None,
            parts=panels(self, "space overview"),
            people=self._people(),
            actions=[*panels(self, "space overview actions"), *step_actions(self, space)],
            inner=[Link(self.translate(one.title), self.url(one)) for one in inner],
            may_add_space=isinstance(space, Coalition) and not self.viewer.counts_as_visitor(space),
            own_title=getattr(space, "own_title", ""),
        )

    def about(self):
        space = self.context
        definition = self.viewer.access_data.definition("space", space.uid)
        return self.page(
            space.title,
            "text",
            space=space_head(self, "about"),
            why=reason_for_state(self, space),
            text=stored(space.text),
            lang=space.language or None,
            tags=space.subjects,
            actions=[
                *panels(self, "space actions"),
                *step_actions(self, space),
                *panels(self, "space workflow actions"),
            ],
            facts=[
                (self.translate(_("State")), self.translate(_(definition.states[space.state].title))),
                (self.translate(_("Created")), self.clock.day(space.created)),
                *self._rules(),
            ],
        )

    def _rules(self):
        return [
            (self.translate(title), self.translate(values[self.context.record.policies[name]]))
            for name, (title, values) in POLICIES.items()
        ]

    def _people(self):
        if self.viewer.counts_as_visitor(self.context):
            return []
        return [self.request.names(row.person) for row in members(self.context, self.request.now)[:PEOPLE_SHOWN]]

    def _first_steps(self, activity):
        """Return the three suggested actions in an empty space, for people who may take them."""
        if activity:
            return None
        steps = panels(self, "first steps in a space")
        return Empty(
            self.translate(_("No activity yet")),
            self.translate(
                _("Good things to do first.") if steps else _("Activity appears here once members get started.")
            ),
            steps=steps,
        )


def _opening(text):
    """Return the first paragraphs of a welcome text that fit, or the beginning of a long one."""
    shown = ""
    for line in to_plain(text).splitlines():
        # A line that ends with a colon introduces a list that is cut off.
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
