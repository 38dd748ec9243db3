"""Add the discussions of the sample site, as their authors would have written them."""

from moothall.core.event_log.log import ActionContext
from moothall.core.workflow.grounds import require_ground
from moothall.demo.data import read_all, text_of, when
from moothall.demo.texts import generated_discussions


def load(sample):
    """Add every discussion with its posts, edits, removals and reactions."""
    for one in [*read_all("discussions"), *generated_discussions(sample)]:
        _add(sample, one)


def _add(sample, one):
    space = sample.items[one["space"].rsplit("/", 1)[-1]]
    posts = one["posts"]
    begin = _act(sample, posts[0])
    discussion = space["discussions"].start(
        begin,
        one["title"],
        _text(posts[0]),
        name=one["key"],
        language=one["language"],
        subjects=tuple(one.get("subjects", ())),
    )
    sample.items[one["key"]] = discussion
    said = {posts[0].get("id"): discussion.first}
    _finish(sample, discussion.first, posts[0])
    for post in posts[1:]:
        waiting = post.get("state") == "pending"
        answered = said[post["reply_to"]] if "reply_to" in post else None
        added = discussion.add_post(
            _act(sample, post),
            _text(post),
            "pending" if waiting else "published",
            in_reply_to=answered.uid if answered is not None else None,
            language=post.get("language", ""),
        )
        said[post.get("id")] = added
        _finish(sample, added, post)
    _mark(sample, discussion, one)


def _finish(sample, post, one):
    """Edit or remove a post if the data say so."""
    if "edited" in one:
        # The data give the current text before the earlier one; they are saved in the other order.
        now_text = post.text
        post.text = text_of(one["edited"]["text"])
        post.edit(ActionContext(post.creator, when(one["edited"]["at"], sample.now)), now_text)
    if one.get("state") == "hidden":
        act = ActionContext(
            sample.person_ids[one["hidden_by"]], when(one["hidden_at"], sample.now), reason=one["reason"]
        ).citing(one["rule"])
        _step(sample, post, "hide", act)


def _mark(sample, discussion, one):
    if one.get("pinned"):
        discussion.pin()
    for step in one.get("history", ()):
        act = ActionContext(sample.person_ids[step["by"]], when(step["at"], sample.now), reason=step.get("reason", ""))
        _step(sample, discussion, step["transition"], act.citing(step.get("rule", "")))
    if one.get("closed"):
        why = one["closed"]
        act = ActionContext(sample.person_ids["moderator"], discussion.modified, reason=why["reason"])
        _step(sample, discussion, "close", act.citing(why["rule"]))
    sample.site.reindex(discussion)


def _step(sample, item, name, act):
    definition = sample.definition(item.workflow)
    transition = definition.transitions[name]
    act = require_ground(act, item) if transition.restricts else act
    item.apply_transition(act.performing(name), None, transition, definition)


def _act(sample, post):
    return ActionContext(sample.person_ids[post["by"]], when(post["at"], sample.now))


def _text(post):
    return text_of(post["text"])
