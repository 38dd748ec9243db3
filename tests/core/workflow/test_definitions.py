"""Compiled tables are kept, and never one for another."""

import copy

import pytest

from moothall.core.authorization.access_context import access_data_of
from moothall.workflows.content import DefinitionVersion


def test_a_version_that_was_not_saved_is_not_remembered(site):
    def look(tree, title):
        definition = tree["workflows"]["content"]
        number = definition.versions.maxKey() + 1
        table = copy.deepcopy(definition.data_of(number - 1))
        table["title"] = title
        definition.versions[number] = DefinitionVersion(table, None, site.clock.now)
        tree.access.definitions["content"] = (definition.uid, number)
        return access_data_of(tree).definition("content", tree.uid).title

    with pytest.raises(ZeroDivisionError):
        site.write(lambda tree: look(tree, "Given up") and 1 / 0)
    assert site.write(lambda tree: look(tree, "Saved")) == "Saved"
