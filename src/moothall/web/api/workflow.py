"""``@workflow``: the state of an item, its transitions and how to perform one."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.decisions import claim_on_item
from moothall.core.event_log.log import LogEvent
from moothall.core.workflow import transition as steps
from moothall.core.workflow.history import history_for
from moothall.web.access_help import TRANSITION
from moothall.web.api.representation import Representation, moment
from moothall.web.api.service import Service, act_of


class WorkflowService(Service):
    """The part of an item's workflow that the person may see."""

    segments = 1

    def get(self) -> dict[str, Any]:
        """Return the state, the available and blocked transitions, the history and the assignee."""
        self.no_rest()
        _edition, subject, definition = steps.transition_target(self.viewer, self.context)
        state = definition.states[subject.state]
        claim = claim_on_item(self.viewer, self.request.people, self.context)
        return {
            "@id": self.url("@workflow"),
            "state": {"id": self.show.summary(self.context)["review_state"], "title": self.translate(_(state.title))},
            "transitions": [self._transition(one) for one in steps.available(self.viewer, self.context)],
            "hindered": [
                {**self._transition(one.transition), "reasons": [self.translate(said) for said in one.sentences]}
                for one in steps.blocked_transitions(self.viewer, self.context)
            ],
            "history": past_transitions(self.show, self.viewer, self.context),
            # The assignee; shown to the requester and to those who decide.
            "holder": self.show.assignee(claim),
        }

    def post(self) -> dict[str, Any]:
        """Perform the transition named in the address; raise an error if it is not available."""
        (name,) = self.rest() or ("",)
        self.require_login()
        steps.check(self.viewer, self.context, name)
        # A repeated request does not have the version that it created itself, so the version is not checked.
        if steps.is_repeated(self.viewer, self.context, name):
            self.request.is_match_checked = True
        else:
            self.check_if_match()
        body = self.body(optional=True)
        self.refuse_unknown(body, ("comment", "rule", "replaces"))
        act = act_of(self.request, body)
        replaces = body.get("replaces")
        if replaces is not None and type(replaces) is not int:
            raise BadInput(_("“${field}” must be a number.", mapping={"field": "replaces"}))
        states = steps.transition_target(self.viewer, self.context)[2].states
        after = steps.perform(self.viewer, act, self.context, name, self.request.registry.notify, replaces)
        shown = self.show.summary(self.context)["review_state"] if self.viewer.sees(self.context) else after
        return {
            "action": name,
            "title": self.translate(_(states[shown].title)) if shown in states else shown,
            "review_state": shown,
            "actor": self.request.account.login,
            "time": moment(act.at),
            "comments": act.reason,
        }

    def _transition(self, one: Any) -> dict[str, Any]:
        return {
            "@id": self.url("@workflow", one.id),
            "id": one.id,
            "title": self.translate(_(one.title)),
            "needs_reason": one.needs_reason,
            "needs_rule": one.restricts,
        }


def past_transitions(show: Representation, viewer: AccessContext, item: Item) -> list[dict[str, Any]]:
    """Return the recorded transitions that the viewer may see, oldest first."""
    return [
        {
            "type": "workflow",
            # As in plone.restapi, ``action`` is the ID of the transition and ``title`` its title.
            "action": entry.step.id if entry.step is not None else None,
            "title": show.translate(_((entry.step or entry.state).title)),
            "review_state": entry.event.after,
            "actor": show.login(entry.event.actor),
            "time": moment(entry.event.at),
            "comments": entry.reason,
            **_definition_of(show, viewer, entry.event),
        }
        for entry in history_for(viewer, item)
    ]


def _definition_of(show: Representation, viewer: AccessContext, event: LogEvent) -> dict[str, Any]:
    """Return the workflow version of a recorded transition, if it is recorded and visible."""
    uid, number = event.version if isinstance(event.version, tuple) else (None, None)
    definition = viewer.site.uids.get(uid) if uid is not None else None
    if definition is None or not viewer.sees(definition):
        return {}
    return {"workflow": {"@id": show.url(definition), "version": number}}


def includeme(config: Configurator) -> None:
    """Register the services."""
    config.add_service(WorkflowService, name="@workflow", attr="get", expand=True)
    config.add_service(WorkflowService, name="@workflow", attr="post", method="POST", asks=TRANSITION)
