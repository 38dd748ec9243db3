"""Access classes: one value for all items that the same people can see.

An access class is ``scope:workflow:state``, followed by the id of the creator, of who deleted
the item, or of both, in states whose table asks for them.  The state of a working edition is
followed by ``+`` and that of the live edition behind it.
"""

from moothall.core.access import Subject


def access_class(subject, definition):
    """The class of everything that the same people may see: see the docstring of this module."""
    state = subject.state if subject.published_state is None else f"{subject.state}+{subject.published_state}"
    base = f"{subject.scope}:{subject.workflow}:{state}"
    whose = definition.personal(subject.state, subject.published_state)
    return ":".join([base, *(str(getattr(subject, name)) for name in whose)]) if whose else base


def subject_of_class(value):
    """A subject that stands for every entry of an access class.

    Of a single person the class does not say what they did: the table that holds asks for that one thing.
    """
    scope, workflow, state, *people = value.split(":")
    creator, deleter = people if len(people) == 2 else (people or [None]) * 2
    state, _plus, behind = state.partition("+")
    return Subject(int(scope), workflow, state, creator=creator, deleter=deleter, published_state=behind or None)
