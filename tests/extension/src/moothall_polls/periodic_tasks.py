"""Close the polls whose time is over."""

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.storage.write_lock import write


def close_polls(registry):
    """Close every open poll past its date; return how many were closed."""

    def close(databases):
        site, now = databases.site, registry.clock()
        act, facts = ActionContext(None, now, rule="its time is over"), access_data_of(site)
        polls = [site.uids.get(uid) for uid in uids_by_value(site.catalog["type_id"]).get("poll", ())]
        over = [poll for poll in polls if poll.state == "open" and poll.closes_at <= now]
        for poll in over:
            definition = facts.definition(poll.workflow, scope_of(poll))
            poll.apply_transition(act, None, definition.transitions["close"], definition)
        return len(over)

    return write(registry, close)


def includeme(config):
    """Register the task, which runs hourly."""
    config.add_periodic_task("closing polls", close_polls, title=_("Closing of polls"))
