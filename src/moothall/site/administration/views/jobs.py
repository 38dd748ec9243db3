"""``/admin/jobs/<id>``: the progress of a background job; the page reloads itself."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.core.work.jobs import DONE, FAILED, STATES
from moothall.ui.layout.components import Chip, Progress

LOOKS = {DONE: "published", FAILED: "changes"}


class JobPage(AdminPage):
    """One job, during and after its run."""

    segments = 1
    tab = "status"

    def __init__(self, context, request):
        super().__init__(context, request)
        rest = request.subpath
        self.job = request.site.jobs.shown(rest[0]) if len(rest) == 1 else None
        if self.job is None:
            raise NotFound()

    def show(self):
        job, translate = self.job, self.translate
        if job.is_open:
            # Browsers reload after this many seconds, with or without scripts.
            self.request.response.headers["Refresh"] = "2"
        progress = Progress(
            translate(_("${done} of ${total} items done", mapping={"done": job.done, "total": job.total})),
            job.done,
            max(job.total, 1),
        )
        return self.admin_page(
            job.title,
            job=job,
            chip=job_chip(translate, job),
            progress=progress,
            failed=job.state == FAILED,
            by=self.request.names.name(job.by) if job.by is not None else "",
            moment=self.clock.moment(job.at),
            ended=self.clock.moment(job.ended) if job.ended is not None else None,
            action=self.url(self.context, "jobs", job.id),
        )

    def try_again(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        if self.job.state != FAILED:
            raise Conflict()
        self.job.try_again()
        return self.back("job-again", self.context, "jobs", self.job.id)


def job_chip(translate, job):
    """Return the label and the shape of the status of a job."""
    return Chip(translate(STATES[job.state]), LOOKS.get(job.state, "waiting"))


def _again(view):
    job = view.request.site.jobs.shown("/".join(view.request.subpath))
    return view.translate(_("Trying “${title}” again.", mapping={"title": view.translate(job.title)})) if job else ""


def includeme(config):
    template = "moothall.site.administration:templates/job.pt"
    config.add_page(JobPage, "jobs", context=Administration, template=template, post="try_again")
    config.add_status_messages({"job-again": _again})
