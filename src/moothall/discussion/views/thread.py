"""A discussion: its posts, the actions on each, and the form to reply."""

from html import escape

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import datetime_of, microseconds
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _, plural
from moothall.core.content.items import scope_of
from moothall.core.operations import authoring
from moothall.core.richtext import HTML, MARKDOWN, from_source, to_plain
from moothall.core.search.query import ResultPage, existing_page
from moothall.core.workflow.transition import available
from moothall.discussion.answers import answer_of, may_mark
from moothall.discussion.arrivals import ReadPosts, mark_read
from moothall.discussion.components import PostRow, TimelineDate
from moothall.discussion.content import Discussion, thread_to_reply_in
from moothall.discussion.mentions import shown_text
from moothall.discussion.reactions import REACTIONS, reactions_to
from moothall.discussion.schema import PostSchema
from moothall.discussion.slow_mode import slow_mode_of, wait_for
from moothall.discussion.states import PUBLISHED
from moothall.discussion.syndication import linked_data
from moothall.discussion.views.live import live_region
from moothall.discussion.views.notices import place_notices
from moothall.discussion.views.transfer_choice import choice_of_posts, leave_choice, transfer_actions
from moothall.discussion.visible_thread import VisibleThread
from moothall.space.header import space_head, space_of
from moothall.space.members import roles_given
from moothall.ui.badges import chip_of
from moothall.ui.layout.components import Composer
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View, image_upload_url, path_of
from moothall.ui.pagination import Counted, page_number, pages_of
from moothall.ui.slots import panels
from moothall.ui.status_messages import about_item, reason_for_state
from moothall.web import unsent_forms

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} posts"), plural("${n} post", "${n} posts"))
PAGE_SIZE = 50

#: Roles shown beside a name; membership is not shown, since most authors are members.
TOLD_ROLES = {"owner": _("Owner"), "facilitator": _("Facilitator"), "moderator": _("Moderator")}


class ThreadPage(View):
    """The discussion with fifty posts a page; reading writes nothing."""

    def show(self):
        return self._thread()

    def reply(self):
        """Add a reply, or show the input again with a preview or the errors."""
        self.context = thread_to_reply_in(self.viewer, self.context, self.request.POST.get("in_reply_to", ""))
        self.request.context = self.context
        authoring.require(self.request, Permission.REPLY, self.context)
        typed = self.request.POST.get("text", "")
        kind = self.request.POST.get("text_format", "markdown")
        html = from_source(typed, HTML if kind == "html" else MARKDOWN)
        if unsent_forms.is_shown_again(self.request):
            return self._thread(typed=typed, kind=kind)
        if self.request.POST.get("preview"):
            return self._thread(typed=typed, kind=kind, preview=html)
        try:
            values = authoring.check(PostSchema().bind(request=self.request), {"text": html, "language": ""})
            values["in_reply_to"] = self._answered()
            post = authoring.add(self.request, self.context, "post", values)
        except BadInput:
            self.request.response.status_int = 422
            return self._thread(typed=typed, kind=kind, error=self.translate(_("Enter some text first.")))
        except Conflict as error:
            if not wait_for(self.viewer, self.context):
                raise
            self.request.response.status_int = error.status
            return self._thread(typed=typed, kind=kind, error=self.translate(error.message))
        mark_read(self.request.read_marks, self.context, microseconds(post.created))
        return self.back("waiting" if post.own_state == "pending" else "replied", post)

    def _answered(self):
        post = self.context.get(self.request.POST.get("in_reply_to", ""))
        return post.uid if post is not None and self.viewer.sees(post) else None

    def _thread(self, typed="", kind="markdown", preview=None, error=""):
        request, discussion = self.request, self.context
        self.seen = VisibleThread(self.viewer, discussion)
        number = existing_page(page_number(request), self.seen.total, PAGE_SIZE)
        page = ResultPage([], self.seen.total, number, PAGE_SIZE)
        thread = PostRows(self)
        start = (page.number - 1) * PAGE_SIZE
        posts = self.seen.slice(start, PAGE_SIZE)
        rows = [(discussion.key_of(post), shown) for post in posts if (shown := thread.show(post)) is not None]
        closing_notes = place_notices(self, self.seen, start, rows, page.number == page.last)
        choosing, state = choice_of_posts(self, posts), discussion.state
        found = self.page(
            discussion.title,
            "thread",
            space=space_head(self),
            posts=[row for _key, row in rows],
            closing_notes=closing_notes,
            choosing=choosing,
            pages=pages_of(request, page, COUNTED),
            rail=self._rail(page),
            rail_label=self.translate(_("Dates in this discussion")),
            chip=chip_of(request, "discussion", state, scope_of(discussion)) if state != "open" else None,
            tags=discussion.subjects,
            actions=self._actions() if choosing is None else [leave_choice(self)],
            composer=self._composer(typed, kind, preview, error) if choosing is None else None,
            closed_note=self._closed_note(),
            slow_note=self._slow_note(),
            unread=self._unread(),
            answer=self._answer_link(),
            read_url=self._read_url(posts),
            read_to=_moment(posts),
            stream=live_region(self, page.number == page.last) if choosing is None else None,
        )
        if found["layout"].canonical:
            found["layout"].linked_data = linked_data(self, posts)
        return found

    def _composer(self, typed, kind, preview, error):
        if not self.viewer.allowed(Permission.REPLY, self.context):
            return None
        named = self.request.GET.get("reply_to") or self.request.POST.get("in_reply_to", "")
        quoted = self.context.get(named)
        if quoted is not None and not self.viewer.sees(quoted):
            quoted = None
        hidden = [("in_reply_to", quoted.__name__)] if quoted is not None else []
        if self.request.GET.get("quote") and hidden and not typed:
            kind, typed = "html", self._quotation(quoted)
        return Composer(
            self.url(self.context, "replies"),
            self.translate(_("Your reply")),
            self.translate(_("Reply")),
            text=typed,
            text_format=kind,
            image_upload_url=image_upload_url(self.request, self.context),
            mentions_url=self.url(self.context, "@mentions"),
            author=self.request.names(self.request.person.id),
            error=error,
            preview=preview,
            hidden=hidden,
            answered=Link(self.request.names.name(quoted.creator), self.url(quoted)) if quoted is not None else None,
            cancel_url=f"{self.url(self.context)}#reply",
        )

    def _quotation(self, post):
        """Return a quotation with the name of the author and a link: the whole post, or the words selected in it."""
        selected = " ".join(self.request.GET.get("selection", "").split())
        # Only words that are there are quoted under a name.
        is_there = selected and selected in " ".join(to_plain(post.text).split())
        words = f"<p>{escape(selected)}</p>" if is_there else post.text
        name = escape(self.request.names.name(post.creator))
        return f'<blockquote><p><a href="{path_of(self.request, post)}">{name}</a>:</p>{words}</blockquote><p></p>'

    def _closed_note(self):
        if self.viewer.allowed(Permission.REPLY, self.context):
            return ""
        if self.context.review_state != "open":
            return self.translate(_("This discussion is closed. You can read it, or start a new one."))
        if self.request.person.id is None:
            return self.translate(_("Log in to take part."))
        if self.viewer.is_silenced(self.context):
            return self.translate(_("You cannot write in this space at the moment."))
        space = space_of(self.context)
        if space is None or not self.viewer.sees(space):
            return self.translate(_("Only members can reply."))
        return self.translate(_("Only members of ${space} can reply.", mapping={"space": space.title}))

    def _slow_note(self):
        """Return that slow mode is on, with who set it, why and until when; an empty text if it is off."""
        mode = slow_mode_of(self.context, self.request.now)
        if mode is None:
            return ""
        said = {
            "minutes": max(1, mode.seconds // 60),
            "person": self.request.names.name(mode.by),
            "reason": mode.reason,
        }
        text = _("Slow mode: ${minutes} min between two posts of a person. Set by ${person}: “${reason}”")
        if mode.until is not None:
            said["date"] = self.clock.end(mode.until)
            text = _("Slow mode until ${date}: ${minutes} min between two posts of a person. By ${person}: “${reason}”")
        return self.translate(_(text, mapping=said))

    def _actions(self):
        """Return the buttons for the whole discussion."""
        actions = []
        if self.viewer.allowed(Permission.MODERATE, self.context):
            actions.append(Action(self.translate(_("Slow mode")), self.url(self.context, "slow-mode")))
            actions += transfer_actions(self)
            pin = (_("Unpin"), "unpin") if self.context.pinned else (_("Pin"), "pin")
            actions.append(Action(self.translate(pin[0]), self.url(self.context, pin[1]), post=True))
        for transition in available(self.viewer, self.context):
            actions.append(
                Action(
                    self.translate(_(transition.title)),
                    self.url(self.context, "workflow", transition.id),
                    post=not transition.needs_reason,
                )
            )
        actions += panels(self, "item actions")
        if self.viewer.allowed(Permission.DELETE, self.context):
            actions.append(Action(self.translate(_("Delete")), self.url(self.context, "delete"), kind="danger"))
        return actions

    def _rail(self, page):
        """Return the first post of each page with its date."""
        if page.last < 2:
            return []
        base = self.url(self.context)
        firsts = self.seen.keys[::PAGE_SIZE]
        return [
            TimelineDate(self.clock.day(datetime_of(moment)), f"{base}?page={number}", number == page.number)
            for number, (moment, _uid) in enumerate(firsts, 1)
        ]

    def _unread(self):
        """Return the position of the first unread post, for people who have read the discussion before."""
        if self.request.person.id is None:
            return None
        read = ReadPosts(self.request.read_marks, self.context)
        if read.first_unread(self.seen) is None or read.count_unread(self.seen) >= self.seen.total:
            return None
        return Link(self.translate(_("First unread post")), self.url(self.context, "first-unread"))

    def _answer_link(self):
        post = answer_of(self.viewer, self.context)
        return Link(self.translate(_("Jump to the answer")), self.url(post)) if post is not None else None

    def _read_url(self, posts):
        return self.url(self.context, "mark-read") if self.request.person.id is not None and posts else ""


def _moment(posts):
    return microseconds(posts[-1].created) if posts else 0


class PostRows:
    """Converts posts to components; values that are the same for all posts are looked up once."""

    def __init__(self, view):
        self._view = view
        request = view.request
        translate = view.translate
        self._viewer, self._names, self._clock = view.viewer, request.names, view.clock
        self._space = space_of(view.context)
        self._moderates = self._viewer.allowed(Permission.MODERATE, view.context)
        self._replies = self._viewer.allowed(Permission.REPLY, view.context)
        self._reply, self._quote, self._edit, self._delete = (
            translate(word) for word in (_("Reply"), _("Quote"), _("Edit"), _("Delete"))
        )
        self._edited = translate(_("edited"))
        self._roles = {}
        self._discussion = view.context
        self._me = request.person.id
        self._read = ReadPosts(request.read_marks, view.context) if request.person.id is not None else None
        self._drawn = self._read is None or self._read.count_unread(view.seen) >= view.seen.total
        self._base = view.url(view.context)
        self._first = view.context.first_uid
        self._answer, self._marks = view.context.answer_uid, may_mark(view.viewer, view.context)
        self._further, self._notes = panels(view, "post actions"), panels(view, "post notes")
        self._has_reactions = view.context.reactions is not None
        self._react, self._mark, self._unmark = (
            translate(word) for word in (_("React"), _("Mark as the answer"), _("Not the answer"))
        )

    def show(self, post):
        """Return the post as this person may see it: in full, as a removed post, or ``None``."""
        if not (self._is_said(post) or self._viewer.sees(post)):
            return self._tombstone(post) if post.own_state == "hidden" else None
        url = f"{self._base}{post.__name__}/"
        return PostRow(
            anchor=post.__name__,
            url=url,
            author=self._names(post.creator),
            time=self._clock.moment(post.created),
            text=shown_text(self._view.request, post.text),
            roles=self._roles_of(post.creator),
            actions=self._actions(post, url),
            first=post.uid == self._first,
            chip=self._chip(post),
            edited=self._edit_link(post, url),
            in_reply_to=self._answered(post),
            new_line=self._new_line(post),
            why="" if post.own_state == PUBLISHED else self._why(post),
            reactions=self._reactions(post),
            is_answer=post.uid == self._answer and post.own_state == PUBLISHED,
        )

    def _why(self, post):
        """Return why a post is not published, for those who see it."""
        notes = (note(post) for note in self._notes)
        return next(filter(None, notes), "") or reason_for_state(self._view, post)

    def _reactions(self, post):
        if not self._has_reactions:
            return []
        return [
            (REACTIONS[name][0], self._view.translate(REACTIONS[name][1]), len(people), self._me in people)
            for name, people in reactions_to(post).items()
        ]

    def _is_said(self, post):
        """Return True if everyone who sees the discussion sees this post."""
        return post.own_state == PUBLISHED and post.__parent__ is self._discussion

    def _tombstone(self, post):
        reason = post.decided[2] if post.decided else ""
        said = self._view.translate(_("Removed by the moderators: ${reason}", mapping={"reason": reason}))
        return PostRow(post.__name__, "", self._names(post.creator), self._clock.moment(post.created), "", removed=said)

    def _roles_of(self, person):
        found = self._roles.get(person)
        if found is None:
            given = roles_given(self._space, person, self._view.request.now) if self._space is not None else ()
            found = self._roles[person] = ", ".join(
                self._view.translate(TOLD_ROLES[role]) for role in given if role in TOLD_ROLES
            )
        return found

    def _actions(self, post, url):
        actions = []
        if self._replies and post.own_state == PUBLISHED:
            answer = f"{self._base}?reply_to={post.__name__}"
            actions = [Action(self._reply, f"{answer}#reply"), Action(self._quote, f"{answer}&quote=1#reply")]
            if post.creator != self._me:
                actions.append(Action(self._react, f"{url}react"))
        first = post.uid == self._first
        if self._marks and post.own_state == PUBLISHED and not first:
            is_answer = post.uid == self._answer
            label, value = (self._unmark, "") if is_answer else (self._mark, post.__name__)
            actions.append(Action(label, f"{self._base}answer", post=True, name="post", value=value))
        # The first post is edited with the title and deleted only with the whole discussion.
        if first and self._viewer.allowed(Permission.EDIT, self._view.context):
            actions.append(Action(self._edit, f"{self._base}edit"))
        elif post.creator == self._me and not first and self._viewer.allowed(Permission.EDIT, post):
            actions.append(Action(self._edit, f"{url}edit"))
            if self._viewer.allowed(Permission.DELETE, post):
                actions.append(Action(self._delete, f"{url}delete", kind="danger"))
        actions += [action for make in self._further if (action := make(post, url)) is not None]
        if self._moderates or post.deleted:
            actions.extend(self._moderation(post, url))
        return actions

    def _moderation(self, post, url):
        for transition in available(self._viewer, post):
            title = self._view.translate(_(transition.title))
            if transition.id != "delete":
                yield Action(title, f"{url}workflow/{transition.id}", post=not transition.needs_reason)
            elif post.creator != self._me:
                yield Action(title, f"{url}delete", kind="danger")

    def _chip(self, post):
        if post.own_state == PUBLISHED:
            return None
        return chip_of(self._view.request, "post", post.own_state, scope_of(self._view.context))

    def _edit_link(self, post, url):
        return Link(self._edited, f"{url}history") if post.edits_for(self._viewer) else None

    def _answered(self, post):
        if post.in_reply_to is None:
            return None
        answered = self._view.request.site.uids.get(post.in_reply_to)
        if answered is None or not (self._is_said(answered) or self._viewer.sees(answered)):
            return None
        return Link(self._names.name(answered.creator), f"{self._base}{answered.__name__}/")

    def _new_line(self, post):
        if self._drawn or not self._read.is_unread(self._discussion.key_of(post)):
            return ""
        self._drawn = True
        return self._view.translate(_("New since your last visit"))


def includeme(config):
    template = "moothall.discussion:templates/thread.pt"
    config.add_view(ThreadPage, attr="show", context=Discussion, request_method="GET", renderer=template)
    config.add_view(
        ThreadPage,
        attr="reply",
        name="replies",
        context=Discussion,
        request_method="POST",
        asks=Permission.REPLY,
        renderer=template,
    )
    config.add_status_messages(
        {
            "replied": about_item(_("Reply to “${title}” posted.")),
            "waiting": _("Thank you. A moderator will check it before others can see it."),
        }
    )
