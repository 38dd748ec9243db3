"""``/admin/groups``: groups of people who are given access together."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.access.principals import group_principal
from moothall.core.base.collation import sort_key
from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.slugs import slug
from moothall.people.account_log import record
from moothall.people.grants import grants_of
from moothall.people.groups import delete_group
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged, choices_basis
from moothall.ui.layout.components import Confirmation, Empty
from moothall.ui.layout.presenters import Action
from moothall.ui.status_messages import titled


class GroupsPage(AdminPage):
    """All groups, and a form to add one."""

    tab = "groups"

    def show(self, error="", typed=""):
        people = self.request.people
        counts = {}
        for account in people:
            for name in account.groups:
                counts[name] = counts.get(name, 0) + 1
        rows = [
            {"title": title, "url": self.url(self.context, "group", name), "name": name, "members": counts.get(name, 0)}
            for name, title in people.groups().items()
        ]
        empty = Empty(
            self.translate(_("No groups yet")),
            self.translate(
                _(
                    "You can give a group access in the same way as a person. People added to the group later get "
                    "the same access."
                )
            ),
        )
        return self.admin_page(
            _("Groups"),
            rows=sorted(rows, key=lambda row: sort_key(row["title"])),
            error=error,
            typed=typed,
            post_url=self.url(self.context, "groups"),
            empty=None if rows else empty,
        )

    def add(self):
        people, title = self.request.people, self.request.POST.get("title", "")
        act = self.request.act()
        name = slug(title)[:40].strip("-")
        try:
            if not title.strip():
                raise BadInput(_("Fill in: ${title}", mapping={"title": self.translate(_("Title"))}))
            record(self.request.site, act, people.add_group(act, name, title))
        except (BadInput, Conflict) as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), title)
        return self.back("group-added", self.context, "group", name, title=title.strip())


class GroupPage(AdminPage):
    """``/admin/group/<id>``: the members and the title of a group."""

    segments = 1
    tab = "groups"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.name = "/".join(request.subpath)
        self.title = request.people.groups().get(self.name)
        if self.title is None:
            raise NotFound()

    def show(self, error="", typed="", title=""):
        members = [
            {"someone": self.request.names(account.id), "id": account.id, "name": account.name}
            for account in self.request.people.members_of(self.name)
        ]
        return self.admin_page(
            self.title,
            members=members,
            name=self.name,
            group_title=title or self.title,
            title_basis=choices_basis({"title": self.title}),
            error=error,
            typed=typed,
            post_url=self.url(self.context, "group", self.name),
            groups_url=self.url(self.context, "groups"),
            delete_url=self.url(self.context, "delete-group", self.name),
            empty=None if members else Empty(self.translate(_("No members yet"))),
        )

    def _named(self):
        """Return the account that the address of a button names by its ID, or ``None``."""
        return self.request.people.by_id(self.request.GET.get("person", ""))

    def change(self):
        """Handle POST; ``do`` names the action."""
        posted, people, do = self.request.POST, self.request.people, self.request.POST.get("do")
        act = self.request.act()
        try:
            if do == "rename":
                title = posted.get("title", "")
                stored = {"title": self.title}
                check_unchanged(self, stored, {"title": title}, {"title": _("Title")}, stored)
                changes, said = people.rename_group(act, self.name, title), "group-renamed"
            elif do == "add":
                wanted = posted.get("person", "")
                account = people.by_login(wanted) or people.by_email(wanted) if wanted else self._named()
                if account is None:
                    raise BadInput(_("There is no one called “${id}” here.", mapping={"id": wanted[:100]}))
                changes, said = people.set_groups(act, account, account.groups | {self.name}), "group-joined"
            elif do == "remove":
                account = people.by_id(posted.get("person", "")) or self._named()
                if account is None:
                    raise NotFound()
                changes, said = people.set_groups(act, account, account.groups - {self.name}), "group-left"
            else:
                raise BadInput()
        except ChoiceConflict as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.message), title=error.merged["title"])
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), posted.get("person", ""))
        record(self.request.site, act, changes)
        about = {"who": account.id} if do != "rename" else {"title": title.strip()}
        return self.back(said, self.context, "group", self.name, **about)


def about_member(sentence):
    """Return the function that returns ``sentence`` with the name of the person in the address of the page."""
    return lambda view: view.translate(
        _(sentence, mapping={"name": view.request.names.name(view.request.GET.get("who", ""))})
    )


def undo_with(do):
    """Return the function that offers the opposite action ``do`` about the person in the address of the page."""

    def undo(view):
        person = view.request.GET.get("who", "")
        if view.request.people.by_id(person) is None:
            return None
        url = view.url(view.context, view.request.view_name, *view.request.subpath, query={"person": person})
        return Action(view.translate(_("Undo")), url, post=True, name="do", value=do)

    return undo


class DeleteGroupPage(GroupPage):
    """``/admin/delete-group/<id>``: asks for confirmation, since access is removed with the group."""

    def show(self):
        members = len(self.request.people.members_of(self.name))
        given = len(grants_of(self.request.site, group_principal(self.name)))
        return self.admin_page(
            _("Delete the group “${title}”?", mapping={"title": self.title}),
            question=Confirmation(
                self.url(self.context, "delete-group", self.name),
                self.translate(
                    _("No accounts are deleted. People immediately lose access they have only through this group.")
                ),
                self.translate(_("Delete the group")),
                self.url(self.context, "group", self.name),
                danger=True,
                consequences=[
                    self.translate(_("People in the group: ${number}", mapping={"number": members})),
                    self.translate(_("Places the group has access to: ${number}", mapping={"number": given})),
                    self.translate(_("This cannot be undone.")),
                ],
            ),
        )

    def delete(self):
        delete_group(self.request.site, self.request.people, self.request.act(), self.name)
        return self.back("group-deleted", self.context, "groups", title=self.title)


def includeme(config):
    where = "moothall.people.administration:templates"
    for view, name, template, post in (
        (GroupsPage, "groups", "groups", "add"),
        (GroupPage, "group", "group", "change"),
        (DeleteGroupPage, "delete-group", "ask", "delete"),
    ):
        config.add_page(view, name, context=Administration, template=f"{where}/{template}.pt", post=post)
    for said, sentence, opposite in (
        ("group-joined", _("${name} added to the group."), "remove"),
        ("group-left", _("${name} removed from the group."), "add"),
    ):
        config.add_status_messages({said: about_member(sentence)}, undo=undo_with(opposite))
    config.add_status_messages(
        {
            "group-added": titled(_("Group “${title}” added. Now add its members.")),
            "group-renamed": titled(_("Saved. The group is called “${title}”.")),
            "group-deleted": titled(_("Group “${title}” deleted.")),
        }
    )
