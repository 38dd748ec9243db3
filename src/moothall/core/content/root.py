"""The root of the tree of items."""

from typing import Any

from substanced.objectmap import ObjectMap

from moothall.core.content.items import Container
from moothall.core.event_log.log import ActionContext


class Root(Container):
    """The root of a tree, with the object map that stores the references between items."""

    def __init__(self, act: ActionContext, **fields: Any) -> None:
        super().__init__(act, **fields)
        self.__objectmap__ = ObjectMap(self)
