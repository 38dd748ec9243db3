"""The pages under ``<space>/people``, a module per subject."""


class BelowPredicate:
    """View predicate: the first path segment below the name of a view, or ``""``."""

    def __init__(self, word, _config):
        self._word = word

    def text(self):
        return f"below = {self._word!r}"

    phash = text

    def __call__(self, _context, request):
        return request.subpath[:1] == ((self._word,) if self._word else ())


def includeme(config):
    config.add_view_predicate("below", BelowPredicate)
    for name in ("members", "person", "requests", "invitations", "member_import", "bans", "membership_review", "owner"):
        config.include(f".{name}")
