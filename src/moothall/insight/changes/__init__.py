"""Changes of access as values: read, check, simulate and apply.

A change stands for a service (``@members``, ``@sharing``, ``@workflow``, …) and makes the same checks;
in addition it can be simulated on the access data without being applied.
"""

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.workflow.grounds import MAX_RULE_ID_LENGTH
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.insight.changes.ban import BanChange
from moothall.insight.changes.base import AccessChange, ChangeContext
from moothall.insight.changes.choice import ChoiceChange
from moothall.insight.changes.grant import GrantChange
from moothall.insight.changes.inherit import InheritChange
from moothall.insight.changes.member import MemberChange
from moothall.insight.changes.move import MoveChange
from moothall.insight.changes.policy import PolicyChange
from moothall.insight.changes.transition import TransitionChange
from moothall.insight.changes.workflow import WorkflowChange
from moothall.people.lookup import find_account
from moothall.ui.forms.page import BASIS_FIELD

__all__ = [
    "KINDS",
    "AccessChange",
    "BanChange",
    "ChangeContext",
    "GrantChange",
    "InheritChange",
    "MemberChange",
    "MoveChange",
    "PolicyChange",
    "TransitionChange",
    "WorkflowChange",
    "from_query",
    "read",
]

KINDS = {
    kind.kind: kind
    for kind in (
        PolicyChange,
        MemberChange,
        GrantChange,
        InheritChange,
        TransitionChange,
        MoveChange,
        WorkflowChange,
        ChoiceChange,
        BanChange,
    )
}
#: Other fields of a form.
NOT_OF_A_CHANGE = ("csrf_token", "once", "do", "said", "seal", "page", BASIS_FIELD)
FIELDS = {"reason": "comment"}
#: Fields that every kind of change has.
GENERAL = ("kind", "comment", "rule")
#: Kind → values of the fields that a form or an address leaves out if they are empty.
UNNAMED = {MemberChange.kind: {"roles": []}, GrantChange.kind: {"role": ""}}


def read(asker, item, sent):
    """Return the change of ``item`` that ``sent`` (plain data) describes; raise :class:`BadInput` if invalid."""
    if not isinstance(sent, dict):
        raise BadInput(_("“change” must be an object with a “kind”."))
    wanted = sent.get("kind")
    kind = KINDS.get(wanted) if isinstance(wanted, str) else None
    if kind is None:
        raise BadInput(_("“kind” must be one of: ${kinds}.", mapping={"kinds": ", ".join(KINDS)}))
    comment = "" if sent.get("comment") is None else sent["comment"]
    if not isinstance(comment, str) or len(comment) > MAX_REASON_LENGTH:
        raise BadInput(
            _("“comment” must be text of up to ${longest} characters.", mapping={"longest": MAX_REASON_LENGTH})
        )
    rule = "" if sent.get("rule") is None else sent["rule"]
    if not isinstance(rule, str) or len(rule) > MAX_RULE_ID_LENGTH:
        raise BadInput(
            _(
                "“${field}” must be text of up to ${longest} characters.",
                mapping={"field": "rule", "longest": MAX_RULE_ID_LENGTH},
            )
        )
    kind.require_right(asker.viewer, item)
    change = kind.read(asker, item, {name: value for name, value in sent.items() if name not in GENERAL})
    change.comment, change.rule = comment, rule
    return change


def from_query(asker, item, query):
    """Return the change that the fields of an address or a form describe.

    A form has the comment as the reason, and can also name people by their names.
    """
    sent = {
        FIELDS.get(name, name): [value for value in query.getall(name) if value]
        if name in MemberChange.LISTS
        else query[name]
        for name in query
        if name not in NOT_OF_A_CHANGE
    }
    # An address cannot contain an empty list or None.
    sent = UNNAMED.get(sent.get("kind"), {}) | sent
    for field in ("person", "sponsor"):
        account = find_account(asker.people, sent[field]) if isinstance(sent.get(field), str) else None
        if account is not None:
            sent[field] = account.login
    return read(asker, item, sent)
