"""Telling somebody that a step they had planned was not possible."""

from pyramid.traversal import resource_path

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.content.versions import Versioned
from moothall.people.store import PeopleStore
from moothall.ui.locale import localizer_for


def plan_failed(registry, site, people, message):
    """(address, subject, text), or ``None`` for who may no longer see the item."""
    account, item = PeopleStore(people).by_id(message.to), site.uids.get(message.about)
    if account is None or not account.enabled or not account.email or item is None:
        return None
    viewer = AccessContext(site, account.person, registry.clock())
    if not viewer.sees(item):
        return None
    translate = localizer_for(registry, account.language).translate
    title = translate(viewer.shown(item).version.title if isinstance(item, Versioned) else item.title)
    definition = viewer.facts.definition(item.workflow, item.subject().scope)
    step = definition.transitions.get(message.data["step"])
    mapping = {"title": " ".join(title.split()), "step": translate(_(step.title)) if step else message.data["step"]}
    link = settings_of(registry).site_url + resource_path(item)
    return (
        account.email,
        translate(_("Scheduled action failed: ${step}, ${title}", mapping=mapping)),
        "\n\n".join(
            [
                translate(_("You scheduled “${step}” for “${title}”. It was not possible:", mapping=mapping)),
                f"> {message.data['why']}",
                translate(_("View it here: ${link}", mapping={"link": link})),
                f"-- \n{translate(site.title)}",
            ]
        )
        + "\n",
    )


def includeme(config):
    config.add_email("plan failed", plan_failed)
