"""The choice of the rule on which a restriction is based, for forms: macro ``rule_choice``."""

from moothall.core.base.i18n import _
from moothall.core.workflow.grounds import common_grounds
from moothall.ui.layout.components import RuleChoice, RuleGroup

#: Name of the field.
RULE = "rule"


def rule_choice(view, items, chosen="", required=True, sometimes=False):
    """Return the choice among the rules that apply to all of ``items``; ``chosen`` is the ID that was sent.

    ``required``: no one can send the form without it.  ``sometimes``: only some actions of the form need a rule.
    """
    groups = [
        RuleGroup(
            view.translate(one.title),
            [(rule.id, f"{rule.number}. {view.translate(_(rule.title))}", rule.id == chosen) for rule in one.grounds],
        )
        for one in common_grounds(items)
    ]
    return RuleChoice(groups, required, sometimes) if groups else None


def cited_act(request, reason):
    """Return the context of an action with a reason and the rule that a form has sent."""
    return request.act(reason).citing(request.POST.get(RULE, ""))
