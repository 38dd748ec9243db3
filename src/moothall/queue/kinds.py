"""The kinds of decisions there are: which states of which workflows wait for somebody."""

from typing import NamedTuple

from moothall.core.i18n import _


class Kind(NamedTuple):
    """A decision to be taken: ``accept`` is the step that grants what was asked, ``others`` refuse it."""

    id: str
    word: str
    workflows: tuple
    state: str
    accept: str
    others: tuple

    @property
    def steps(self):
        return (self.accept, *self.others)


KINDS = (
    Kind("publication", _("Publication"), ("content", "curated"), "proposed", "approve", ("request_changes",)),
    Kind("deletion", _("Deletion"), ("content", "curated"), "deletion_requested", "delete", ("refuse_deletion",)),
    Kind("post", _("Post"), ("post",), "pending", "approve", ("refuse",)),
    Kind("space", _("New space"), ("space",), "proposed", "activate", ("refuse",)),
    Kind("archival", _("Archival"), ("space",), "archival_requested", "archive", ("refuse_archival",)),
)
#: Requests to join are no state of an item: the space keeps them.
JOIN = Kind("join", _("Membership"), (), "", "accept", ("decline",))

BY_STATE = {(workflow, kind.state): kind for kind in KINDS for workflow in kind.workflows}
