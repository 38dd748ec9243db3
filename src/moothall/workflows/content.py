"""Workflow definitions as content: versions of a table, one of them active for the site."""

from BTrees.LOBTree import LOBTree

from moothall.core.content import Container, Item, site_of
from moothall.core.i18n import _
from moothall.core.workflow.definition import check, shipped


class Workflows(Container):
    """The workflow definitions of the site, in all their versions."""

    type_id = "workflows"
    workflow = "site"
    holds = ("workflow",)


class WorkflowDefinition(Item):
    """A table in all its versions.  A version, once stored, never changes; spaces name the version they use."""

    type_id = "workflow"
    workflow = "site"

    def __init__(self, act, data):
        super().__init__(act, title=_(data["title"]))
        self.versions = LOBTree()
        self.add_version(act, data)

    def add_version(self, act, data):
        """Store another version of the table; raises :class:`~moothall.core.errors.BadInput` when it is none."""
        check(data)
        number = self.versions.maxKey() + 1 if self.versions else 1
        self.versions[number] = data
        return number

    def data_of(self, number):
        return self.versions[number]

    @property
    def active(self):
        """The number of the version that holds where a space says nothing else."""
        return site_of(self).access.definitions[self.__name__][1]


def load_shipped(act, workflows, ids):
    """Make content of the definitions that come with Moothall, and activate them."""
    access = workflows.__parent__.access
    for id in ids:
        definition = WorkflowDefinition(act, shipped(id))
        access.definitions[id] = (definition.uid, 1)
        workflows.__parent__.uids.add(definition.uid, definition)
        workflows.place(act, definition, id)
        workflows.__parent__.facts.append(act, "definition version", definition.uid, key=id, after=1)
    access.touch()
