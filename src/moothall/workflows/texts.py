"""The words of the tables in words of people: who a token stands for."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.content.types import types_of

#: Token → (who it is, the sentence that explains it).
TOKENS = {
    R.GUEST: (_("everybody"), _("Everybody, also without an account.")),
    R.PERSON: (_("everybody signed in"), _("Everybody who is logged in.")),
    "readers": (
        _("readers of the space"),
        _(
            "Readers of the space: everybody, the signed-in, or readers and members only, "
            "as its setting “Who can read” says."
        ),
    ),
    "creators": (
        _("whoever may add"),
        _("Whoever may add: members, authors, or everybody signed in, as the space's setting “Who can add” says."),
    ),
    "creator": (_("its creator"), _("Its creator, for as long as they may read the space.")),
    "deleter": (_("whoever deleted it"), _("Whoever deleted it, for 30 days.")),
    "shared": (_("whoever it is shared with"), _("Whoever was given access to this one thing.")),
    "coauthor": (
        _("whoever may write in it"),
        _("Whoever was given access to this one thing in order to write in it."),
    ),
    R.READER: (_("readers"), _("Readers: people invited to read, and everybody who holds more.")),
    R.MEMBER: (_("members"), _("Members, and everybody who holds more.")),
    R.AUTHOR: (_("authors"), _("Authors, facilitators and owners.")),
    R.MODERATOR: (_("moderators"), _("Moderators, facilitators and owners.")),
    R.FACILITATOR: (
        _("facilitators"),
        _("Facilitators and owners. Site moderators count as facilitators everywhere, reviewers in the repository."),
    ),
    R.OWNER: (_("owners"), _("Owners. Administrators count as owners everywhere.")),
    R.ADMINISTRATOR: (_("administrators"), _("Administrators of the site.")),
    R.SITE_MODERATOR: (_("site moderators"), _("Site moderators, who look after the spaces.")),
    R.REVIEWER: (_("reviewers"), _("Reviewers of the repository.")),
}

#: Permission → the word at the head of its column.
SHORT = {
    Permission.VIEW: _("See"),
    Permission.EDIT: _("Edit"),
    Permission.DELETE: _("Delete"),
    Permission.ADD: _("Add"),
    Permission.REPLY: _("Reply"),
    Permission.MODERATE: _("Moderate"),
    Permission.SHARE: _("Share"),
    Permission.MANAGE: _("Manage"),
}

#: Colour of a state → what it means.
COLOURS = {
    "draft": _("Not begun or not finished"),
    "waiting": _("Waiting for somebody"),
    "published": _("Published or open"),
    "closed": _("Closed or gone"),
}

#: Condition before a token → the words around who it is.
CONDITIONS = {
    "own": _("${who}, on their own"),
    "pre": _("${who}, where documents wait for approval"),
    "post": _("${who}, where documents appear at once"),
}


def who(translate, token):
    """Who a token stands for, with the conditions before it."""
    condition, colon, rest = token.partition(":")
    if not colon:
        return translate(TOKENS[token][0])
    return translate(_(CONDITIONS[condition], mapping={"who": who(translate, rest)}))


def sentence(translate, tokens):
    """A row of a table in words; nobody, where it is empty."""
    return translate(_("; ")).join(who(translate, token) for token in tokens) or translate(_("nobody"))


def explained(translate, tokens):
    """Pairs of (who, sentence) for every plain token among ``tokens``, in the order of :data:`TOKENS`."""
    plain = {token.rpartition(":")[2] for token in tokens}
    return [(translate(name), translate(said)) for token, (name, said) in TOKENS.items() if token in plain]


def types_under(view, workflow):
    """What is under a kind of workflow, in words: "Documents, Files, Links"."""
    return ", ".join(
        sorted(
            view.translate(one.plural)
            for one in types_of(view.request.registry).values()
            if one.factory.workflow == workflow
        )
    )
