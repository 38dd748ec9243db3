"""Add many members: a list, its preview, then the changes, and a report."""

from pyramid.response import Response

from moothall.core.access import roles as R
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _, plural
from moothall.space import member_import
from moothall.space.role_labels import ROLE_WORDS
from moothall.space.undo import about_people, is_logged, undo_together
from moothall.space.views.people.base import PeopleView, add_people_page
from moothall.ui.layout.components import Chip
from moothall.ui.locale import interface_languages, localizer_for

FILE = "list_file"
COLUMNS = _("username or email; roles; until")
#: Maximum lines on the page; all of them are in the download.
SHOWN = 200

#: Outcome → (label of a line, appearance, count before and after the import).
WORDS = {
    member_import.ADDED: (_("Added"), "published", plural("${n} person added", "${n} people added")),
    member_import.CHANGED: (_("Changed"), "changes", plural("${n} person changed", "${n} people changed")),
    member_import.INVITED: (_("Invited"), "waiting", plural("${n} person invited", "${n} people invited")),
    member_import.SAME: (_("Unchanged"), "draft", plural("${n} person unchanged", "${n} people unchanged")),
    member_import.REFUSED: (_("Rejected"), "closed", plural("${n} line rejected", "${n} lines rejected")),
}


class BulkPage(PeopleView):
    """``people/bulk``: GET shows the form, POST previews a list or applies it.

    ``people/bulk/report`` is the report on the last one.
    """

    tab = "bulk"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_manager()

    def show(self, error="", text="", lines=None):
        words = self.rest(1)
        if self.request.method == "GET" and words:
            return self._report(*words)
        return self.people_page(
            _("Add several people"),
            error=error,
            text=text,
            counts=self._counts(lines or ()),
            report=False,
            lines=self._shown(lines or ()),
            planned=lines is not None,
            more=max(0, len(lines or ()) - SHOWN),
            does=any(
                line.outcome in (member_import.ADDED, member_import.CHANGED, member_import.INVITED)
                for line in lines or ()
            ),
            columns=self.translate(COLUMNS),
            most=member_import.MAX_LINES,
            examples=self._examples(),
            at=None,
            last=self.url(self.context, "people", "bulk", "report") if self._last() else "",
        )

    def send(self):
        posted = self.request.POST
        sent = posted.get(FILE)
        text = posted.get("list", "")
        if getattr(sent, "file", None) is not None and posted.get("do") == "look":
            # No encoding takes more bytes for a character; a longer file is rejected as a whole.
            text = member_import.decoded(sent.file.read(4 * member_import.MAX_BYTES + 1))
        try:
            rows = member_import.read(text)
        except BadInput as error:
            return self.show(self.refused(error), text)
        lines = member_import.plan(
            self.viewer, self.context, self.request.people, rows, self._words(), self.request.site_zone
        )
        do = posted.get("do")
        if do == "download":
            return self._file(lines)
        if do != "save":
            return self.show(text=text, lines=lines)
        return self._save(lines)

    def _save(self, lines):
        people, space, person = self.request.people, self.context, self.request.person.id
        act = self.request.act()
        done, events = member_import.apply_lines(act, self.viewer, space, people, lines)
        for event in events:
            self.request.registry.notify(event)
        member_import.keep_report(people, space, person, self.request.now, done, self.translate)
        said = "list-done" if is_logged(self, act) else "nothing-changed"
        return self.back(said, space, "people", "bulk", "report")

    def _report(self, name):
        found = self._last()
        if found is None or name not in ("report", "report.csv"):
            raise NotFound()
        at, lines = found
        if name == "report.csv":
            return self._file(lines)
        return self.people_page(
            _("Result of the list"),
            error="",
            text="",
            counts=self._counts(lines),
            lines=self._shown(lines),
            more=max(0, len(lines) - SHOWN),
            planned=True,
            report=True,
            at=self.clock.moment(at),
            does=False,
            last=self.url(self.context, "people", "bulk", "report.csv"),
        )

    def _last(self):
        return member_import.report_of(self.request.people, self.context, self.request.person.id)

    def _words(self):
        """Return every accepted label of a role in a list, in all languages of the site."""
        registry = self.request.registry
        languages = [localizer_for(registry, language) for language in interface_languages(registry)]
        found = {
            localizer.translate(word).casefold(): role
            for localizer in (*languages, self.request.localizer)
            for role, word in ROLE_WORDS.items()
        }
        return found | {role: role for role in R.SPACE_ROLES}

    def _examples(self):
        """Return sample lines in the person's language."""
        columns = ";".join(" ".join(word.split()) for word in self.translate(COLUMNS).split(";"))
        author, reader = (self.translate(ROLE_WORDS[role]).lower() for role in (R.AUTHOR, R.READER))
        return f"{columns}\nanna;{author}\nname@example.org;{reader};2027-06-30"

    def _counts(self, lines):
        found = []
        for outcome, (_word, _look, (one, many)) in WORDS.items():
            n = sum(line.outcome == outcome for line in lines)
            if n:
                said = self.request.localizer.pluralize(one, many, n, domain="moothall", mapping={"n": n})
                found.append(said)
        return found

    def _shown(self, lines):
        """Return the lines on the page, those that need attention first."""
        order = sorted(lines, key=lambda line: line.outcome != member_import.REFUSED)[:SHOWN]
        return [
            {
                "number": line.row.number,
                "who": line.row.who,
                "roles": self.roles_text(line.roles) or line.row.roles,
                "until": self.end_text(line.until) or line.row.until,
                "chip": Chip(self.translate(WORDS[line.outcome][0]), WORDS[line.outcome][1]),
                "why": self.translate(line.why),
            }
            for line in order
        ]

    def _file(self, lines):
        translate = self.translate
        heading = [
            translate(word)
            for word in (_("Line"), _("Username or email address"), _("Roles"), _("Until"), _("Result"), _("Reason"))
        ]
        rows = [(*line.row, translate(WORDS[line.outcome][0]), translate(line.why)) for line in lines]
        return Response(
            member_import.as_csv(heading, rows),
            content_type="text/csv",
            charset="utf-8",
            content_disposition='attachment; filename="members.csv"',
        )


def includeme(config):
    config.add_file_fields(FILE)
    add_people_page(config, BulkPage, "bulk", "people-bulk")
    config.add_status_messages(
        {"list-done": about_people(_("List applied: ${names}"), _("List applied."))}, undo=undo_together
    )
