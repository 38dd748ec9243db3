"""Changes of access before they are applied, in sentences."""

from moothall.core.access import space_policies as D
from moothall.core.base.i18n import _
from moothall.insight.texts.names import Names
from moothall.workflows.content import WorkflowDefinition


class Changes(Names):
    """Sentences that describe a change."""

    def change(self, change):
        """Return a sentence with the result of a change."""
        return self._CHANGES[change.kind](self, change, {"place": self.place(change.item)})

    def _changed_policies(self, change, mapping):
        turned = change.differences() or change.policies
        return " ".join(
            self.translate(
                _(
                    "In ${place}, “${dial}” changes to: ${value}",
                    mapping={
                        **mapping,
                        "dial": self.translate(D.POLICIES[name][0]),
                        "value": self.translate(D.POLICIES[name][1][value]),
                    },
                )
            )
            for name, value in turned.items()
        )

    def _member_set(self, change, mapping):
        if not change.roles:
            return self.about(
                change.person,
                _("You are no longer a member of ${place}."),
                _("${person} is no longer a member of ${place}."),
                **mapping,
            )
        return self.about(
            change.person,
            _("You have these roles in ${place}: ${roles}."),
            _("${person} has these roles in ${place}: ${roles}."),
            **mapping,
            roles=", ".join(self.role(role) for role in change.roles),
        )

    def _banned(self, change, mapping):
        if change.banned:
            return self.about(
                change.person,
                _("You are banned from ${place} and count as a visitor there."),
                _("${person} is banned from ${place} and counts as a visitor there."),
                **mapping,
            )
        return self.about(
            change.person,
            _("You are no longer banned from ${place}."),
            _("${person} is no longer banned from ${place}."),
            **mapping,
        )

    def _granted(self, change, mapping):
        mapping["person"] = self.principal(change.principal)
        if change.role is None:
            return self.translate(_("The access of ${person} to ${place} is removed.", mapping=mapping))
        mapping["role"] = self.role(change.role)
        if change.principal == self._reader:
            return self.translate(_("You get the role “${role}” on ${place}.", mapping=mapping))
        return self.translate(_("${person} gets the role “${role}” on ${place}.", mapping=mapping))

    def _turned(self, change, mapping):
        text = (
            _("${place} inherits access again from the place it is in.")
            if change.inherits
            else _("Only people listed on ${place} have access to it.")
        )
        return self.translate(_(text, mapping=mapping))

    def _taken(self, change, mapping):
        mapping["step"] = self._step(change)
        return self.translate(_("This action is carried out on ${place}: ${step}.", mapping=mapping))

    def _step(self, change):
        step = change.step(self._viewer)
        return self.translate(_(step.title)) if step is not None else change.name

    def _moved(self, change, mapping):
        mapping["target"] = self.place(change.target)
        return self.translate(_("${place} moves to ${target}.", mapping=mapping))

    def _table(self, change, mapping):
        mapping["title"] = self.translate(_(change.table.title))
        if isinstance(change.item, WorkflowDefinition):
            return self.translate(_("Activate “${title}”", mapping=mapping))
        return self.translate(_("“${title}” says who can do what in ${place}.", mapping=mapping))

    def _chosen(self, change, mapping):
        said = []
        for kind, definition in change.chosen.items():
            mapping["title"] = self.translate(_(change.table(self._viewer.access_data, kind).title))
            text = (
                _("“${title}” says who can do what in ${place}.")
                if definition is not None
                else _("“${title}” says who can do what in ${place} again, as in the place it is in.")
            )
            said.append(self.translate(_(text, mapping=mapping)))
        return " ".join(said)

    #: Kind of change → method that describes it.
    _CHANGES = {
        "dial": _changed_policies,
        "member": _member_set,
        "grant": _granted,
        "inherit": _turned,
        "transition": _taken,
        "move": _moved,
        "workflow": _table,
        "workflows": _chosen,
        "ban": _banned,
    }
