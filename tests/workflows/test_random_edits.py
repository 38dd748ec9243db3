"""Whatever an administrator does to a table: none becomes active that is no workflow, and nothing disagrees after."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.base.errors import MoothallError
from moothall.core.operations import activation
from moothall.core.operations.removed_states import removed_states
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.workflow import tokens as V
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.validation import locked_out, problems
from moothall.workflows import editing
from moothall.workflows.differences import Differences
from tests.core.operations.rollouts import agreement, drift, let_work
from tests.factories import CURATED, OPEN
from tests.whole_site import WholeSite
from tests.workflow_kinds import KINDS

STATES = ("draft", "proposed", "needs_changes", "published", "archived", "deleted")


class Editing:
    """One administrator, drawing what to do next."""

    def __init__(self, draw):
        self._draw = draw

    def one_of(self, things):
        return self._draw(st.sampled_from(sorted(things)))

    def edit(self, data):
        """``data`` after one edit, as the forms make them."""
        return self.one_of_these(
            self.tick,
            self.tick,
            self.add_state,
            self.add_step,
            self.remove_state,
            self.remove_step,
            self.retitle,
            self.begin_elsewhere,
        )(data)

    def one_of_these(self, *ways):
        return self._draw(st.sampled_from(ways))

    def tick(self, data):
        state, permission = self.one_of(data["states"]), self.one_of([str(one) for one in PERMISSIONS])
        token = self.one_of(editing.columns(data, KINDS))
        data = copy.deepcopy(data)
        row = data["matrix"].setdefault(state, {}).setdefault(permission, [])
        row.remove(token) if token in row else row.append(token)
        return data

    def add_state(self, data):
        id = editing.new_id(data["states"], self.one_of(("Checked", "Open", "2nd")))
        rows = {"view": [self.one_of(editing.columns(data, KINDS))], "edit": ["facilitator"]}
        fields = {"title": id, "hue": self.one_of(V.COLOURS), "live": self._draw(st.booleans())}
        return self.add_step(editing.with_state(data, id, fields, rows, self.one_of(data["states"])), to=id)

    def add_step(self, data, to=None):
        id = editing.new_id(data["transitions"], "Action")
        fields = {
            "title": id,
            "from": [self.one_of(data["states"])],
            "to": to or self.one_of(data["states"]),
            "who": [self.one_of(editing.columns(data, KINDS))],
            "reason": self._draw(st.booleans()),
        }
        return editing.with_transition(data, id, fields)

    def remove_state(self, data):
        return editing.without_state(data, self.one_of(data["states"])) if len(data["states"]) > 1 else data

    def remove_step(self, data):
        return editing.without_transition(data, self.one_of(data["transitions"])) if data["transitions"] else data

    def retitle(self, data):
        id = self.one_of(data["states"])
        return editing.with_state(data, id, {"title": "Renamed"}, data["matrix"].get(id, {}))

    def begin_elsewhere(self, data):
        return editing.with_texts(data, data["title"], "", self.one_of(data["states"]))

    def mapping(self, states):
        """An answer for some of the states that go, now and then one that is none."""
        return {
            one.state.id: self.one_of((*(state.id for state in one.choices), "nowhere", "published"))
            for one in states
            if self._draw(st.booleans())
        }


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_random_edits(base, data):
    random_edits(base, data.draw, rounds=3)


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_many_random_edits(base, data):
    random_edits(base, data.draw, rounds=6)


def random_edits(base, draw, rounds):
    base.clock.now = base.beginning
    with WholeSite(base) as site, pytest.MonkeyPatch.context() as patch:
        # One by one, a few at a time, or all of it in the request.
        patch.setattr(activation, "BATCH", draw(st.sampled_from((1, 3, 200))))
        for place in (OPEN, CURATED):
            for state in STATES:
                site.make.document(f"{place}/documents", state, by="author", state=state)
            made = site.make.document(f"{place}/documents", "both", by="author")
            site.make.working_edition(made, state="proposed")
        site.reindex()
        editor = Editing(draw)
        for _round in range(rounds):
            if _edit_and_activate(site, editor):
                assert agreement(site) == []
                let_work(site)
                assert agreement(site) == []
                assert drift(site) == {}
                _is_sound(site)


def _edit_and_activate(site, editor):
    """Some edits, and the attempt to let them hold; returns whether they do."""

    def work(tree):
        act, definition = site.act("admin"), tree["workflows"]["content"]
        before = definition.in_force
        draft = definition.draft or definition.begin_draft(act)
        for _edit in range(editor.one_of(range(1, 6))):
            definition.save_draft(act, draft.revision, editor.edit(draft.data))
        # Whatever it has become, it can be told in words.
        assert Differences(str, before, draft.data, {str(one): one for one in PERMISSIONS}).sentences() is not None
        wrong = definition.problems(KINDS)
        tables = {} if wrong else dict.fromkeys(definition.used_in(), (None, Definition(draft.data)))
        states = removed_states(tree, KINDS["content"], tables)
        moved = editor.mapping(states)
        # What is asked is what is demanded: neither more nor less.
        good = all(
            moved[one.state.id] in {state.id for state in one.choices} if one.state.id in moved else not one.asks
            for one in states
        )
        try:
            definition.activate_draft(act, KINDS, draft.revision, moved)
        except MoothallError:
            assert definition.draft is draft
            assert wrong or not good
            if wrong:
                definition.discard_draft(act, draft.revision)
            return False
        assert wrong == [] and good
        assert list(locked_out(definition.in_force, before)) == [] or tree.access.changes
        return True

    return site.write(work)


def _is_sound(site):
    def look(tree):
        definition = tree["workflows"]["content"]
        data = definition.data_of(definition.active)
        known = {tree.uids.get(uid).state for uid in uids_by_value(tree.catalog["type_id"])["document"]}
        return problems(data, KINDS), known - set(Definition(data).states), dict(tree.access.changes)

    assert site.read(look) == ([], set(), {})
