"""Databases from before are brought up to the code."""

from moothall.core.search.evolve import reclassify_working_copies
from moothall.core.search.query import ContentQuery
from moothall.core.storage.index_maps import values_by_uid
from tests.factories import OPEN


def test_classes_of_working_editions_say_what_is_behind(site, make):
    made = make.document(OPEN + "/documents", "Plan", by="author")
    make.working_edition(made, state="proposed")

    def work_of(login):
        return site.read(
            lambda tree: ContentQuery(site.viewer(tree, login)).including_working_copies().in_states("proposed").count()
        )

    def forget(tree):
        (uid,) = tree.catalog.secondary
        index = tree.catalog["access_class"]
        before = values_by_uid(index)[uid]
        index.index_doc(uid, type("Entry", (), {"access_class": before.replace("+published", "")}))
        return before

    before = site.write(forget)
    assert "proposed+published" in before
    for _time in range(2):
        site.write(lambda tree: reclassify_working_copies(tree, site.registry))
        assert site.read(
            lambda tree: [values_by_uid(tree.catalog["access_class"])[uid] for uid in tree.catalog.secondary]
        ) == [before]
    assert (work_of("author"), work_of("facilitator"), work_of("member")) == (1, 1, 0)
