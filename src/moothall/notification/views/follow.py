"""``<item>/follow``: what the person is notified of about a discussion, a tag, a space or the whole site."""

from moothall.core.base.errors import Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.notification.digest import FREQUENCIES, set_frequency
from moothall.notification.emails import because_text
from moothall.notification.followable import can_follow, followed, space_frequency, targets_of
from moothall.notification.subscriptions import LEVELS, level_of, subscriptions_in
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.badges import title_of
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

INHERIT = "inherit"
MAX_TAG_LENGTH = 100


class FollowPage(View):
    """A level for the item, or for ``?tag=`` in a space; for a space also how often its digest comes."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.own_account is None:
            raise Unauthorized()
        self.tag = " ".join(request.params.get("tag", "").split())[:MAX_TAG_LENGTH]
        self.targets = targets_of(request, context, self.tag)

    def show(self):
        how = followed(self.request, self.context, self.tag)
        title = title_of(self.viewer, self.translate, self.context)
        return self.page(
            _("Follow"),
            "narrow",
            space=space_head(self),
            about=f"{title} #{self.tag}" if self.tag else title,
            url=self.url(self.context),
            post_url=self.url(self.context, "follow"),
            tag=self.tag,
            choices=[
                (INHERIT, self._inherited_text(), how.chosen is None),
                *((level, self.translate(text), how.chosen == level) for level, text in LEVELS.items()),
            ],
            frequencies=[
                (value, self.translate(text), value == space_frequency(self.request, self.context))
                for value, text in FREQUENCIES.items()
            ]
            if isinstance(self.context, Space) and not self.tag
            else [],
        )

    def _inherited_text(self):
        """Return what applies while nothing is chosen here, and from where."""
        applies = level_of(self.request.people, self.request.person.id, self.targets[1:])
        level = self.translate(LEVELS[applies.level])
        why = because_text(self.request, f"follows {applies.target.key}") if applies.target is not None else ""
        if why:
            return self.translate(_("Inherited: ${level}. ${why}", mapping={"level": level, "why": why}))
        return self.translate(_("Default: ${level}", mapping={"level": level}))

    def save(self):
        level, frequency = self.request.POST.get("level", ""), self.request.POST.get("frequency", "")
        people, person = self.request.people, self.request.person.id
        before = followed(self.request, self.context, self.tag).chosen or INHERIT
        subscriptions_in(people).set(person, self.targets[0][0], None if level == INHERIT else level)
        if isinstance(self.context, Space) and not self.tag and frequency:
            set_frequency(people, person, self.context.uid, frequency)
        return self.back("follow-saved", self.context, before=before, tag=self.tag)


def _undo(view):
    """Return the button that chooses the level from before."""
    if not can_follow(view.request, view.context):
        return None
    query = {"tag": tag} if (tag := view.request.GET.get("tag", "")) else None
    url = view.url(view.context, "follow", query=query)
    return Action(view.translate(_("Undo")), url, post=True, name="level", value=view.request.GET.get("before", ""))


def includeme(config):
    config.add_page(
        FollowPage, "follow", context=Item, template="moothall.notification:templates/follow.pt", post="save"
    )
    config.add_status_messages(
        {"follow-saved": about_item(_("Notifications about “${title}” saved. You can change them under “Follow”."))},
        undo=_undo,
    )
