"""What somebody should see of a site, worked out from nothing but ``decide``: item by item, with no cache or index."""

from pyramid.traversal import resource_path

from moothall.core.access import decide
from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.content.items import scope_of
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.search.fulltext import document_of
from moothall.core.workflow.history import is_involved
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post


class Everything:
    """All items of a site in one snapshot, looked up once for everybody who looks at it."""

    def __init__(self, site):
        self.site = site
        self.items = {uid: item for uid in site.uids if (item := site.uids.get(uid)).uid == uid}
        self.documents = {uid: document_of(site, uid) for uid in self.items}
        #: What stands under another scope than the next one around it.
        self.astray = [
            uid
            for uid, item in self.items.items()
            if uid in site.access
            and item.__parent__ is not None
            and site.access.get(uid).parent != scope_of(item.__parent__)
        ]
        self.paths = {uid: resource_path(item).rstrip("/") or "/" for uid, item in self.items.items()}


class VisibleItems:
    """``person`` at ``now`` among :class:`Everything`."""

    def __init__(self, everything, person, now):
        self.all, self.person, self.now = everything, person, now
        facts = access_data_of(everything.site)

        def sees(subject):
            return decide(facts, person, subject, Permission.VIEW, now).allowed

        self.seen, self.editions = set(), {}
        for uid, item in everything.items.items():
            if isinstance(item, Versioned):
                self.editions[uid] = [edition for edition in item.editions if sees(edition.subject())]
                if self.editions[uid]:
                    self.seen.add(uid)
            elif sees(item.subject()):
                self.seen.add(uid)

    def entries(self):
        """The uids of the catalog's entries that should be visible."""
        found = {uid for uid in self.seen if uid not in self.editions}
        return found.union(edition.uid for editions in self.editions.values() for edition in editions)

    def where(self, test):
        """The uids of what is seen and meets a test."""
        return {uid for uid in self.seen if test(self.all.items[uid])}

    def children(self, container):
        """What a listing of a container should hold."""
        return self.where(lambda item: item.__parent__ is container)

    def within(self, container):
        """What a search below ``container``, itself included, should find."""
        return {uid for uid in self.seen if container.uid in self.all.documents[uid].containers}

    def with_state(self, state):
        """What a search for a state should find: an edition this person sees is in it."""

        def has(item):
            if isinstance(item, Versioned):
                return any(edition.state == state for edition in self.editions[item.uid])
            return (item.review_state or "") == state

        return self.where(has)

    def counted(self, uids, name):
        """How often each value of a facet should be counted."""
        counts = {}
        for uid in uids:
            for value in self.all.documents[uid].facet(name):
                counts[value] = counts.get(value, 0) + 1
        return counts

    def thread(self, discussion):
        """The uids of the posts in a thread, tombstones included."""
        return {post.uid for post in discussion.posts() if post.uid in self.seen or post.own_state == "hidden"}

    def readable(self, words):
        """Those of ``words`` (uid → {version: word}) that may be read."""
        viewer = AccessContext(self.all.site, self.person, self.now)
        for uid in self.seen:
            said = words.get(uid, {})
            if not isinstance(self.all.items[uid], Versioned) or is_involved(viewer, self.all.items[uid]):
                yield from said.values()
                continue
            # The history names what was ever live.
            item = self.all.items[uid]
            told = {event.after for event in self.all.site.event_log.about(uid, {"live version"})}
            told.update(edition.version.number for edition in self.editions[uid])
            yield from (word for number, word in said.items() if number in told and item.versions)

    def addresses(self, names):
        """Those of ``names`` (uid → id in its address), and of the uids, that may be met."""
        for uid in self.seen:
            yield uid_name(uid)
            item = self.all.items[uid]
            while item is not None:
                # Who may see an item knows the ids in its address.
                yield names.get(item.uid, "")
                item = item.__parent__
            if isinstance(self.all.items[uid], Discussion):
                for post in self.thread(self.all.items[uid]):
                    yield names.get(post, "")
                    yield uid_name(post)
        for uid, item in self.all.items.items():
            if isinstance(item, Post) and uid in self.seen:
                yield item.__parent__.__name__
