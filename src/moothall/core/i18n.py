"""``_`` marks a text for translation; the catalogs are in ``locales/`` at the top of the project."""

from pyramid.i18n import TranslationStringFactory

DOMAIN = "moothall"
_ = TranslationStringFactory(DOMAIN)
