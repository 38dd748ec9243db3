"""Public pages of vocabularies: each term with its URI."""

from functools import partial

from moothall.core.base.collation import sort_key
from moothall.core.base.i18n import _
from moothall.core.content.slugs import slug
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.vocabulary.content import Vocabularies, Vocabulary


def _count_text(view, count):
    return view.request.localizer.pluralize("${n} term", "${n} terms", count, domain="moothall", mapping={"n": count})


class VocabulariesPage(View):
    """``/vocabularies``: the list of vocabularies."""

    def show(self):
        found = [
            Link(self.translate(one.title), self.url(one), count=len(one.terms))
            for one in self.context.values()
            if self.viewer.sees(one)
        ]
        return self.page(
            _("Vocabularies"),
            "text",
            vocabularies=sorted(found, key=lambda link: sort_key(link.title)),
            count_text=partial(_count_text, self),
            lead=self.translate(_("The lists of terms used to classify the repository and to filter searches.")),
        )


class VocabularyPage(View):
    """``/vocabularies/<id>``: the terms, with narrower ones below the broader one."""

    def show(self):
        by_wider = {}
        for term in self.context.terms:
            by_wider.setdefault(term.broader, []).append(term)
        known = {term.id for term in self.context.terms}
        top = [term for term in self.context.terms if term.broader not in known]
        return self.page(
            self.context.title,
            "text",
            terms=[self._term(term, by_wider) for term in top],
            count=_count_text(self, len(self.context.terms)),
            source=self.translate(_(self.context.source)),
        )

    def _term(self, term, by_wider):
        outside = term.uri.startswith(("http://", "https://"))
        return {
            "id": slug(term.id),
            "title": self.translate(_(term.title)),
            "uri": term.uri if outside else "",
            "narrower": [self._term(one, by_wider) for one in by_wider.get(term.id, ())],
        }


def includeme(config):
    for page, context, name in (
        (VocabulariesPage, Vocabularies, "vocabularies"),
        (VocabularyPage, Vocabulary, "vocabulary"),
    ):
        config.add_view(
            page,
            attr="show",
            context=context,
            request_method="GET",
            renderer=f"moothall.vocabulary:templates/{name}.pt",
        )
