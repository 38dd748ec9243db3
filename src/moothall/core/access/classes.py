"""Access classes: one value for all items that the same people can see.

An access class is ``scope:workflow:state``, followed by the id of the creator, of the person who
deleted the item, or of both, in states whose permissions depend on them.  The state of a deleted item
is followed by ``/`` and the state before, that of a working copy by ``+`` and the state of its
published version.
"""

from moothall.core.access.scopes import CompiledDefinition
from moothall.core.access.subjects import Subject


def access_class(subject: Subject, definition: CompiledDefinition) -> str:
    """Return the access class of a subject: see the docstring of this module."""
    state = subject.state if subject.before is None else f"{subject.state}/{subject.before}"
    if subject.published_state is not None:
        state = f"{state}+{subject.published_state}"
    base = f"{subject.scope}:{subject.workflow}:{state}"
    whose = definition.personal(subject.state, subject.published_state, subject.before)
    return ":".join([base, *(str(getattr(subject, name)) for name in whose)]) if whose else base


def subject_of_class(value: str) -> Subject:
    """Return a subject that represents every entry of an access class.

    If the class contains one person, that id is set as both creator and deleter: the workflow asks
    for one of them only.
    """
    scope, workflow, state, *people = value.split(":")
    creator, deleter = (people[0], people[-1]) if people else (None, None)
    state, _plus, behind = state.partition("+")
    state, _slash, before = state.partition("/")
    return Subject(int(scope), workflow, state, creator, deleter, published_state=behind or None, before=before or None)
