"""Access records of single items."""

from moothall.core.access.records import ITEM, AccessRecord
from moothall.core.content.items import Item, scope_of, site_of


def make_scope(item: Item) -> AccessRecord:
    """Return the access record of ``item``; create it and reclassify the subtree if there is none."""
    site = site_of(item)
    record = site.access.get(item.uid)
    if record is None:
        record = site.access.add(AccessRecord(item.uid, ITEM, scope_of(item), leaf=item.leaf))
        site.made_scope(item, record)
    return record
