"""An explanation says what the site answers, and its fixes do what they promise: on random trees."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyramid.traversal import resource_path

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.access.permissions import PERMISSIONS
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.explain import AccessQuestion, Explanation
from moothall.core.authorization.sharing import roles_for
from moothall.core.authorization.simulation import simulate
from moothall.core.base.errors import MoothallError
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.insight.changes import GrantChange, MemberChange, PolicyChange, TransitionChange
from moothall.insight.suggestions import suggestions
from moothall.space.content import Space
from tests.insight.planted import planted, rows
from tests.trees import changes, trees
from tests.whole_site import WholeSite

HURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
#: So many questions are asked about each tree.
QUESTIONS = 20


def check_explanations(base, plans, happening, seed):
    """Ask an administrator's questions about random people, permissions and items."""
    base.clock.now = base.beginning
    with WholeSite(base) as whole, planted(whole, plans, happening) as tree:
        luck, asker = random.Random(seed), tree.viewer("admin")
        items = [item for item in tree.items() if asker.sees(item)]
        for _turn in range(QUESTIONS):
            login, item, permission = luck.choice(list(tree.people)), luck.choice(items), luck.choice(PERMISSIONS)
            viewer = tree.viewer(login)
            told = Explanation(viewer, item, AccessQuestion(permission), asker)
            what = f"{login}, {permission}, {resource_path(item)}, seed {seed}"
            assert told.allowed == viewer.allowed(permission, item), what
            assert told.reasons(), what
            found = suggestions(told, limit=1)
            if found:
                check_fix(tree, told, found[0], what)
            else:
                assert not list(every_change(tree, asker, told)), what


def check_fix(tree, told, fix, what):
    """Make the change as somebody who may, and see that the answer is another one; then take it back."""
    change, viewer = fix.change, told.viewer
    actors = [tree.viewer("admin"), *(tree.viewer(login) for login in tree.people)]
    if isinstance(change, TransitionChange) and isinstance(change.item, Versioned):
        actors = [actor for actor in actors if actor.shown(change.item) == told.asker.shown(change.item)]
    actor = next(actor for actor in actors if not refuses(change, actor))
    effect = simulate(tree.site, tree.types, [viewer.person], change.overlay(actor), change.roots(), tree.now)
    gains, losses = rows(effect)
    row = (viewer.person.id, told.question.permission, told.item.uid)
    assert row in (losses if told.allowed else gains), f"{what}: {change.plain(tree.store)}"
    savepoint = tree.savepoint()
    change.apply(actor, ActionContext(actor.person.id, tree.now, "Because."), lambda event: None)
    assert AccessContext(tree.site, viewer.person, tree.now).allowed(row[1], told.item) is not told.allowed, what
    savepoint.rollback()


def refuses(change, actor):
    try:
        change.check(actor)
    except MoothallError:
        return True
    return False


def flips(tree, told, change, overlay):
    viewer = AccessContext(tree.site, told.viewer.person, tree.now, overlay)
    return told.question.answer(viewer, told.item, overlay.access_subjects(told.item)) != told.allowed


def every_change(tree, asker, told):
    """Every single change by anybody that would turn the answer round, as far as the asker may know of it."""
    for item in tree.items():
        if not asker.sees(item):
            continue
        for change in changes_of(tree, item, told.viewer.person):
            for login in tree.people:
                actor = tree.viewer(login)
                if (
                    isinstance(change, TransitionChange)
                    and isinstance(item, Versioned)
                    and actor.shown(item) != asker.shown(item)
                ):
                    continue
                if not refuses(change, actor):
                    if flips(tree, told, change, change.overlay(actor)):
                        yield login, resource_path(item), change.plain(tree.store)
                    break


def changes_of(tree, item, person):
    if isinstance(item, Space):
        for name, (_title, values) in D.POLICIES.items():
            yield from (PolicyChange(item, {name: value}) for value in values)
        if person.id is not None:
            yield MemberChange(item, person.id, [])
            yield from (MemberChange(item, person.id, [role]) for role in R.SPACE_ROLES)
            held = [grant.role for grant in item.record.grants.get(person.id, ())]
            yield from (MemberChange(item, person.id, [*held, role]) for role in R.SPACE_ROLES)
    elif person.id is not None and item.__parent__ is not None:
        record = tree.site.access.get(item.uid)
        for principal in {person.id, *(record.grants if record is not None else ())}:
            yield from (GrantChange(item, principal, role) for role in (None, *roles_for(item)))
    subjects = [edition.subject() for edition in item.editions] if isinstance(item, Versioned) else [item.subject()]
    for subject in subjects:
        definition = tree.viewer(None).access_data.definition(subject.workflow, subject.scope)
        yield from (TransitionChange(item, step.id) for step in definition.transitions_from(subject.state))


@settings(max_examples=2, **HURRIED)
@given(trees, changes, st.integers(0, 10**6))
def test_an_explanation_is_the_answer_and_its_first_fix_turns_it_round(base, plans, happening, seed):
    check_explanations(base, plans, happening, seed)


@pytest.mark.long
@settings(max_examples=50, **HURRIED)
@given(trees, changes, st.integers(0, 10**6))
def test_1000_explanations_are_the_answers(base, plans, happening, seed):
    check_explanations(base, plans, happening, seed)
