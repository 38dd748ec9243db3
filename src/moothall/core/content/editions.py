"""The published and the unpublished version of an item, as access decisions, pages and transitions see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from moothall.core.access import Subject
from moothall.core.content.items import scope_of
from moothall.core.content.versions import Version

if TYPE_CHECKING:
    from moothall.core.content.versioned import Versioned

#: The published version, and the one being worked on.
LIVE, WORKING = "live", "working"
#: As the target of a transition: the state before the current one.
BEFORE = "before"


class Edition(NamedTuple):
    """One edition of an item, for access decisions, pages and transitions."""

    item: "Versioned"
    kind: str
    state: str
    version: Version

    @property
    def uid(self) -> int:
        """Return the uid of this edition in the catalog; the edition in default lists has the uid of the item."""
        return self.item.edition_uid if self.kind == WORKING and self.item.live_number is not None else self.item.uid

    @property
    def has_live(self) -> bool:
        """Return True for a working copy of an item that has a published version."""
        return self.kind == WORKING and self.item.live_number is not None

    @property
    def modified(self) -> datetime:
        """Return the time of the last change to this edition; readers do not learn of changes to a working copy."""
        return self.item.modified if self.kind == WORKING else cast(datetime, self.item.live_modified)

    def subject(self) -> Subject:
        """Return the data of this edition for :func:`~moothall.core.access.decide`."""
        item = self.item
        behind = item.live_state if self.has_live else None
        if not item.deleted:
            return Subject(scope_of(item), item.workflow, self.state, item.creator, published_state=behind)
        before = item.working_state if self.kind == WORKING else item.live_state
        return Subject(
            scope_of(item), item.workflow, self.state, item.creator, item.deleted[0],
            published_state=behind, before=before,
        )  # fmt: skip


def working_before_published(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Return the subjects with the published state added, as :meth:`Edition.subject` does for two editions."""
    if len(subjects) < 2:
        return tuple(subjects)
    working, live = subjects
    return working._replace(published_state=live.before or live.state), live._replace(published_state=None)
