"""The events about a space."""

from pyramid.traversal import find_resource


def facts(site, path, *kinds):
    return site.on(
        path,
        lambda space: [
            (event.kind, event.key, event.before, event.after, event.reason)
            for event in find_resource(space, "/").event_log.about(space.uid, set(kinds))
        ],
    )
