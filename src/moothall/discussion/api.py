"""Forums and discussions in the HTTP API."""

from datetime import UTC, datetime
from typing import ClassVar

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.core.operations import authoring
from moothall.core.search.query import ContentQuery
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.discussion.answers import answer_of, check_may_mark, mark_answer
from moothall.discussion.content import Discussion, thread_to_reply_in
from moothall.discussion.mentions import count_request, suggestions
from moothall.discussion.post import Post
from moothall.discussion.reactions import add_reaction, reactions_to, remove_reaction
from moothall.discussion.slow_mode import set_slow_mode, slow_mode_of, wait_for
from moothall.web.api.content import ContentService
from moothall.web.api.parameters import Known
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of

#: Maximum number of characters of a name to search for.
MAX_QUERY = 100


class DiscussionService(ContentService):
    """A discussion, with its posts from the first to the last."""

    fields_of_new = ("in_reply_to", "is_first", "edited", "reactions")

    def post(self):
        """Add a post; one that answers a post which was moved to another discussion is added there."""
        self.context = thread_to_reply_in(self.viewer, self.context, _name_in(self.body().get("in_reply_to")))
        return super().post()

    def further_fields(self, body):
        """Return the UID of the post that is answered, given by its UID or its address."""
        sent = body.get("in_reply_to")
        if sent is None:
            return {}
        name = _name_in(sent)
        post = self.context.get(name) if name else None
        if post is None or not self.viewer.sees(post):
            raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "in_reply_to"}))
        return {"in_reply_to": post.uid}

    def children(self):
        return ContentQuery(self.viewer).of("post").within(self.context).sorted_by(*self.context.listing_order)


class PostService(ContentService):
    """A post; which one it answers is set when it is added."""

    unchangeable = ("in_reply_to",)


class ReactionsService(Service):
    """``@reactions`` of a post: how many of each kind, and those of the person."""

    def get(self):
        self.no_rest()
        return self._show()

    def post(self):
        self.no_rest()
        self.require_login()
        add_reaction(self.viewer, self.context, text_of(self.body(), "reaction", 20, required=True))
        return self._show()

    def delete(self):
        self.require_login()
        remove_reaction(self.viewer, self.context, text_of(self.body(), "reaction", 20, required=True))
        return self.nothing()

    def _show(self):
        person = self.request.person.id
        return {
            "@id": self.url("@reactions"),
            "items": [
                {
                    "reaction": name,
                    "count": len(people),
                    "own": person is not None and person in people,
                    # Visitors do not see who reacted.
                    "people": [self.show.login(one) for one in people] if person is not None else None,
                }
                for name, people in reactions_to(self.context).items()
            ],
        }


class AnswerService(Service):
    """``@answer`` of a discussion: the post that answers it."""

    def get(self):
        self.no_rest()
        return self._show()

    def post(self):
        self.no_rest()
        self.require_login()
        check_may_mark(self.viewer, self.context)
        body = self.body()
        if "post" not in body:
            raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "post"}))
        sent = body["post"]
        name = _name_in(sent)
        post = self.context.get(name) if name else None
        if sent is not None and post is None:
            raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "post"}))
        mark_answer(self.viewer, self.request.act(), self.context, post)
        return self._show()

    def _show(self):
        post = answer_of(self.viewer, self.context)
        return {
            "@id": self.url("@answer"),
            "post": uid_name(post.uid) if post is not None else None,
            "url": self.show.url(post) if post is not None else None,
        }


class MentionsService(Service):
    """``@mentions`` of a discussion: whom those who can reply may mention, at most ten for what was typed."""

    parameters: ClassVar[Known] = {"query": ()}

    def get(self):
        self.no_rest()
        self.require_login()
        authoring.require(self.request, Permission.REPLY, self.context)
        count_request(self.request.person.id)
        self.request.response.headers["Cache-Control"] = "no-store"
        text = (self.sent.last("query") or "").strip()[:MAX_QUERY]
        found = suggestions(self.viewer, self.request.people, self.context, text)
        return {"@id": self.url("@mentions"), "items": [self._show(one) for one in found]}

    def _show(self, one):
        profile = f"/people/{one.person}" if one.person is not None else None
        return {"kind": one.kind, "name": one.name, "title": one.title, "about": one.about, "profile": profile}


class SlowModeService(Service):
    """``@slow-mode`` of a discussion."""

    def get(self):
        self.no_rest()
        return self._show()

    def post(self):
        self.no_rest()
        authoring.require(self.request, Permission.MODERATE, self.context)
        body = self.body()
        seconds = body.get("seconds")
        if type(seconds) is not int:
            raise BadInput(_("“${field}” must be a number.", mapping={"field": "seconds"}))
        act = self.request.act(text_of(body, "comment", MAX_REASON_LENGTH))
        set_slow_mode(self.viewer, act, self.context, seconds, _until_in(body))
        return self._show()

    def _show(self):
        mode = slow_mode_of(self.context, self.request.now)
        return {
            "@id": self.url("@slow-mode"),
            "seconds": mode.seconds if mode is not None else 0,
            "until": moment(mode.until) if mode is not None and mode.until is not None else None,
            "by": self.show.login(mode.by) if mode is not None else None,
            "comment": mode.reason if mode is not None else "",
            "wait": wait_for(self.viewer, self.context),
        }


def _name_in(sent):
    """Return the name of a post that was given by its UID or its address; empty if none was."""
    return sent.rstrip("/").rpartition("/")[2] if isinstance(sent, str) else ""


def _until_in(body):
    text = text_of(body, "until", 40)
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(_("“${field}” must be a date and time.", mapping={"field": "until"})) from None
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)


def discussion_fields(show, discussion):
    """Return the representation of a discussion beside the fields of its schema."""
    post = answer_of(show.viewer, discussion)
    return {"pinned": discussion.pinned, "answer": uid_name(post.uid) if post is not None else None}


def post_fields(show, post):
    """Return the representation of a post beside the fields of its schema."""
    found = {"is_first": post.is_first, "edited": bool(post.edits_for(show.viewer))}
    found["reactions"] = {name: len(people) for name, people in reactions_to(post).items()}
    answered = show.visible(post.in_reply_to)
    if answered is not None:
        found["in_reply_to"] = uid_name(answered.uid)
    return found


def includeme(config):
    config.add_service(DiscussionService, attr="get", context=Discussion)
    config.add_service(DiscussionService, attr="post", context=Discussion, method="POST", asks=Permission.ADD)
    for method in ("get", "post", "delete"):
        config.add_service(ReactionsService, name="@reactions", attr=method, method=method.upper(), context=Post)
    for method in ("get", "post"):
        config.add_service(SlowModeService, name="@slow-mode", attr=method, method=method.upper(), context=Discussion)
        config.add_service(AnswerService, name="@answer", attr=method, method=method.upper(), context=Discussion)
    config.add_service(MentionsService, name="@mentions", context=Discussion, asks=Permission.REPLY)
    config.add_service(PostService, attr="patch", context=Post, method="PATCH", asks=Permission.EDIT)
