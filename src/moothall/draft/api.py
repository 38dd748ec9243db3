"""``/@drafts``: what the person has typed and not sent."""

from moothall.core.base.errors import BadInput, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.operations.redirects import current
from moothall.draft.store import MAX_NAME_LENGTH, Draft, drafts_of, drafts_to_change, id_of, visible
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class DraftsService(Service):
    """``GET`` lists the drafts, or with the UID of an item and ``form`` those of one form; ``POST`` saves one."""

    segments = 1
    parameters = {"thing": (), "form": ()}

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_login()
        if request.impersonation is not None:
            raise Forbidden()

    def get(self):
        drafts = drafts_of(self.request.people, self.request.person.id)
        if self.rest():
            (id,) = self.rest()
            found = next((draft for one, draft, _item in visible(self.viewer, drafts) if one == id), None)
            if found is None:
                raise NotFound()
            return self._show(id, found)
        thing, form = self.sent.last("thing"), self.sent.last("form")
        if thing is None:
            items = [self._show(id, draft, item) for id, draft, item in visible(self.viewer, drafts)]
            return {"@id": self.url("@drafts"), "items": items}
        id = id_of(self._thing(thing), form or "")
        latest = drafts.get(id) if drafts is not None else None
        others = drafts.others(id) if drafts is not None else []
        return {
            "@id": self.url("@drafts"),
            "items": [self._show(id, one) for one in (latest, *others) if one is not None],
            "gone": drafts.gone_version(id) if drafts is not None and latest is None else None,
        }

    def post(self):
        self.no_rest()
        body = self.body()
        thing = self._thing(text_of(body, "thing", 20, required=True))
        names = {name: text_of(body, name, MAX_NAME_LENGTH) for name in ("form", "page", "once", "base")}
        draft = Draft(
            thing, names["form"], names["page"], self.request.now, "", names["once"], _fields(body), _bases(body)
        )
        saved = drafts_to_change(self.request.people, self.request.person.id).save(draft, names["base"])
        return self._show(id_of(thing, draft.form), saved)

    def delete(self):
        (id,) = self.rest() or ("",)
        drafts = drafts_of(self.request.people, self.request.person.id)
        if drafts is None or drafts.get(id) is None:
            raise NotFound()
        drafts_to_change(self.request.people, self.request.person.id).remove(id, self.request.now)
        return self.nothing()

    def _thing(self, name):
        uid = uid_from_name(name) if isinstance(name, str) else None
        site = self.request.site
        item = site if uid == site.uid else current(site, uid) if uid is not None else None
        if item is None or not self.viewer.sees(item):
            raise NotFound()
        return uid

    def _show(self, id, draft, item=None):
        shown = {
            "@id": self.url("@drafts", id),
            "id": id,
            "thing": uid_name(draft.thing),
            "form": draft.form,
            "page": draft.page,
            "at": moment(draft.at),
            "version": draft.version,
            "once": draft.once,
            "fields": [list(field) for field in draft.fields],
            "bases": [list(pair) for pair in draft.bases],
        }
        if item is not None:
            shown["about"] = {"@id": self.url(item=item), "title": self.translate(item.title)}
        return shown


def _fields(body):
    rows = body.get("fields")
    if not isinstance(rows, list) or not all(_is_field(row) for row in rows):
        raise BadInput(_("“${field}” must be a list of [name, value, checked].", mapping={"field": "fields"}))
    return tuple((row[0], row[1], bool(row[2]) if len(row) > 2 else False) for row in rows)


def _is_field(row):
    if not isinstance(row, list) or len(row) not in (2, 3):
        return False
    return isinstance(row[0], str) and isinstance(row[1], str) and "password" not in row[0].lower()


def _bases(body):
    rows = body.get("bases", [])
    if not isinstance(rows, list) or not all(_is_field(row) and len(row) == 2 for row in rows):
        raise BadInput(_("“${field}” must be a list of [name, value].", mapping={"field": "bases"}))
    return tuple((row[0], row[1]) for row in rows)


def includeme(config):
    for method in ("get", "post", "delete"):
        config.add_service(DraftsService, name="@drafts", attr=method, method=method.upper(), context=Root)
