"""Change policies of a space, as its settings page does."""

from moothall.core.access import space_policies as D
from moothall.core.access.permissions import Permission
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.operations.authoring import require_of
from moothall.insight.changes.base import AccessChange
from moothall.space.content import Space


class PolicyChange(AccessChange):
    """``{"kind": "dial", "visibility": "private"}``; any policies, also a ``preset``."""

    kind = "dial"

    def __init__(self, item, policies):
        super().__init__(item)
        self.policies = policies

    @classmethod
    def require_right(cls, viewer, item):
        require_of(viewer, Permission.MANAGE, item)

    @classmethod
    def read(cls, _asker, item, sent):
        if not isinstance(item, Space):
            raise BadInput(_("Only a space has settings."))
        sent = dict(sent)
        preset = sent.pop("preset", None)
        if preset not in (None, "", *D.PRESETS):
            raise BadInput(_("“preset” must be one of: ${names}.", mapping={"names": ", ".join(D.PRESETS)}))
        # A form sends both: a preset, and each policy for the case that no preset is chosen.
        policies = D.PRESETS[preset][1] if preset else sent
        if not policies:
            raise BadInput(_("Give at least one setting and its value."))
        D.checked({**item.record.policies, **policies})
        return cls(item, dict(policies))

    def check(self, viewer):
        require_of(viewer, Permission.MANAGE, self.item)
        D.checked(self._wanted())

    def overlay(self, _viewer):
        record = copy_of(self.item.record)
        record.policies = self._wanted()
        return Overlay(site_of(self.item), [record], self.item)

    def perform(self, _viewer, act, _notify):
        self.item.set_policies(act, self.policies)

    def differences(self):
        """Return policy → value, for those that it changes."""
        now = self.item.record.policies
        return {name: value for name, value in self.policies.items() if now[name] != value}

    def fields(self, _people):
        return dict(self.policies)

    def _wanted(self):
        return {**self.item.record.policies, **self.policies}
