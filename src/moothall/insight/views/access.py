"""The pages ``access``, who can see an item and why, and ``why``, why the viewer can or cannot."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission, permissions_of
from moothall.core.access.person import GUEST
from moothall.core.authorization import explain as E
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.audience import Population, RoleClasses
from moothall.core.authorization.explain import AccessQuestion, Explanation
from moothall.core.authorization.knowledge import Knowledge, unit_of
from moothall.core.base.collation import sort_key
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.workflow import transition as steps
from moothall.insight.affected import EVERYONE, query_of
from moothall.insight.explanation_requests import (
    explanation_about,
    may_inspect,
    permission_named,
    question_in,
    require_inspection,
)
from moothall.insight.suggestions import suggestions
from moothall.insight.texts import texts_of
from moothall.people.lookup import resolve_account
from moothall.space.header import space_head
from moothall.space.role_labels import HOLDER_WORDS
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.ui.workflow_bar import deciders
from moothall.web.access_help import PEOPLE

TEMPLATES = "moothall.insight:templates"
#: Maximum number of people named per role.
NAMED = 30
#: Kinds of reasons: a membership, a grant and a role on the site.
GIVEN = (E.MEMBERSHIP, E.GRANT, E.SITE)


class InsightPage(View):
    """Base of the pages with explanations."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.words = texts_of(request)

    def insight_page(self, title, **values):
        return self.page(
            title,
            "text",
            space=space_head(self),
            item=Link(self.words.title(self.context), self.url(self.context)),
            **values,
        )

    def permissions(self, asked, page, **query):
        """Return the permissions of the item's workflow, as links to the same question about each."""
        subject = self.context.subject()
        definition = self.viewer.access_data.definition(subject.workflow, subject.scope)
        return [
            Link(
                self.translate(one.action),
                self.url(self.context, page, query={**query, "permission": str(one)}),
                one == asked,
            )
            for one in permissions_of(self.request.registry).values()
            if any(definition.row(state, one) for state in definition.states)
        ]

    def sentences_for(self, explanation):
        """Return the reasons, each as (sentence, link or ``None``)."""
        return [(self.words.reason(explanation, reason), self._to(reason.item)) for reason in explanation.reasons()]

    def _to(self, item):
        if item is None or item is self.context:
            return None
        return Link(self.words.title(item), self.url(item))

    def suggestion_rows(self, explanation):
        """Return the suggestions, each as (sentence, link to its effect or ``None``)."""
        translate, asks_all = self.translate, R.ADMINISTRATOR in self.request.person.site_roles
        return [
            (
                self.words.change(fix.change),
                Link(translate(_("See who is affected")), self._affected(fix.change)) if fix.own or asks_all else None,
            )
            for fix in suggestions(explanation)
        ]

    def _affected(self, change):
        return f"{self.url(change.item, 'affected')}?{query_of(change, self.request.people)}"

    def show_answer(self, explanation, page, title, **query):
        asked = explanation.question.permission
        found = self.suggestion_rows(explanation)
        return self.insight_page(
            title,
            answer=self.words.answer(explanation),
            # The suggestions are computed from the reasons.
            allowed=explanation.known_allowed,
            is_decided=explanation.is_decided,
            reasons=self.sentences_for(explanation),
            fixes=found,
            helpers=""
            if not found or any(link for _text, link in found) or not explanation.lists_people
            else deciders(self, self.context),
            permissions=self.permissions(asked, page, **query) if asked is not None else [],
        )


class WhyPage(InsightPage):
    """``why?permission=edit``: the reasons of the result for the viewer; without a permission, why they see it."""

    def show(self):
        names_one = any(name in self.request.GET for name in ("permission", "step"))
        question = question_in(self.request) if names_one else AccessQuestion(Permission.VIEW)
        explanation = Explanation(self.viewer, self.context, question)
        title = _("Why can I do this?") if explanation.allowed else _("Why can't I do this?")
        return self.show_answer(explanation, "why", title)


class AccessPage(InsightPage):
    """``access``: everyone who may, by role; with ``person`` one of them, with suggestions."""

    def __init__(self, context, request):
        super().__init__(context, request)
        require_inspection(request, context, Permission.SHARE)
        self._knowledge = Knowledge(self.viewer)
        self._access_data = self._knowledge.of(self.viewer.access_data)
        asked = request.GET.get("permission") or str(Permission.VIEW)
        self.question = (
            question_in(request) if request.GET.get("step") else AccessQuestion(permission_named(request, asked))
        )

    def show(self):
        permission = self.question.permission or Permission.VIEW
        guest = Explanation(
            AccessContext(self.viewer.site, GUEST, self.request.now),
            self.context,
            AccessQuestion(permission),
            self.viewer,
        )
        rules = [
            (sentence, link)
            for reason, (sentence, link) in zip(guest.reasons(), self.sentences_for(guest), strict=True)
            if reason.kind in (E.STATE, E.MATRIX, E.POLICY, E.MASK)
        ]
        asks = may_inspect(self.request, self.context)
        return self.insight_page(
            _("Who can do this, and why?") if permission != Permission.VIEW else _("Who can see this, and why?"),
            rules=rules,
            permissions=self.permissions(permission, "access"),
            permission=str(permission),
            asks=asks,
            steps=self._steps(),
            **self._everyone(permission),
        )

    def _steps(self):
        """Return the transitions that the viewer could apply, each with a link to its effect."""
        item = self.context
        if item.review_state is None:
            return []
        return [
            Link(
                self.translate(_(step.title)), self.url(item, "affected", query={"kind": "transition", "name": step.id})
            )
            for step in steps.available(self.viewer, item)
        ]

    def show_one(self):
        """Show ``person=LOGIN``: one of them."""
        login = self.request.GET["person"].strip()
        try:
            if login != EVERYONE and may_inspect(self.request, self.context):
                login = resolve_account(self.request.people, login).login
            explanation = explanation_about(self.request, self.context, login, self.question)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.insight_page(
                _("Who can see this, and why?"),
                answer=self.translate(error.message),
                allowed=False,
                is_decided=True,
                reasons=[],
                fixes=[],
                helpers="",
                permissions=[],
            )
        return self.show_answer(
            explanation,
            "access",
            _("Why can this person do it?") if explanation.allowed else _("Why can't this person do it?"),
            person=login,
        )

    def _everyone(self, permission):
        """Return visitors, people who are logged in, and the others by their highest role."""
        request, item, site = self.request, self.context, self.viewer.site
        knowledge, access_data = self._knowledge, self._access_data
        subjects = knowledge.subjects(item.access_subjects())
        scope = item.subject().scope
        people = {account.id: account for account in request.people if account.enabled}
        principals = {one for record in access_data.chain(scope) for one in knowledge.units_in(access_data, record)}
        units = {unit_of(one).id: one for one in principals}
        population = Population(
            [*(knowledge.person(account.person) for account in people.values()), *map(unit_of, sorted(principals))]
        )
        own = {each.creator for each in subjects} | {each.deleter for each in subjects}
        rows, open_to = {}, {"guest": False, "person": False}
        for key, ids in RoleClasses(population, access_data, request.now).at(scope).items():
            kind = _kind_of(key[-1])
            for id in (ids & own) | set(list(ids - own)[:1]):
                viewer = AccessContext(site, population.by_id[id], request.now, access_data)
                explanation = self._explained(viewer, permission)
                if not explanation.known_allowed:
                    continue
                if id in own and _is_own(explanation):
                    rows.setdefault("creator", set()).add(id)
                elif kind in open_to:
                    open_to[kind] = True
                else:
                    rows.setdefault(kind, set()).update({id} if id in own else ids - own)
        allowed = set().union(*rows.values())
        groups = [
            self._group(kind, rows[kind] - units.keys(), people, permission)
            for kind in (*R.SITE_ROLES, *reversed(R.SPACE_ROLES), "creator")
            if rows.get(kind, set()) - units.keys()
        ]
        return {
            "guests": open_to["guest"],
            "signed_in": open_to["person"],
            "groups": groups,
            "units": self.words.units(principal for id, principal in units.items() if id in allowed),
        }

    def _explained(self, viewer, permission):
        """Return the result and its reasons, as far as the asker may know."""
        return Explanation(viewer, self.context, AccessQuestion(permission), self.viewer, knowledge=self._knowledge)

    def _group(self, kind, ids, people, permission):
        named = sorted(ids, key=lambda person: sort_key(people[person].name))
        return {
            "title": self._title(kind),
            "count": len(ids),
            "more": max(0, len(named) - NAMED),
            "people": [self._someone(people[id], permission) for id in named[:NAMED]],
        }

    def _title(self, kind):
        if kind == "creator":
            return self.translate(_("It is their own"))
        return self.translate(HOLDER_WORDS[kind])

    def _someone(self, account, permission):
        viewer = AccessContext(self.viewer.site, account.person, self.request.now, self._access_data)
        explanation = self._explained(viewer, permission)
        said = [
            self.words.reason(explanation, reason)
            for reason in explanation.reasons()
            if (reason.kind in GIVEN and reason.data.get("holds", True))
            or (reason.kind == E.CREATOR and reason.data["is"])
        ]
        why = self.url(self.context, "access", query={"person": account.login, "permission": str(permission)})
        return {"someone": self.request.names(account.id), "said": " ".join(said), "why": why}


def _is_own(explanation):
    """Return True if a person may because they created it, not only because of another role."""
    return any(reason.kind == E.CREATOR and reason.data["is"] for reason in explanation.reasons())


def _kind_of(roles):
    """Return the highest role of a person, as the title under which they are listed."""
    for role in (*R.SITE_ROLES, *reversed(R.SPACE_ROLES)):
        # Reviewers have their role in repositories only; elsewhere it gives no access.
        if role in roles and (role != R.REVIEWER or R.FACILITATOR in roles):
            return role
    return "person" if R.PERSON in roles else "guest"


def includeme(config):
    config.add_view(
        WhyPage, attr="show", name="why", context=Item, request_method="GET", renderer=f"{TEMPLATES}/explanation.pt"
    )
    config.add_explanation_view(PEOPLE, "why")
    config.add_view(
        AccessPage,
        attr="show",
        name="access",
        context=Item,
        request_method="GET",
        asks=Permission.MANAGE,
        renderer=f"{TEMPLATES}/access.pt",
    )
    config.add_view(
        AccessPage,
        attr="show_one",
        name="access",
        context=Item,
        request_method="GET",
        request_param="person",
        asks=Permission.MANAGE,
        renderer=f"{TEMPLATES}/explanation.pt",
    )
