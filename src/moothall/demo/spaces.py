"""Add the coalitions and workspaces of the sample site, with their members."""

from moothall.core.access.space_policies import PRESETS
from moothall.core.content.log_events import STATE
from moothall.core.event_log.log import ActionContext
from moothall.demo.data import read, text_of, when
from moothall.space.content import Coalition, Workspace
from moothall.space.members import set_member


def load(sample):
    site = sample.site
    for one in read("coalitions.yaml"):
        act = ActionContext(sample.person_ids[one["owner"]], when("-540d", sample.now))
        coalition = Coalition(
            act,
            policies=PRESETS["curated-space"][1],
            state="active",
            title=one["title"],
            own_title=one["own_title"],
            description=one["description"],
            text=text_of(one["text"]),
            language=one["language"],
            country=one["id"].upper(),
        )
        _seat(sample, act, site["coalitions"], coalition, one["id"], one.get("members", {}))
    for one in read("workspaces.yaml"):
        parent = site["workspaces"]
        if one.get("parent"):
            parent = sample.items[one["parent"].removeprefix("coalitions/")]
        act = ActionContext(sample.person_ids[one["owner"]], when(one["opened"], sample.now))
        policies = {**PRESETS[one["preset"]][1], **one.get("policies", {})}
        workspace = Workspace(
            act,
            policies=policies,
            state="active",
            title=one["title"],
            description=one["description"],
            text=text_of(one.get("welcome", "")),
            language=one["language"],
            subjects=tuple(one.get("subjects", ())),
        )
        _seat(sample, act, parent, workspace, one["key"], one.get("members", {}))


def close_archived(sample):
    """Archive some spaces, once their content is added."""
    for one in read("workspaces.yaml"):
        if one.get("state", "active") != "active":
            space = sample.items[one["key"]]
            act = ActionContext(sample.person_ids["sitemoderator"], when(one.get("closed", "-30d"), sample.now))
            site = sample.site
            site.event_log.append(act, STATE, space.uid, before=space.state, after=one["state"])
            site.access.set_state(space.record, one["state"])
            site.reindex(space)


def _seat(sample, act, parent, space, name, members):
    parent.add_item(act, space, name, fixed=True)
    sample.items[name] = space
    for key, roles in members.items():
        set_member(act, space, sample.person_ids[key], roles)
