"""Changes of what people hold, appended to the facts of the site."""


def record(site, act, changes):
    """Append what a verb of the store has changed to the log, in the same transaction."""
    for change in changes:
        site.facts.append(act, change.kind, site.uid, key=(change.person, change.key), before=change.before,
                          after=change.after)
