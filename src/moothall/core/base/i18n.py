"""``_`` marks a text for translation; the catalogs are in ``locales/`` at the top of the project."""

from pyramid.i18n import TranslationStringFactory

DOMAIN = "moothall"
_ = TranslationStringFactory(DOMAIN)


def plural(one: str, many: str) -> tuple[str, str]:
    """Mark the two forms of a text with a number for translation; ``localizer.pluralize`` chooses between them."""
    return one, many
