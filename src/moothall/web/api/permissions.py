"""``@permissions``: the permissions on an item, and which of them the person holds."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.access.permissions import Permission, permissions_of
from moothall.web.api.service import Service

#: Permissions that GET, PATCH and DELETE require on any item.
EVERYWHERE = (Permission.VIEW, Permission.EDIT, Permission.DELETE)


class PermissionsService(Service):
    """The permissions that apply to the type of the item, with their titles."""

    def get(self) -> dict[str, Any]:
        """Return each permission and whether the person holds it."""
        subject = self.context.subject()
        definition = self.viewer.access_data.definition(subject.workflow, subject.scope)
        # Without transitions items stay in their current state, so the rows of other states do not matter.
        states = definition.states if definition.transitions else (subject.state,)
        known = [
            one
            for one in permissions_of(self.request.registry).values()
            if one in EVERYWHERE or any(definition.row(state, one) for state in states)
        ]
        if self.context.leaf and Permission.ADD in known:
            known.remove(Permission.ADD)
        return {
            "@id": self.url("@permissions"),
            "items": [
                {
                    "id": str(one),
                    "title": self.translate(one.sentence),
                    "allowed": self.viewer.allowed(one, self.context),
                }
                for one in known
            ],
        }


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(PermissionsService, name="@permissions", attr="get", expand=True)
