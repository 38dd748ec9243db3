"""The email to a person whose scheduled transition was not possible."""

from moothall.core.base.i18n import _
from moothall.people.email_composition import SEE_IT, quoted, to_account


def scheduled_action_failed(email, item):
    """Compose the email about a scheduled transition, with the reason why it was not possible."""
    if not email.viewer.sees(item):
        return None
    definition = email.viewer.access_data.definition(item.workflow, item.subject().scope)
    step = definition.transitions.get(email.data["step"])
    return email.compose(
        _("Scheduled action failed: ${step}, ${title}"),
        _("You scheduled “${step}” for “${title}”. It was not possible:"),
        quoted(email.data["why"]),
        SEE_IT,
        title=email.title(item),
        step=email.translate(_(step.title)) if step else email.data["step"],
        link=email.link(item),
    )


def includeme(config):
    config.add_email("plan failed", to_account(scheduled_action_failed))
