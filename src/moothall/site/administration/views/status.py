"""``/admin/status``: the status of background work."""

from operator import attrgetter

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.search.fulltext import index_of
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.storage.databases import databases_of
from moothall.core.work.workers import periodic_tasks
from moothall.people.signup import MESSAGE
from moothall.site.administration.problems import jobs_of, problems
from moothall.site.administration.views.jobs import job_chip
from moothall.ui.badges import size_of
from moothall.ui.layout.components import Chip

#: Maximum number of failed messages shown.
ERRORS_SHOWN = 20
#: Maximum number of finished jobs shown.
WORK_SHOWN = 5


class StatusPage(AdminPage):
    """Jobs, index and outbox at this moment."""

    tab = "status"

    def show(self):
        return self.admin_page(
            _("Status"),
            problems=[self.translate(one) for one in problems(self.request)],
            jobs=self._jobs(),
            inside=settings_of(self.request.registry).work_inside,
            index=self._index(),
            outbox=self._outbox(),
            errors=self._errors(),
            storage=self._storage(),
            work=self._work(),
        )

    def _jobs(self):
        words = {
            "indexing": _("Search index"),
            "delivering": _("Emails"),
            "hourly": _("Maintenance"),
            "working off": _("Background jobs"),
            **{task.name: task.title for task in periodic_tasks(self.request.registry)},
        }
        jobs = jobs_of(self.request.registry)
        return [(self.translate(words[name]), self._chip(alive)) for name, alive in jobs.items()]

    def _work(self):
        """Return the running background jobs, and the last finished ones."""
        jobs = self.request.site.jobs
        ended = [job for job in jobs.ended if job.is_shown]
        return [
            {
                "title": self.translate(job.title),
                "url": self.url(self.context, "jobs", job.id),
                "chip": job_chip(self.translate, job),
                "done": job.done,
                "total": job.total,
                "moment": self.clock.moment(job.ended or job.at),
            }
            for job in (*filter(attrgetter("is_shown"), jobs.open), *ended[:WORK_SHOWN])
        ]

    def _chip(self, alive):
        return Chip(self.translate(_("Running") if alive else _("Stopped")), "published" if alive else "changes")

    def _index(self):
        request = self.request
        try:
            count = index_of(request.registry).count()
        except IndexUnavailable:
            count = "–"
        facts = [(_("Items in the index"), count), (_("Changes waiting to be indexed"), len(request.site.index_queue))]
        workers = request.registry.workers
        if workers is not None:
            lag = workers.indexing.lag()
            behind = request.localizer.pluralize(
                "${n} second", "${n} seconds", round(lag.seconds), domain="moothall", mapping={"n": round(lag.seconds)}
            )
            facts.append((_("Delay"), behind))
            facts.append((_("Items that could not be indexed"), lag.refused))
            if lag.error:
                facts.append((_("Last failure"), lag.error))
        return self._said(facts)

    def _outbox(self):
        messages = list(self.request.site.outbox)
        oldest = min((message.at for message in messages), default=None)
        return self._said(
            [
                (_("Messages waiting"), len(messages)),
                (_("Failed messages waiting for a retry"), sum(bool(message.error) for message in messages)),
                (_("Oldest waiting for"), self.clock.age(oldest) if oldest else "–"),
            ]
        )

    def _errors(self):
        failed = sorted((message for message in self.request.site.outbox if message.error), key=lambda one: one.at)
        # An email about a sign-up has no recipient account yet: it names a pending verification.
        about = self.translate(_("Account emails"))
        return [
            (
                about if message.kind == MESSAGE else self.request.names.name(message.to),
                self.clock.moment(message.at),
                message.attempts,
                message.error,
            )
            for message in failed[:ERRORS_SHOWN]
        ]

    def _storage(self):
        databases = databases_of(self.request.registry)
        words = {"": _("Content"), "people": _("People"), "audit": _("Audit log")}
        return self._said(
            [(words[name], size_of(self.translate, databases[name].getSize())) for name in words if name in databases]
        )

    def _said(self, facts):
        return [(self.translate(word), value) for word, value in facts]


def includeme(config):
    config.add_view(
        StatusPage,
        attr="show",
        name="status",
        context=Administration,
        request_method="GET",
        renderer="moothall.site.administration:templates/status.pt",
    )
