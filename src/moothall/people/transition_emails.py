"""Emails about transitions: to the author or the owners, and to the people a workflow notifies.

A feature adds the texts for the transitions of its workflows with ``config.add_transition_email``.
Other transitions, and those that lead elsewhere than the shipped ones, are named by their titles.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.workflow.history import is_involved
from moothall.core.workflow.transition import Transitioned
from moothall.people.email_composition import to_account
from moothall.people.recipients import creator, notify, of_tokens

#: Registry category: "<workflow> <transition>" → :class:`TransitionEmail`.
TRANSITION_EMAIL = "transition email"

#: Kinds of messages: with the texts of a feature; with the title of the transition.
DECIDED, TAKEN = "decided", "step"


class TransitionEmail(NamedTuple):
    """The email about a transition that leads to the state ``target``."""

    target: str
    subject: str
    first: str
    recipients: Callable[..., Iterable[str]]


def add_transition_email(
    config: Configurator,
    workflow: str,
    transition: str,
    target: str,
    subject: str,
    first: str,
    recipients: Callable[..., Iterable[str]] = creator,
) -> None:
    """Register the texts of the email about a transition that leads to the state ``target``.

    ``recipients(item, now)`` returns the people to notify.  ``subject`` and the first line ``first`` may
    contain the variables ``person`` (who did it) and ``title``.
    """
    entry = TransitionEmail(target, subject, first, recipients)
    register(config, TRANSITION_EMAIL, f"{workflow} {transition}", entry)


def notify_transition(registry: Registry, event: Transitioned) -> None:
    """Put messages in the outbox for the author or the owners, and for the people the workflow notifies.

    If the workflow's transition leads elsewhere than the shipped one, the email names it by its title.
    """
    item, act, transition = event.item, event.act, event.transition
    texts = _texts_of(registry, item, transition.id)
    concerned = texts.recipients(item, act.at) if texts is not None else []
    others = [one for one in of_tokens(item, transition.notifies, act.at) if one not in concerned]
    if texts is not None and texts.target == event.after:
        notify(DECIDED, concerned, item, act, step=transition.id, reason=act.reason)
    else:
        others = [*concerned, *others]
    notify(TAKEN, others, item, act, step=transition.title, reason=act.reason)


def decision_email(email, item):
    """Compose the email about a decision on an item that the recipient wrote or owns."""
    texts = _texts_of(email.registry, item, email.data["step"])
    if texts is None or not email.viewer.sees(item):
        return None
    title = email.title(item.titled_by)
    return email.compose_about((texts.subject, texts.first), title, email.link(item), email.data["reason"])


def transition_email(email, item):
    """Compose the email about a transition of which the workflow notifies the recipient."""
    if not email.viewer.sees(item):
        return None
    texts = (_("${step}: ${title}"), _("${person} carried out “${step}” on “${title}”."))
    # Reasons are only for people who work on an item and people who decide on it.
    reason = email.data["reason"] if is_involved(email.viewer, item) else ""
    step = email.translate(_(email.data["step"]))
    return email.compose_about(texts, email.title(item.titled_by), email.link(item), reason, step=step)


def _texts_of(registry, item, transition) -> TransitionEmail | None:
    return registered(registry, TRANSITION_EMAIL).get(f"{item.workflow} {transition}")


def includeme(config):
    config.add_directive("add_transition_email", add_transition_email)
    config.add_email(DECIDED, to_account(decision_email))
    config.add_email(TAKEN, to_account(transition_email))
    registry = config.registry

    def subscriber(event):
        notify_transition(registry, event)

    config.add_subscriber(subscriber, Transitioned)
