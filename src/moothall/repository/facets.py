"""Facets of resources and good practices."""

from moothall.core.base.i18n import _
from moothall.repository.schema import GOOD_PRACTICE, RESOURCE, TECHNOLOGY

#: Title of the facet by field with terms.
ON_PAGES = {"target_audience": _("Audience"), "digital_skill_level": _("Level"), "country": _("Country")}
FOR_PROGRAMS = {
    TECHNOLOGY: RESOURCE[TECHNOLOGY],
    "resource_type": RESOURCE["resource_type"],
    "sector": GOOD_PRACTICE["sector"],
}


def includeme(config):
    for name, title in ON_PAGES.items():
        config.add_facet(name, title)
    for name, title in FOR_PROGRAMS.items():
        config.add_facet(name, title, on_pages=False)
