"""Form schemas of repositories, resources and good practices.

A field with values from a vocabulary has the vocabulary's ID as its name, so that form, facet and terms always match.
"""

import colander

from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema, LineType, TermsType, text_node, web_address

#: (title on the form, name of the facet in searches) by vocabulary ID.
AUDIENCE, LEVEL, TECHNOLOGY = "target_audience", "digital_skill_level", "digital_technology"
COMMON = {
    AUDIENCE: _("Audience"),
    LEVEL: _("Digital skill level"),
    TECHNOLOGY: _("Technology or specialisation"),
    "geographic_sphere": _("Geographic scope"),
    "special_interest": _("Special interest"),
    "digcomp": _("DigComp competences"),
}
RESOURCE = {
    **COMMON,
    "resource_type": _("Type of resource"),
    "publication_type": _("Type of publication"),
    "target_group": _("Target group"),
    "training_typology": _("Type of learning opportunity"),
    "training_duration": _("Duration"),
    "credential_offered": _("Credential offered"),
    "target_language": _("Language of the resource"),
    "industry_isced_f": _("Field of education"),
}
GOOD_PRACTICE = {
    **COMMON,
    "sector": _("Sector"),
    "organisation_category": _("Type of organisation"),
    "organisation_role": _("Role of the organisation"),
    "employees": _("Number of employees"),
    "type_of_funding": _("Type of funding"),
    "pledge_action_type": _("Type of action pledged"),
}


@colander.deferred
def known_terms(node, kw):
    """Accept terms from the site's vocabulary with the node's name."""
    vocabulary = kw["request"].site["vocabularies"][node.name]
    known = {term.id for term in vocabulary.terms}

    def validate(node, values):
        for value in values:
            if value not in known:
                raise colander.Invalid(node, _("“${term}” is not in the list.", mapping={"term": value[:100]}))

    return validate


def countries(node, values):
    if any(len(value) != 2 or not value.isascii() or not value.isupper() for value in values):
        raise colander.Invalid(node, _("Enter each country as two capital letters, such as IT."))


class CuratedSchema(ItemSchema):
    """Common fields of resources and good practices; ``vocabulary_fields`` names those with terms."""

    vocabulary_fields = {}

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        own = [
            text_node(missing=""),
            colander.SchemaNode(
                colander.String(),
                name="url",
                title=_("Address"),
                missing="",
                validator=colander.All(colander.Length(max=2000), web_address),
            ),
            colander.SchemaNode(
                LineType(), name="organisation", title=_("Organisation"), missing="", validator=colander.Length(max=200)
            ),
            colander.SchemaNode(TermsType(), name="country", title=_("Countries"), missing=(), validator=countries),
            colander.SchemaNode(
                LineType(), name="licence", title=_("Licence"), missing="", validator=colander.Length(max=200)
            ),
        ]
        own.extend(
            colander.SchemaNode(TermsType(), name=name, title=title, missing=(), validator=known_terms)
            for name, title in self.vocabulary_fields.items()
        )
        self.children[2:2] = own


class ResourceSchema(CuratedSchema):
    """A resource."""

    vocabulary_fields = RESOURCE


class GoodPracticeSchema(CuratedSchema):
    """A good practice."""

    vocabulary_fields = GOOD_PRACTICE


class RepositorySchema(ItemSchema):
    """A repository: title and summary."""
