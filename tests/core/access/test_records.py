"""What was worked out from the facts is kept under a stamp of theirs."""

from moothall.core.access.space_policies import PRESETS
from tests.factories import OPEN


def stamps(tree):
    return tree.access.stamp, tree.catalog.classes_stamp


def test_a_stamp_is_the_same_whether_it_was_loaded_or_not(site):
    def look(tree):
        tree._p_jar.cacheMinimize()
        return stamps(tree), stamps(tree)

    fresh, loaded = site.read(look)
    assert fresh == loaded


def test_a_change_of_access_is_another_stamp(site):
    before = site.read(stamps)
    site.on(OPEN, lambda space: space.set_policies(site.act("owner"), PRESETS["confidential"][1]))
    assert site.read(stamps)[0] != before[0]
