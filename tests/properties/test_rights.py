"""Whatever the tree and the tables say: pages and programs let people do what ``decide`` allows, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.authorization.access_context import AccessContext
from moothall.core.workflow import transition as steps
from tests.factories import ACTORS
from tests.properties.sight import Everything
from tests.properties.test_agreement import HURRIED, MOMENTS, Planted
from tests.trees import changes, trees

#: What nobody may write into any field: whoever may change the rest of it hears of that first.
WRONG = {"title": 5, "text": 5}
#: Of so many things each person is asked about one.
EVERY = 3


class Rights:
    """One person, and what they are let do; ``wrong`` collects what does not agree."""

    def __init__(self, planted, login):
        self.site, self.builder, self.login = planted.site, planted.builder, login
        self.person = planted.people[login]
        self.browser, self.program = self.site.client(login), self.site.program(login)
        self.wrong = []

    def look(self, first):
        for path in self.site.read(self._paths)[first::EVERY]:
            self._at(path)

    def _paths(self, root):
        everything = Everything(root)
        return sorted(path for uid, path in everything.paths.items() if uid in self.builder.names)

    def _known(self, root, path):
        """(kind, whether it is seen, what is allowed, steps there are, and steps that can be taken)."""
        item, viewer = find_resource(root, path), AccessContext(root, self.person, self.site.clock.now)
        if not viewer.sees(item):
            return item.type_id, False, set(), [], []
        subject = item.subject()
        has_states = item.review_state is not None
        table = viewer.access_data.definition(subject.workflow, subject.scope)
        return (
            item.type_id,
            True,
            {str(one) for one in PERMISSIONS if viewer.allowed(one, item)},
            list(table.transitions) if has_states else [],
            [step.id for step in steps.available(viewer, item)] if has_states else [],
        )

    def _at(self, path):
        kind, seen, allowed, known, available = self.site.read(lambda root: self._known(root, path))
        edited = self.program.patch_json(path, WRONG, status="*").status_int
        form = self.browser.get(f"{path}/edit", status="*").status_int if kind not in ("library", "forum") else None
        told = self.program.get(f"{path}/@permissions", status="*")
        if not seen:
            self._compare(path, "hidden", {404}, {edited, form} - {None})
            self._compare(path, "@permissions", 404, told.status_int)
            return
        refused = {401, 403, 409}
        self._compare(path, "PATCH", True, edited == 400 if "edit" in allowed else edited in refused)
        self._compare(path, "the form", True, form in (200, None) if "edit" in allowed else form in {*refused, None})
        listed = {one["id"]: one["allowed"] for one in told.json["items"]}
        self._compare(path, "@permissions", {name: name in allowed for name in listed}, listed)
        self._steps(path, known, available)
        if available[:1] != ["delete"]:
            # Whoever deletes an item twice gets the first answer again.
            self._delete(path)

    def _steps(self, path, known, available):
        if known:
            offered = self.program.get(f"{path}/@workflow").json["transitions"]
            self._compare(path, "steps", sorted(available), sorted(one["@id"].rpartition("/")[2] for one in offered))
        for name in [*(name for name in known if name not in available), *available[:1]]:
            sent = {"comment": "Because.", "rule": "law"}
            status = self.program.post_json(f"{path}/@workflow/{name}", sent, status="*").status_int
            self._compare(path, f"step {name}", name in available, status == 200)

    def _delete(self, path):
        # A step may have changed what is allowed, and where.
        seen, allowed = self.site.read(lambda root: self._known(root, path)[1:3])
        if seen and "delete" not in allowed:
            self._compare(path, "DELETE", True, self.program.delete(path, status="*").status_int in {401, 403, 409})

    def _compare(self, path, what, expected, found):
        if expected != found:
            self.wrong.append(f"{self.login or 'guest'}, {path}, {what}: {expected} expected, not {found}")


def rights(base, plans, happening, day, logins):
    with Planted(base) as planted:
        planted.build(plans)
        planted.change(happening)
        planted.index(share=0)
        planted.site.clock.advance(days=day)
        wrong = []
        for first, login in enumerate(logins):
            person = Rights(planted, login)
            person.look(first % EVERY)
            wrong += person.wrong
        assert not wrong, "\n".join([f"{len(wrong)} differences:", *wrong[:30]])


anybody = st.permutations([None, *ACTORS]).map(lambda logins: logins[:3])


@given(plans=trees, happening=changes, day=st.sampled_from(MOMENTS), logins=anybody)
@settings(max_examples=6, derandomize=True, **HURRIED)
def test_what_is_allowed_can_be_done_and_nothing_else(base, plans, happening, day, logins):
    rights(base, plans, happening, day, logins)


@pytest.mark.long
@given(plans=trees, happening=changes, day=st.sampled_from(MOMENTS), logins=anybody)
@settings(max_examples=150, **HURRIED)
def test_what_is_allowed_can_be_done_and_nothing_else_over_many_trees(base, plans, happening, day, logins):
    rights(base, plans, happening, day, logins)
