"""What a kind of decisions is, and the registry of those there are."""

from datetime import datetime
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name

#: Id → kind, filled by :func:`add_decision_type`.
KINDS = {}
#: Those that are no states of items and keep lists of their own.
LISTING = {}


def add_decision_type(config, kind):
    """Directive: what ``kind`` (a :class:`DecisionType`) lists waits in the queue of those who decide about it."""
    # Some kinds decide on all workflows of a sort, which have to be registered by then.
    config.action(("queue kind", kind.id), lambda: kind.register(config.registry), order=1)


class QueueEntry(NamedTuple):
    """A decision that waits, known without waking anything; sorts by how long it has been waiting.

    ``since`` is in microseconds (:func:`moothall.core.base.dates.microseconds`); ``uid`` that of the item, or of the
    edition, it is about.
    """

    since: int
    key: str
    uid: int
    kind: "DecisionType"


class PendingDecision(NamedTuple):
    """One decision: about ``item``, asked for by ``asker`` (an opaque id) at ``at``.

    ``edition`` is the one to decide about, ``None`` for items without editions.
    """

    key: str
    kind: "DecisionType"
    item: object
    edition: object
    asker: str | None
    at: datetime
    message: str = ""

    @property
    def title(self):
        return self.edition.version.title if self.edition is not None else self.item.title


class DecisionOption(NamedTuple):
    """A way to decide: ``title`` is what the button says; ``grants`` when it is what was asked for.

    ``after`` says how things stand then ("Published"), where the title does not say as much.
    """

    id: str
    title: str
    needs_reason: bool = False
    grants: bool = False
    after: str = ""


class DecisionPreview(NamedTuple):
    """What is shown of the matter to whoever decides, as its readers will see it.

    ``description`` and the second halves of ``facts`` are plain text, ``text`` is clean HTML;
    ``state`` is (workflow, state, uid of the scope), or ``None`` for what has no state.
    """

    title: str
    lang: str | None = None
    state: tuple | None = None
    description: str = ""
    text: object = ""
    facts: tuple = ()
    file: object = None
    file_url: str = ""
    alternative: str = ""
    target: str = ""


class DecisionType:
    """A kind of decisions.  Subclass it, or :class:`.states.StateDecisionType` where a state of an item is what waits.

    ``id`` is one word without dashes; ``title`` what is asked for ("Membership"); ``icon`` the name of an icon, empty
    for that of the item's type.

    Methods with ``viewer`` work in its snapshot and decide by its verdicts.  Those with ``request`` put into words what
    one person will read on a page, in an answer of the API or in a mail; for a mail it is something else that has the
    ``site``, ``registry``, ``viewer``, ``person``, ``people``, ``localizer`` and ``names`` of a request.
    """

    id = ""
    title = ""
    icon = ""

    def register(self, registry):
        """Make it known; ``registry`` has the kinds of workflows."""
        KINDS[self.id] = LISTING[self.id] = self

    def key(self, uid, rest):
        """The key of a decision about the item with ``uid``; ``rest`` (letters, digits) tells it from others there."""
        return f"{uid_name(uid)}-{self.id}-{rest}"

    # -- what waits

    def entries(self, viewer):
        """The entries of what waits for ``viewer``, in no order; wakes no item.

        Each person's exactly: what is listed is what :meth:`take` would not refuse them.
        """
        raise NotImplementedError

    def count(self, viewer):
        """How many entries there are; asked on every page."""
        return sum(1 for _entry in self.entries(viewer))

    def find(self, viewer, key, uid, rest):
        """The :class:`PendingDecision` with ``key``, or ``None`` when this person cannot (or no longer) decide it."""
        raise NotImplementedError

    def scopes(self, site):
        """The uids of the scopes in which something waits for somebody: whom to write to is looked for there.

        ``None`` where others may decide than those who hold something there: everybody is asked then.
        """

    def etag(self, waiting):
        """What differs once the matter has been changed, so that nobody decides about what they have not seen."""
        return ""

    def decides_at(self, viewer, item):
        """Whether this person is one of those who decide such things about ``item``, were it waiting."""
        return viewer.allowed(Permission.MANAGE, item)

    # -- deciding

    def steps(self, viewer, waiting):
        """The steps this person may take now, the one that grants first."""
        raise NotImplementedError

    def require(self, viewer, waiting, step):
        """The one of :meth:`steps` with the id ``step``; raises what says why there is none."""
        found = next((one for one in self.steps(viewer, waiting) if one.id == step), None)
        if found is None:
            raise BadInput(_("There is no action “${name}” here.", mapping={"name": step}))
        return found

    def take(self, viewer, act, waiting, step, notify):
        """Take the step with the id ``step``, which has been required; ``notify`` announces events.

        Returns ``False`` where it is not decided yet, since others have to agree as well.
        """
        raise NotImplementedError

    # -- in words

    def missing(self, request, waiting):
        """What keeps this person from steps they could take otherwise, in sentences."""
        return ()

    def word(self, request, waiting):
        """What is asked for, as a list says it."""
        return request.localizer.translate(self.title)

    def heading(self, request, waiting):
        """What it is about, as a list says it."""
        return request.localizer.translate(waiting.title)

    def rule(self, request, waiting):
        """Why this is theirs to decide, in a sentence."""
        return ""

    def place(self, waiting):
        """The item in whose inherited it is asked for: by default what it is about."""
        return waiting.item.__parent__

    def show(self, request, waiting):
        """What is shown of it: :class:`DecisionPreview`."""
        return DecisionPreview(self.heading(request, waiting))


def role_reason(request, roster, there, here):
    """The rule that somebody decides by their role in a space.

    ``roster`` is the record of its roster.  The sentence ``there`` names its ``place``; ``here`` names none, for those
    who were let into a part of a space they may not know of.
    """
    space, translate = request.site.uids.get(roster.uid), request.localizer.translate
    if not request.viewer.sees(space):
        return translate(here)
    return translate(_(there, mapping={"place": translate(space.title)}))
