"""Add the fictional people of the sample site."""

from moothall.core.event_log.log import ActionContext
from moothall.demo.data import read
from moothall.people.passwords import SAMPLE_PASSWORD

SITE_ROLES = {"admin": ("administrator",), "sitemoderator": ("site_moderator",), "reviewer": ("reviewer",)}


def load(sample):
    """Add all people; they share one password, hashed once."""
    hashed = sample.registry.moothall_passwords.hash(SAMPLE_PASSWORD)
    act = ActionContext(None, sample.now, rule="sample content")
    for one in read("people.yaml"):
        login = one.get("login", one["key"])
        account = sample.store.add(
            login,
            hashed,
            f"{login}@example.org",
            one["name"],
            at=sample.now,
            is_sample=True,
            site_roles=SITE_ROLES.get(login, ()),
            organisation=one["organisation"],
            bio=one["bio"].strip(),
        )
        sample.person_ids[one["key"]] = sample.person_ids[login] = account.id
        for change in sample.store.changes_of_new(account):
            sample.site.event_log.append(
                act,
                change.kind,
                sample.site.uid,
                key=(change.person, change.key),
                before=change.before,
                after=change.after,
            )
