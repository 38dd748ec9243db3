"""Every form there is, sent twice as a double click does: both answers say the same, and it is done once."""

import re

from BTrees.OOBTree import OOBTree
from webtest import TestApp, TestResponse, Upload

from moothall.core.content.uids import uid_name
from moothall.inbound_email.bounces import DATA_KEY as BOUNCES
from moothall.inbound_email.bounces import MOST
from moothall.notification.subscriptions import Target
from moothall.notification.unsubscribe import FOLLOW, token_for
from moothall.people.pending_verifications import ADDRESS, RESET, stamp_of, verifications_in
from tests.emails import Emails
from tests.factories import CURATED, GROUP, OPEN, PASSWORD, PIXEL, PRIVATE

#: Views that no form on a page is sent to, with the reason.
WITHOUT_FORM = {
    "moothall.picture.views.PicturePage.take": "scripts send it with a pasted picture",
}
#: Forms that write again when they are sent twice, with the reason.
WRITES_AGAIN = {
    "/login": "the browser may not have got the session of the first answer",
}
NEW_PASSWORD = "another stony field"
LIBRARY = CURATED + "/documents"
ADMIN, WORKFLOWS = "/admin", "/admin/workflows"


class Clicks:
    """Browsers that send each form twice; ``failed`` says which answers were not right."""

    def __init__(self, site):
        self.site = site
        self.browsers = {}
        self.failed = []
        self.sent = set()
        self.place = ""

    def browser(self, login):
        if login is None or login not in self.browsers:
            self.browsers[login] = self.site.client(login)
        return self.browsers[login]

    def __call__(self, who, page, action=None, **fields):
        """Send the form on a page that has ``action`` and these fields twice; return the answers."""
        browser = who if isinstance(who, TestApp) else self.browser(who)
        if not isinstance(page, TestResponse):
            action = page.partition("?")[0] if action is None else action
            page = browser.get(page, status="*")
        found = form_of(page, action, fields)
        if found is None:
            self.failed.append((action, fields, "no such form", main(page)[:300]))
            return page, page
        target, sent = found
        self.sent.add(action)
        self.site.clock.advance(seconds=1)
        first = browser.post(target, sent, status="*")
        written = self.written()
        second = browser.post(target, sent, status="*")
        name = f"{action} {fields.get('do', '')}"
        for answer in (first, second):
            if answer.status_int not in (200, 303):
                self.failed.append((name, answer.status_int, main(answer)[:300]))
                return first, second
        if second.location != first.location:
            self.failed.append((name, first.location, second.location))
        if first.status_int == 200 and lead(first) != lead(second):
            self.failed.append((name, lead(first), lead(second)))
        if self.written() != written and action not in WRITES_AGAIN:
            self.failed.append((name, "was written again"))
        if second.location:
            self.lands(name, browser, second)
        return first, second

    def lands(self, name, browser, answer):
        said = "said=" in answer.location
        page = answer
        while page.status_int in (301, 302, 303):
            page = browser.get(page.location, status="*")
        if page.status_int != 200 or (said and page.html.select_one(".m-said") is None):
            self.failed.append((name, page.request.path_qs, page.status_int, "no message" if said else ""))

    def written(self):
        """The last transactions in the databases of content and people."""
        return [self.site.databases[name].lastTransaction() for name in ("", "people")]


def main(page):
    """What a page says, without the random parts of its forms."""
    return " ".join(page.html.select_one("main").get_text(" ").split())


def lead(page):
    """The heading and the first paragraph of a page."""
    return [" ".join(one.get_text(" ").split()) for one in page.html.select("main h1, main p")[:2]]


def form_of(page, action, fields):
    """(address, what a browser sends) of the form with the button for ``action`` that has these fields, or None."""
    for number, html in enumerate(page.html.find_all("form")):
        if html.get("method", "get").lower() != "post":
            continue
        buttons = [*html.select("button"), *page.html.select(f"button[form={html.get('id')}]")]
        for button in [one for one in buttons if one.get("type") != "button"] or [{}]:
            target = button.get("formaction") or html.get("action") or page.request.path
            chosen = (button.get("name"), button.get("value", ""))
            known = {one.get("name") for one in html.select("[name]") if one.name != "button"} | {chosen[0]}
            is_meant = chosen[0] not in fields or fields[chosen[0]] == chosen[1]
            if is_meant and fields.keys() <= known and target.partition("?")[0].rstrip("/") == action.rstrip("/"):
                sent = [(name, value) for name, value in page.forms[number].submit_fields() if name not in fields]
                for name, value in fields.items():
                    sent += [(name, one) for one in value] if isinstance(value, list) else [(name, value)]
                return target, sent + [chosen] * bool(chosen[0] and chosen[0] not in fields)
    return None


def posting_views(app):
    """{name: (class or None, method)} of every view for a form: pages by class and method, functions by address."""
    known = {}
    for category in app.registry.introspector.get_category("views"):
        view = category["introspectable"]
        if "POST" in (view["request_methods"] or ()) and view["route_name"] is None:
            called, method = view["callable"], view["attr"]
            name = f"{named(called)}.{method}" if method else f"/{view['name']}"
            known[name] = (called if method else None, method)
    return known


def named(page):
    return f"{page.__module__}.{page.__qualname__}"


def note_calls(monkeypatch, known):
    """Note the names of the views that are called from now on, in the set that this returns."""
    called = set()

    def noting(original, method):
        def send(self):
            called.add(f"{named(type(self))}.{method}")
            return original(self)

        return send

    for page, method in known.values():
        if page is not None:
            monkeypatch.setattr(page, method, noting(getattr(page, method), method))
    return called


def documents_and_discussions(site, make, click):
    plan = make.document(LIBRARY, "Plan", by="author")
    for n in range(6):
        make.document(LIBRARY, f"Paper {n}", by="author", state="proposed")
    folder = make.folder(LIBRARY, "Old plans", by="facilitator")
    click("facilitator", f"{LIBRARY}/add/document", title="Twice", text="<p>Words</p>")
    click("facilitator", f"{plan}/edit", title="Another plan")
    click("facilitator", f"{plan}/versions/1", f"{plan}/versions/1")
    click("facilitator", str(plan), f"{plan}/workflow/archive")
    click("facilitator", str(plan), f"{plan}/workflow/unarchive")
    click("facilitator", f"{plan}/schedule", step="archive", day="2026-05-01", time="09:00")
    click("facilitator", f"{plan}/schedule")
    click("facilitator", f"{plan}/workflow/request_changes", reason="Who pays?")
    click("facilitator", f"{plan}/move?to={folder}")
    moved = f"{folder}/plan"
    click("facilitator", f"{moved}/delete")
    click("facilitator", f"{LIBRARY}/contents?item=paper-0&item=paper-1", f"{LIBRARY}/contents", do="approve")
    click("facilitator", f"{LIBRARY}/move-contents?item=paper-0&to={folder}")
    click("facilitator", LIBRARY, f"{LIBRARY}/upload", upload=Upload("a.png", PIXEL, "image/png"))
    click("facilitator", "/queue", "/queue", do="approve", reason="")
    key = value(click, "/queue", "item")
    click("facilitator", "/queue", f"/queue/{key}/claim")
    click("facilitator", "/queue", f"/queue/{key}/release")
    click("facilitator", "/queue", f"/queue/{key}/note", note="Ask Olga.")
    chosen = value(click, "/queue/several", "item", 2)
    weighed, _again = click("facilitator", "/queue/several", item=chosen, do="request_changes", reason="Who pays?")
    decided, _again = click("facilitator", weighed, "/queue/several")
    click("facilitator", decided, "/queue/several", undo="yes")
    make.workspace("Elsewhere")
    click("owner", f"{folder}/move?to=/workspaces/elsewhere/documents")
    click("owner", f"{CURATED}/departed")
    change = f"{CURATED}/affected?kind=member&person=reader&roles=member"
    click("facilitator", change, f"{CURATED}/affected")
    discussion = make.discussion(GROUP + "/discussions", "Question", by="member")
    post = make.post(discussion, "<p>One.</p>", by="member")
    for action in ("pin", "unpin"):
        click("moderator", str(discussion), f"{discussion}/{action}")
    click("reader", str(discussion), f"{discussion}/mark-read")
    click("member", str(discussion), f"{discussion}/replies", text="Twice.")
    place = value(click, f"{discussion}/convert", "place")
    click("facilitator", f"{discussion}/convert", title="Rooms", place=place)
    draft = {"thing": uid_name(discussion.uid), "form": "edit", "page": "/", "fields": [["text", "Half", False]]}
    site.program("member").post_json("/@drafts", draft, status=200)
    click("member", "/drafts", "/drafts")
    click("member", f"{post}/edit", text="<p>Two.</p>")
    click("member", f"{post}/history", f"{post}/history/0")
    other, name = make.discussion(GROUP + "/discussions", "Lamps", by="member"), str(post).rpartition("/")[2]
    click("moderator", f"{discussion}/move-posts?item={name}", title="Rooms")
    look, _again = click("moderator", f"{other}/merge", into=str(discussion))
    click("moderator", look, f"{other}/merge")
    post = make.post(discussion, "<p>Three.</p>", by="member")
    click("moderator", f"{post}/workflow/hide", reason="Off topic.", rule="topic")
    page = click.browser("member").get(str(discussion))
    statement = re.search(r"/statements/\w+", page.text)[0]
    click("member", statement, text="It was on topic.", do="appeal")
    click("member", statement, text="See above.", do="say")


def people_of_a_space(site, make, click):
    people, person = f"{GROUP}/people", site.id_of
    click("facilitator", people, person="outsider", roles="reader", until="2026-06-01", sponsor="member")
    click("facilitator", f"{people}?change={person('reader')}", f"{people}/{person('reader')}", roles="member")
    click("facilitator", f"{people}/review", all="2026-07-01", do="all")
    click("facilitator", f"{people}/{person('outsider')}/remove")
    click("facilitator", f"{people}/invitations", addresses="new@example.org other@example.org", roles="member")
    page = click.browser("facilitator").get(f"{people}/invitations")
    invitation = re.search(rf"{people}/invitations/\w+", page.text)[0]
    click("facilitator", f"{people}/invitations", invitation, do="again")
    click("facilitator", f"{people}/invitations", invitation, do="withdraw")
    look, _again = click("facilitator", f"{people}/bulk", list="username,roles\nsitemoderator,reader", do="look")
    click("facilitator", look, f"{people}/bulk", do="save")
    click("outsider", f"{GROUP}/join", reason="I teach.")
    click("outsider", f"{GROUP}/join")
    click("outsider", f"{GROUP}/join", reason="I teach.")
    click("facilitator", f"{people}/requests", f"{people}/requests/{person('outsider')}", do="accept")
    click("outsider", f"{GROUP}/leave")
    ban, _again = click("facilitator", f"{people}/bans", person="member", reason="Spam", rule="spam", until="")
    click("facilitator", click.browser("facilitator").get(ban.location), undo_in(click, ban.location))
    click("facilitator", f"{people}/bans", person="member", reason="Spam", rule="spam", until="")
    click("facilitator", f"{people}/bans", f"{people}/bans/{person('member')}")
    click("facilitator", f"{GROUP}/settings", preset="curated-space")
    click("owner", f"{GROUP}/edit", title="A group of people")
    click("owner", f"{people}/owner", receiver="facilitator", reason="")
    click("owner", f"{GROUP}/leave")


def undo_in(click, address, login="facilitator"):
    return click.browser(login).get(address).html.select_one(".m-said [formaction]")["formaction"]


def spaces_sharing_and_invitations(site, make, click):
    click("outsider", "/workspaces/add/workspace", title="Plans", preset="open-community")
    click("sitemoderator", "/coalitions/add/coalition", title="Suomi", preset="open-community")
    click("owner", f"{OPEN}/add/repository", title="Papers")
    plan = make.document(LIBRARY, "Plan", by="author", state="draft")
    person = f"person:{site.id_of('outsider')}"
    click("author", f"{plan}/sharing/give?principal={person}&role=reader", f"{plan}/sharing/give")
    click("author", f"{plan}/sharing/remove?principal={person}", f"{plan}/sharing/remove")
    folder = make.folder(LIBRARY, "Old plans", by="facilitator")
    click("facilitator", f"{folder}/sharing/close")
    click("facilitator", f"{folder}/sharing/open")
    click("member", f"{folder}/ask-for-access", role="author", message="For the plans.")
    click("member", f"{folder}/ask-for-access", f"{folder}/ask-for-access/withdraw")
    click("member", f"{folder}/ask-for-access", role="author", message="For the plans.")
    answer = f"{folder}/sharing/answer"
    click("facilitator", f"{answer}?person={site.id_of('member')}", answer, do="grant")
    for login, do in (("outsider", "accept"), ("reviewer", "decline")):
        invite(site, login)
        click(login, "/invitation", do=do)
    mails = Emails(site.registry)
    for login, do in (("sitemoderator", "accept"), ("admin", "decline")):
        invite(site, login)
        link = link_in(mails.to(login), "/invitation/")
        click(login, link, do=do)
    click("owner", f"{CURATED}/workflows")


def invite(site, login):
    sent = {"email": f"{login}@example.org", "roles": ["member"]}
    site.program("owner").post_json(f"{PRIVATE}/@invitations", sent, status=201)


def administration(site, make, click):
    crew = "/admin/group/crew"
    made, again = click("admin", "/admin/add-person", name="Petra Person", login="petra", email="petra@example.org")
    password = made.html.select_one("#made-password").text
    assert password == again.html.select_one("#made-password").text
    site.client().post_json("/@login", {"login": "petra", "password": password}, status=200)
    petra = site.id_of("petra")
    click("admin", "/admin/groups", title="Crew")
    click("admin", crew, person="petra", do="add")
    click("admin", crew, title="The crew", do="rename")
    click("admin", crew, do="remove")
    click("admin", "/admin/delete-group/crew")
    for fields in ({"role": ["reviewer"]}, {"email": "petra@example.com"}):
        click("admin", f"/admin/person/{petra}", do={"role": "roles", "email": "email"}[next(iter(fields))], **fields)
    for do in ("link", "log-out", "disable", "enable"):
        click("admin", f"/admin/person/{petra}", do=do)
    shown, again = click("admin", f"/admin/person/{petra}", do="password")
    assert shown.html.select_one("code").text == again.html.select_one("code").text != password
    click("admin", f"/admin/erase-person/{petra}", reason="Asked by letter.")
    mails = Emails(site.registry)
    for n, do in enumerate(("send", "forget")):
        guest = site.client()
        typed = {"name": "New Person", "login": f"new{n}", "email": f"new{n}@example.org", "password": NEW_PASSWORD}
        typed["again"] = NEW_PASSWORD
        click(guest, guest.get("/sign-up"), "/sign-up", **typed)
        click("admin", "/admin/sign-ups", do=do)
        if do == "send":
            link = link_in(mails.to("new0"), "/confirm-account/")
            click(guest, guest.get(link), "/confirm-account", password=NEW_PASSWORD)
    click("admin", "/view-as", person="member")
    click("admin", "/about", "/view-as", do="end")
    job = failed_job(site)
    click("admin", f"/admin/jobs/{job}")


def failed_job(site):
    def fail(root):
        job = root.jobs.add(site.act("admin"), "nothing", "A job", {})
        job.state = "failed"
        return job.id

    return site.write(fail)


def workflows(site, make, click):
    content = f"{WORKFLOWS}/content"
    click("admin", content, f"{content}/copy", title="Wikis")
    click("admin", content, f"{content}/begin")
    click("admin", f"{content}/draft", title="Shared things")
    click("admin", f"{content}/state/published")
    click("admin", f"{content}/state/", f"{content}/state/", title="Waiting")
    click("admin", f"{content}/step/unarchive")
    click("admin", f"{content}/step/unarchive", f"{content}/remove-step/unarchive")
    click("admin", f"{content}/state/waiting", f"{content}/remove-state/waiting")
    click("admin", f"{content}/activate", note="Because.")
    click("admin", content, f"{content}/take-back")
    click("admin", content, f"{content}/shipped")
    click("admin", f"{content}/draft", f"{content}/discard")
    click("admin", f"{WORKFLOWS}/import", text=click.browser("admin").get(f"{content}/export?version=1").text)
    wikis = f"{WORKFLOWS}/wikis"
    click("admin", f"{wikis}/activate", note="Because.")
    click("admin", f"{wikis}/hold")
    click("admin", f"{content}/hold")
    click("admin", wikis, f"{wikis}/retire")


def notifications(site, make, click):
    discussion = make.discussion(GROUP + "/discussions", "Which room?", by="member")
    post = site.program("author").post_json(str(discussion), {"@type": "post", "text": "<p>So.</p>"}).json["@id"]
    path = post.removeprefix("http://localhost")
    click("member", f"{path}/react", reaction="like")
    click("reader", f"{path}/report", rule="spam")
    seen = make.post(
        make.discussion(OPEN + "/discussions", "Lamps", by="owner"), "<p>x</p>", by="member", state="published"
    )
    emails, guest = Emails(site.registry), site.client()
    sent = {"name": "Rita", "email": "rita@example.net", "text": "A threat.", "sure": "yes"}
    click(guest, guest.get(f"{seen}/report"), f"{seen}/report", **sent)
    (found,) = [
        one for one in site.program("facilitator").get(f"{OPEN}/@queue").json["items"] if one["kind"] == "report"
    ]
    site.program("facilitator").post_json(f"{found['@id']}/decide", {"step": "dismiss"})
    link = link_in(emails.at("rita@example.net"), "/report-decisions/")
    click("facilitator", PRIVATE + "/email-content", allowed="yes")
    site.people(
        lambda store: store.feature_data(BOUNCES, OOBTree).update(
            {site.id_of("member"): ("member@example.org", MOST, site.clock.now, "No such mailbox", ())}
        )
    )
    click("member", "/people/email-delivery", "/people/email-delivery")
    click(guest, guest.get(link), link, text="Read it again.")
    click("moderator", f"{discussion}/slow-mode", seconds="60", reason="Because.")
    click("facilitator", GROUP + "/rules", title="Be kind")
    click("facilitator", GROUP + "/sanctions", person="reader", kind="warn", rule="spam", reason="Lamps.")
    click("facilitator", GROUP + "/sanctions", do="withdraw")
    click("facilitator", GROUP + "/word-rules", pattern="casino", do="add")
    click("facilitator", GROUP + "/word-rules", pattern="roulette", do="change")
    click("facilitator", GROUP + "/word-rules", do="remove")
    click("member", str(discussion), f"{discussion}/answer", post=path.rpartition("/")[2])
    Emails(site.registry).all()
    click("member", "/notifications")
    click("member", f"{discussion}/follow", level="all")
    token = site.people(
        lambda store: token_for(store, site.id_of("member"), FOLLOW, Target(site.read(lambda root: root.uid)))
    )
    guest = site.client()
    click(guest, guest.get(f"/unsubscribe/{token}"), f"/unsubscribe/{token}")


def own_account(site, make, click):
    click("member", "/people/settings", name="Mika M. Member")
    click("member", "/people/log-in", password=PASSWORD, new_password=NEW_PASSWORD, again=NEW_PASSWORD, do="password")
    click("member", "/people/log-in", email="mika@example.com", present=NEW_PASSWORD, do="address")
    click("member", "/people/log-in", do="withdraw")
    site.client().post_json("/@login", {"login": "member", "password": NEW_PASSWORD}, status=200)
    click("member", "/people/log-in", do="end-others")
    token = issued(site, ADDRESS, "mika@example.net")
    click("member", f"/new-address/{token}", "/new-address")
    guest, new = site.client(), "a third stony field"
    click(guest, guest.get("/forgotten-password"), "/forgotten-password", asked="member")
    token = issued(site, RESET)
    click(
        guest,
        guest.get(f"/new-password/{token}"),
        "/new-password",
        password="a third stony field",
        again="a third stony field",
    )
    click(guest, guest.get("/login"), "/login", login="member", password=new)
    click(guest, guest.get("/"), "/logout")
    click("reader", "/people/log-in", do="end-all")
    click("author", "/people/own-data", password=PASSWORD, sure="yes")


def issued(site, kind, address=""):
    """The token in a link that the member gets by email."""

    def issue(store):
        waiting = verifications_in(store)
        account = store.by_login("member")
        made = waiting.add(kind, site.clock.now, address, account.id)
        made.stamp = stamp_of(account)
        return waiting.issue(made, site.clock.now)

    return site.people(issue)


def link_in(mails, address):
    """The path of the link to a page in one of these emails."""
    return next(found[0] for _subject, text in mails if (found := re.search(rf"{address}\S+", text)))


def value(click, address, name, several=0, login="facilitator"):
    """What a page sends as ``name``: the first value, or a list of the first ``several``."""
    found = click.browser(login).get(address).html.select(f"form [name={name}]")
    values = [one.get("value", "") for one in found]
    return values[:several] if several else next(iter(values), "")


def test_every_form_sent_twice_is_done_once(site, make, app, monkeypatch):
    known, click = posting_views(app), Clicks(site)
    called = note_calls(monkeypatch, known)
    for part in PARTS:
        part(site, make, click)
    assert not click.failed, "\n".join(map(str, click.failed))
    functions = {name for name in known if name[0] == "/" and any(f"{name}/" in f"{one}/" for one in click.sent)}
    assert known.keys() - called - functions == WITHOUT_FORM.keys()


#: What is deleted or changes a password comes last.
PARTS = (
    documents_and_discussions,
    people_of_a_space,
    spaces_sharing_and_invitations,
    workflows,
    administration,
    notifications,
    own_account,
)
