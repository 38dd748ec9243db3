"""Texts for the tokens of definitions: the people each stands for."""

from moothall.core.access import roles as R
from moothall.core.base.i18n import _
from moothall.core.content.types import types_of

#: Token → (label, explanation).
TOKENS = {
    R.GUEST: (_("everyone"), _("Everyone, even without an account.")),
    R.PERSON: (_("everyone logged in"), _("Everyone who is logged in.")),
    "readers": (
        _("readers of the space"),
        _(
            "Readers of the space: everyone, everyone who is logged in, or only readers and members, depending "
            "on the setting “Who can read”."
        ),
    ),
    "creators": (
        _("people who can add items"),
        _(
            "People who can add items: members, authors, or everyone who is logged in, depending on the "
            "setting “Who can add”."
        ),
    ),
    "creator": (
        _("its creator"),
        _(
            "Its creator: to view it, as long as they can read the space; otherwise, as long as they are a member "
            "there or can add such items; to publish it, or to delete what is published, as long as they can add "
            "such items."
        ),
    ),
    "maker": (_("the person who created it"), _("The person who created it, as long as they can read the space.")),
    "deleter": (_("the person who deleted it"), _("The person who deleted their own item, for 30 days.")),
    "shared": (_("people it is shared with"), _("People who were given access to this item.")),
    "coauthor": (
        _("people who can edit it"),
        _("People who were given access to this item to edit it."),
    ),
    R.READER: (_("readers"), _("Readers: people invited to read, and everyone with a higher role.")),
    R.MEMBER: (_("members"), _("Members, and everyone with a higher role.")),
    R.AUTHOR: (_("authors"), _("Authors, facilitators and owners.")),
    R.MODERATOR: (_("moderators"), _("Moderators, facilitators and owners.")),
    R.FACILITATOR: (
        _("facilitators"),
        _("Facilitators and owners. Site moderators count as facilitators everywhere, reviewers in the repository."),
    ),
    R.OWNER: (_("owners"), _("Owners. Administrators count as owners everywhere.")),
    R.ADMINISTRATOR: (_("administrators"), _("Administrators of the site.")),
    R.SITE_MODERATOR: (_("site moderators"), _("Site moderators, who manage the spaces.")),
    R.REVIEWER: (_("reviewers"), _("Reviewers of the repository.")),
}

#: Colour of a state → meaning.
COLOURS = {
    "draft": _("Not started or not finished"),
    "waiting": _("Waiting for someone"),
    "published": _("Published or open"),
    "closed": _("Closed or removed"),
}

#: Condition before a token → text around the label.
CONDITIONS = {
    "own": _("${who}, for their own items"),
    "pre": _("${who}, where documents need approval"),
    "post": _("${who}, where documents are published immediately"),
}


def token_label(translate, token):
    """Return the label of a token, with the conditions before it."""
    condition, colon, rest = token.partition(":")
    if not colon:
        return translate(TOKENS[token][0])
    return translate(_(CONDITIONS[condition], mapping={"who": token_label(translate, rest)}))


def sentence(translate, tokens):
    """Return a row of a definition as a text; "no one" if it is empty."""
    return translate(_("; ")).join(token_label(translate, token) for token in tokens) or translate(_("no one"))


def explained(translate, tokens):
    """Return (label, explanation) of every plain token among ``tokens``, in the order of :data:`TOKENS`."""
    plain = {token.rpartition(":")[2] for token in tokens}
    return [(translate(name), translate(said)) for token, (name, said) in TOKENS.items() if token in plain]


def types_under(view, workflow):
    """Return the types under a kind of workflow as a text: "Documents, Files, Links"."""
    return ", ".join(
        sorted(
            view.translate(one.plural)
            for one in types_of(view.request.registry).values()
            if one.factory.workflow == workflow
        )
    )
