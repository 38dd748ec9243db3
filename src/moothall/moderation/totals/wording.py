"""The actions of the moderation log in words, and its rows."""

from collections import Counter

from moothall.core.base.i18n import _

TITLES = {
    "hidden": _("Posts removed"),
    "refused": _("Posts rejected"),
    "pending": _("Posts held by word rules"),
    "closed": _("Discussions closed"),
    "restricted": _("Other restrictions"),
    "ban": _("Bans"),
    "silence": _("Silences"),
    "warning": _("Warnings"),
    "reported": _("Reports received"),
    "report dismissed": _("Reports dismissed"),
    "appealed": _("Appeals received"),
    "appeal granted": _("Appeals granted"),
    "appeal refused": _("Appeals refused"),
}


def rows_of(totals, by_month: bool):
    """Return sorted (month or empty, action, rule, is_automated, count), with the newest month first."""
    counted = Counter()
    for one in totals:
        counted[one.month if by_month else "", one.action, one.rule, one.is_automated] += one.number
    order = list(TITLES)
    rows = [(*key, count) for key, count in counted.items()]
    rows.sort(key=lambda row: (order.index(row[1]), row[2], row[3]))
    rows.sort(key=lambda row: row[0], reverse=True)
    return rows


def rule_title(site, space, id, translate):
    """Return the current title of a rule; empty if none was cited.  ``space`` is None for those of the site."""
    return translate(site.rules.cited(space, id)[1].title) if id else ""
