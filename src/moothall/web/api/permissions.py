"""``@permissions``: what can be allowed on an item, and what of it the person asking holds."""

from moothall.core.access.permissions import Permission, permissions_of
from moothall.web.api.service import Service

#: They guard GET, PATCH and DELETE, on whatever it is.
EVERYWHERE = (Permission.VIEW, Permission.EDIT, Permission.DELETE)


class PermissionsService(Service):
    """Each permission that the table of this type knows, with its sentence."""

    def get(self):
        self.no_rest()
        subject = self.context.subject()
        definition = self.viewer.facts.definition(subject.workflow, subject.scope)
        # Without transitions, items stay in the state they have.
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


def includeme(config):
    config.add_service(PermissionsService, name="@permissions", attr="get", expand=True)
