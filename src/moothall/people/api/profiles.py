"""People and their profiles, for people who are logged in."""

from moothall.core.access.permissions import Permission
from moothall.core.base.collation import sort_key
from moothall.core.operations import authoring, revisions
from moothall.people.content import People
from moothall.people.profiles import Profile, account_of
from moothall.people.schema import ProfileSchema
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.metadata import metadata_fields, with_metadata_of_summary
from moothall.web.api.permissions import PermissionsService
from moothall.web.api.service import EXPANSION, Service


class PeopleService(Service):
    """The directory: everyone with an account, by name."""

    parameters = {**BATCH, **EXPANSION, "fullobjects": (), "metadata_fields": ()}

    def get(self):
        accounts = sorted(
            (account for account in self.request.people if account.enabled),
            key=lambda account: (sort_key(account.name), account.id),
        )
        batch = Batch(self.request)
        show = ProfileService(self.context, self.request)
        show_account = show.whole if self.sent.is_on("fullobjects") else show.summary
        found = batch.of(accounts)
        names = metadata_fields(self.request)
        found["items"] = [with_metadata_of_summary(show_account(account), names) for account in found["items"]]
        whole = self.show.whole(self.context)
        self.expand(whole)
        return whole | found


class ProfileService(Service):
    """One person."""

    parameters = {**EXPANSION, "fullobjects": (), "metadata_fields": ()}

    def get(self):
        account = account_of(self.request, self.context)
        self.request.revision = self.revision()
        return self.whole(account)

    def whole(self, account):
        """Return every field of a person that the viewer may see."""
        found = self.summary(account) | {
            "id": account.id,
            "bio": account.bio,
            "languages": list(account.languages),
            "parent": self.show.summary(self.request.site["people"]),
        }
        if self.viewer.allowed(Permission.EDIT, Profile(self.request.site["people"], account.id)):
            # For the person and for administrators.
            found |= {"email": account.email, "language": account.language, "login": account.login}
        return found

    def patch(self):
        account = account_of(self.request, self.context)
        authoring.require(self.request, Permission.EDIT, self.context)
        self.check_if_match()
        body = self.body()
        self.refuse_unknown(body, {*self.get(), *(node.name for node in ProfileSchema().children)})
        fields = authoring.check(ProfileSchema(), body, partial=True)
        self.request.people.update_profile(self.request.act(), account, **fields)
        return self.get() if self.asks_for_representation() else self.nothing()

    def revision(self, _edition=None):
        account, edits = account_of(self.request, self.context), self.viewer.allowed(Permission.EDIT, self.context)
        # Only those who edit a profile see the language of the site that the person chose.
        names = [node.name for node in ProfileSchema().children if edits or node.name != "language"]
        return revisions.digest_of({name: getattr(account, name) for name in names})

    def summary(self, account):
        """Return the fields of a person in lists."""
        return {
            "@id": self.url("people", account.id, item=self.request.site),
            "@type": Profile.type_id,
            "type_title": self.translate(Profile.title),
            "UID": account.id,
            "title": account.name,
            "description": account.organisation,
            "name": account.name,
            "organisation": account.organisation,
            "review_state": None,
            "created": account.created.isoformat(),
            "modified": account.created.isoformat(),
        }


def includeme(config):
    config.add_service(PeopleService, attr="get", context=People)
    config.add_service(ProfileService, attr="get", context=Profile)
    config.add_service(ProfileService, attr="patch", context=Profile, method="PATCH", asks=Permission.EDIT)
    config.add_service(PermissionsService, name="@permissions", attr="get", context=Profile, check=account_of)
