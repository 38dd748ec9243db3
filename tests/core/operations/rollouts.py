"""Changes of a workflow, and whether lists, decisions and derived data agree after one."""

from moothall.command.subcommands.check import Check
from moothall.core.access.permissions import Permission
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.search.query import ContentQuery
from moothall.core.work.jobs import run_pending
from tests.factories import CURATED, OPEN

PLACES = (OPEN + "/documents", CURATED + "/documents")
WHO = (None, "admin", "owner", "facilitator", "author", "member", "reader", "outsider")


def content(site, change):
    """Change the table of content by ``change(data)``, which may map states that go; returns the job's id."""
    moved = {}
    return site.make.table("content", lambda data: moved.update(change(data) or {}), moved)


def agreement(site):
    """What each person finds in lists and what of it they may see: the two must be the same."""

    def look(tree):
        wrong = []
        for login in WHO:
            viewer = site.viewer(tree, login)
            listed = set(ContentQuery(viewer).including_working_copies().uids())
            for uid in tree.uids:
                if uid not in tree.catalog:
                    continue
                item = tree.uids.get(uid)
                edition = next((one for one in getattr(item, "editions", ()) if one.uid == uid), None)
                seen = viewer.decide((edition or item).subject(), Permission.VIEW).allowed
                if seen != (uid in listed):
                    wrong.append((login, item.title, item.state, seen))
        return wrong

    return site.read(look)


def drift(site):
    """What ``bin/moothall check`` has to say."""

    def look(tree, trail):
        kinds = {id: one.kind for id, one in registered_kinds(site.registry).items()}
        checking = Check(tree, site.registry.search_index, trail, kinds)
        checking.everything()
        return checking.problems

    site.copy_audit()
    return site.trail(lambda trail: site.read(lambda tree: look(tree, trail)))


def let_work(site):
    while run_pending(site.registry):
        site.reindex()
    site.reindex()


def hide_from_facilitators(data):
    data["matrix"]["published"]["view"] = ["creator", "owner"]


def open_drafts(data):
    data["matrix"]["draft"]["view"] = ["readers"]


def keep_the_archived_from_readers(data):
    data["matrix"]["archived"]["view"] = ["creator", "facilitator"]


def show_the_deleted_to_authors_of_them(data):
    data["matrix"]["deleted"]["view"] = ["own:author", "facilitator"]


def rename_proposed(data):
    states = data["states"]
    states["waiting"] = states.pop("proposed") | {"title": "In the in-tray"}
    data["matrix"]["waiting"] = data["matrix"].pop("proposed")
    for step in data["transitions"].values():
        step["from"] = ["waiting" if one == "proposed" else one for one in step["from"]]
        step["to"] = "waiting" if step["to"] == "proposed" else step["to"]
    return {"proposed": "waiting"}


def give_up_needs_changes(data):
    del data["states"]["needs_changes"], data["matrix"]["needs_changes"]
    del data["transitions"]["request_changes"], data["transitions"]["resubmit"]
    data["transitions"]["delete"]["from"].remove("needs_changes")
    return {"needs_changes": "draft"}


CHANGES = (
    hide_from_facilitators,
    open_drafts,
    keep_the_archived_from_readers,
    show_the_deleted_to_authors_of_them,
    rename_proposed,
    give_up_needs_changes,
)
