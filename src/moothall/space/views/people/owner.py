"""Transfer the ownership of a space to another member."""

import colander

from moothall.core.access import roles as R
from moothall.core.base.i18n import _
from moothall.core.content.schema import LineType
from moothall.core.operations import authoring
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.space import members, transfer
from moothall.space.undo import about_person
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page


class OwnerSchema(colander.Schema):
    """The new owner."""

    receiver = colander.SchemaNode(
        LineType(), title=_("Name or username of the new owner"), validator=colander.Length(max=100)
    )


class OwnerPage(PeopleView):
    """``people/owner``: for owners, and for administrators if an owner is not available any more."""

    tab = "owner"
    schema = OwnerSchema

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_manager()
        self.rest(0)
        self.owners = [row.person for row in members.members(context, request.now) if R.OWNER in row.roles]
        me = request.person.id
        self.former = me if me in self.owners else request.POST.get("former", "")
        transfer.check_may_transfer(self.viewer, context, self.former or me)

    def show(self, error="", typed=None):
        own = self.request.person.id in self.owners
        typed = typed or {"receiver": "", "reason": "", "former": ""}
        chosen = typed["former"] or (self.owners[0] if self.owners else "")
        return self.people_page(
            _("Transfer ownership"),
            error=error,
            typed=typed,
            own=own,
            owners=[]
            if own
            else [(person, self.request.names.name(person), person == chosen) for person in self.owners],
        )

    def send(self):
        typed = {name: self.request.POST.get(name, "") for name in ("receiver", "reason", "former")}
        try:
            values = authoring.check(OwnerSchema(), {"receiver": typed["receiver"]})
            receiver = self.account_of(values["receiver"]).id
            done = transfer.transfer_ownership(
                self.request.act(typed["reason"].strip()[:MAX_REASON_LENGTH]), self.context, self.former, receiver
            )
        except FORM_ERRORS as error:
            return self.show(self.refused(error), typed)
        self.request.registry.notify(done)
        return self.back("handed-over", self.context, "people", who=receiver)


def includeme(config):
    add_people_page(config, OwnerPage, "owner", "people-owner")
    config.add_status_messages(
        {
            "handed-over": about_person(
                _(
                    "Ownership transferred to ${name}. Both of you have been notified. Only an owner can transfer it "
                    "back."
                ),
                _("Ownership transferred. Both of you have been notified."),
            )
        }
    )
