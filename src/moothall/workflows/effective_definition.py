"""A definition in one place, with the tokens that the policies of the place define."""

from moothall.core.access import roles as R
from moothall.core.access.held_roles import CREATION_ROLES, VISIBILITY_ROLES
from moothall.core.base.i18n import _
from moothall.workflows.texts import token_label


class EffectiveDefinition:
    """The definitions that apply in a scope, as texts."""

    def __init__(self, translate, access_data, scope):
        self._translate = translate
        self._access_data = access_data
        self._scope = scope
        self._visibility, _masked, _roster, self._policies = access_data.inherited(scope)

    def table(self, kind):
        """Return the compiled definition of a kind that applies here."""
        return self._access_data.definition(kind, self._scope)

    def holders(self, tokens):
        """Return the tokens that apply here: ``readers`` and ``creators`` are resolved, each token once."""
        found = []
        for token in tokens:
            condition, colon, rest = token.partition(":")
            if colon and condition in ("pre", "post"):
                if self._policies.get("moderation") != condition:
                    continue
                token = rest
            if token == "readers":
                token = VISIBILITY_ROLES[self._visibility]
            elif token == "creators":
                token = self._creators()
            found.append(token)
        return tuple(dict.fromkeys(found))

    def _creators(self):
        # People who may add must also be able to read: in a private space these are the members.
        needed = CREATION_ROLES[self._policies.get("creation", "members")]
        reading = VISIBILITY_ROLES[self._visibility]
        return reading if needed == R.PERSON and reading == R.READER else needed

    def sentence(self, tokens):
        """Return a row as a text; "no one" if it is empty here."""
        words = (token_label(self._translate, token) for token in self.holders(tokens))
        return self._translate(_("; ")).join(words) or self._translate(_("no one"))
