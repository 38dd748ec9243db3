"""``activate`` and ``hold``: preview an activation, choose replacements of removed states, and activate."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import removed_states
from moothall.ui.layout.presenters import Link
from moothall.workflows.administration.base import TEMPLATES, DefinitionPage
from moothall.workflows.administration.places import DefinitionPlace
from moothall.workflows.content import MAX_NOTE_LENGTH, choose
from moothall.workflows.state_replacement import answers, state_replacements
from moothall.workflows.texts import types_under


class EffectPage(DefinitionPage):
    """A page that asks for confirmation of an activation.  If there is a problem, it is shown again with the input."""

    #: The key of the status message afterwards.
    said = ""
    #: The address to which the note is sent back.
    note_help = ""

    def states(self):
        """Return the states that would be removed."""
        raise NotImplementedError

    def begin(self, act, moved):
        """Activate; return the job that does the rest, or ``None``."""
        raise NotImplementedError

    def see(self, moved):
        """Return the address of the page that shows who would be affected."""
        raise NotImplementedError

    def is_there(self):
        """Return True if there is still something to activate."""
        return True

    def confirmation_page(self, title, error, note, moved, **values):
        running = self.running()
        return self.admin_page(
            title,
            definition=self.definition,
            error=error,
            note=note,
            longest=MAX_NOTE_LENGTH,
            note_help=self.translate(self.note_help),
            running=running,
            running_url=self.job_url(running) if running is not None else "",
            leaving=state_replacements(self, self.states(), moved or {}, show_errors=bool(error)),
            **values,
        )

    def send(self):
        posted = self.request.POST
        note, moved = posted.get("note", "").strip(), answers(posted)
        try:
            self.check(posted)
            removed_states.check(self.states(), moved)
            if posted.get("do") == "affected":
                return HTTPSeeOther(self.see(moved))
            if len(note) > MAX_NOTE_LENGTH:
                raise BadInput(_("A note can have up to ${longest} characters.", mapping={"longest": MAX_NOTE_LENGTH}))
            job = self.begin(self.request.act(note), moved)
        except (BadInput, Conflict) as error:
            if not self.is_there():
                raise
            self.request.response.status_int = error.status if isinstance(error, Conflict) else 422
            return self.show(self.translate(error.message), note, moved)
        return self.after(job, self.said)

    def check(self, posted):
        """Raise an error if the previewed version is no longer the one that would be activated."""


class ActivationPage(EffectPage):
    """Activates the draft or, with a number, an earlier version."""

    segments = 1
    said = "workflow-active"
    note_help = _("The note is kept with the version and with the items that are moved.")

    def __init__(self, context, request):
        super().__init__(context, request)
        self.number = self._number()
        if not self.is_there() and request.method != "POST":
            raise NotFound()

    def _number(self):
        rest = self.rest()
        if not rest:
            return None
        number = int(rest[0]) if rest[0].isascii() and rest[0].isdecimal() and len(rest[0]) < 10 else 0
        if number not in self.definition.versions:
            raise NotFound()
        return number

    def is_there(self):
        return self.number is not None or self.definition.draft is not None

    @property
    def data(self):
        return self.definition.draft.data if self.number is None else self.definition.data_of(self.number)

    @property
    def problems(self):
        return self.definition.problems(self.kinds) if self.number is None else []

    def show(self, error="", note="", moved=None):
        definition, number = self.definition, self.number
        return self.confirmation_page(
            _("Activate “${title}”", mapping={"title": self.word(self.data["title"])}),
            error,
            note,
            moved,
            draft=definition.draft if number is None else None,
            number=number,
            action=self.url(self.context, "activate", *([str(number)] if number is not None else [])),
            problems=self.problem_rows(self.data, self.problems),
            changes=self.differences(definition.in_force, self.data),
            places=self.places(definition),
        )

    def states(self):
        return self.removed_states(self.data) if self.is_there() and not self.problems else []

    def see(self, moved):
        return self.affected_url(number=self.number, moved=moved)

    def begin(self, act, moved):
        if self.number is not None:
            return self.definition.activate_version(act, self.kinds, self.number, moved, self.viewer)
        return self.definition.activate_draft(
            act, self.kinds, self.request.POST.get("revision", ""), moved, self.viewer
        )


class SitewidePage(EffectPage):
    """Makes the active version apply wherever a space has not chosen another workflow itself."""

    said = "workflow-chosen"
    note_help = _("The note is kept in the audit log and with the items that are moved.")

    def __init__(self, context, request):
        super().__init__(context, request)
        self.no_rest()
        if self.definition.active is None:
            raise NotFound()

    @property
    def now(self):
        """Return (UID, number) of the version that applies to the whole site today."""
        return self.request.site.access.definitions[self.definition.kind]

    def is_there(self):
        return self.now[0] != self.definition.uid

    def show(self, error="", note="", moved=None):
        if not self.is_there():
            return self.back()
        definition = self.definition
        uid, number = self.now
        today = self.request.site.uids.get(uid)
        before, title = today.data_of(number), self.word(today.title)
        # The page names both workflows, so the different title is not listed as a change.
        after = {**definition.data_of(definition.active), "title": before["title"]}
        return self.confirmation_page(
            _("Use “${title}” for the whole site", mapping={"title": self.word(definition.title)}),
            error,
            note,
            moved,
            action=self.url(self.context, "hold"),
            seen=self._seen(),
            types=types_under(self, definition.kind),
            today=Link(title, self.url(self.context.__parent__, today.__name__)),
            others=self._others(),
            changes=self.differences(before, after),
        )

    def _seen(self):
        """Return the state that the sender of the form has seen."""
        uid, number = self.now
        return f"{uid}:{number}:{self.definition.active}"

    def check(self, posted):
        if not self.is_there():
            raise Conflict(_("It is already used for the whole site."))
        if posted.get("seen") != self._seen():
            raise Conflict(
                _("The workflows have changed since you opened this page. Check what would change and confirm again.")
            )

    def _others(self):
        """Return in how many spaces it would not apply, as a text; empty if it would apply everywhere."""
        site, kind = self.request.site, self.definition.kind
        n = sum(
            len(site.access.under(one.uid))
            for one in site["workflows"].of_kind(kind).values()
            if one is not self.definition
        )
        return n and self.request.localizer.pluralize(
            "${n} space has its own workflow and will keep it.",
            "${n} spaces have their own workflows and will keep them.",
            n,
            domain="moothall",
            mapping={"n": n},
        )

    def states(self):
        definition = self.definition
        return removed_states.removed_states(
            self.request.site, self.workflow_kind, {None: (definition.uid, definition.active)}, self.viewer
        )

    def see(self, moved):
        return self.affected_url(number=self.definition.active, moved=moved, item=self.request.site)

    def begin(self, act, moved):
        return choose(
            act, self.kinds, self.request.site, None, self.definition, self.definition.kind, moved, self.viewer
        )


def includeme(config):
    for page, name, template in ((ActivationPage, "activate", "activate"), (SitewidePage, "hold", "hold")):
        config.add_page(page, name, context=DefinitionPlace, template=f"{TEMPLATES}/{template}.pt")
