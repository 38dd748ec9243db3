"""``serve``: which sites are served."""

import pytest
from substanced.evolution import FINISHED_KEY

from moothall.command.subcommands.serve import _welcome


def test_a_site_that_has_yet_to_evolve_is_not_served(moothall):
    with moothall.open() as databases:
        databases.connection.root()[FINISHED_KEY].clear()
    with moothall.app() as app, pytest.raises(SystemExit, match="bin/moothall evolve"):
        _welcome(app, "http://localhost", [("127.0.0.1", 6543)])
