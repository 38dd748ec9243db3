"""The kinds of workflows that Moothall comes with, for tests that need no application."""

from pathlib import Path

from pyramid.config import Configurator

import moothall
from moothall.core.workflow.kinds import workflow_kinds


def _registered():
    config = Configurator()
    config.include("moothall.core.event_log")
    config.include("moothall.core.workflow")
    for path in sorted(Path(moothall.__file__).parent.glob("*/workflow.py")):
        config.include(f"moothall.{path.parent.name}.workflow")
    config.commit()
    return workflow_kinds(config.registry)


#: Id → kind, in order.
KINDS = _registered()


def shipped(id):
    """Return the data of the workflow that a new site begins with."""
    return KINDS[id].shipped()
