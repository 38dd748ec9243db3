"""Every main page, as guest, member and facilitator, narrow and wide: nothing wrong, nothing sideways.

Each is judged by all rules when wide and by those about layout when narrow; the long run asks all rules at both widths.
html-validate looks at the markup as it is sent.
"""

import gzip
from datetime import timedelta

import pytest

from moothall.core.authorization import sharing
from moothall.people.pending_verifications import ADDRESS, RESET, SIGN_UP, stamp_of, verifications_in
from moothall.workflows.editing import without_state
from tests.browser.axe import COLOURS, LAYOUT, violations
from tests.browser.markup import check_markup
from tests.browser.pages import ALL, DOCUMENT, FORUM, LIBRARY, LONG, LONG_SPACE, PAGES, TEXT, THREAD, WORD
from tests.factories import CURATED, GROUP
from tests.workflow_kinds import KINDS


@pytest.fixture(scope="module", autouse=True)
def content(served, make):
    """Something on every page, with words that are too long for a telephone."""
    names = {
        login: served.people(lambda store, login=login: store.by_login(login).name) for login in ("author", "outsider")
    }
    served.people(lambda store: [setattr(store.by_login(login), "name", WORD[:100]) for login in names] and None)
    discussion = make.discussion(FORUM, "Long thread", by="author", text=f"<p>{LONG}</p>", subjects=("förderung", WORD))
    for number in range(12):
        make.post(discussion, f"<p>{LONG} {number}</p>", by=("member", "author", "facilitator")[number % 3])
    make.post(discussion, "<p>Rude.</p>", state="hidden")
    make.discussion(FORUM, LONG, by="member", state="closed")
    make.document(
        LIBRARY, "Long document", by="member", text=TEXT, description=LONG, language="de", subjects=("a", "b")
    )
    served.on(
        DOCUMENT,
        lambda item: item.save_edition(
            served.act("member"), item.live, {"text": TEXT.replace("Beginnen", LONG)}, at_once=True
        ),
    )
    make.document(LIBRARY, LONG, by="author", language="de")
    make.folder(LIBRARY, LONG)
    make.file(LIBRARY, f"{LONG} (Bild)")
    changed = make.document(CURATED + "/documents", "Changing plan", by="member", text=TEXT)
    make.working_edition(
        changed, "member", "proposed", title=LONG, text=TEXT.replace("Beginnen", LONG), subjects=("c",)
    )
    make.document(CURATED + "/documents", "Waiting plan", by="member", state="proposed", text=TEXT)
    make.document(GROUP + "/documents", LONG, by="member", state="draft")
    make.resource(
        title="A course",
        description=LONG,
        text=TEXT,
        digital_skill_level=("basic",),
        country=("DE", "FR"),
        organisation=LONG,
        url=f"https://example.org/{WORD}",
    )
    tools = str(make.repository(CURATED, "Tools"))
    make.resource(tools, LONG, by="member", description=LONG, subjects=("förderung", WORD))
    make.resource(tools, "Waiting course", by="member", state="proposed")
    make.coalition(LONG, country="DE")
    make.workspace("Long space")
    served.on(LONG_SPACE, lambda item: setattr(item, "title", WORD))
    make.document(LONG_SPACE + "/documents", WORD, by="author", description=WORD, subjects=(WORD,))
    served.people(lambda store: _somebody_waits(store, served.clock.now))
    share_a_locked_folder(served, make)
    served.on("/workflows/post", lambda definition: definition.begin_draft(served.act("admin")) and None)
    make.document(GROUP + "/documents", "Sent back", by="member", state="needs_changes")
    served.on("/workflows/content", lambda definition: begin_another(served.act("admin"), definition))
    served.reindex()
    served.copy_audit()
    yield
    served.people(
        lambda store: [setattr(store.by_login(login), "name", name) for login, name in names.items()] and None
    )


def _somebody_waits(store, now):
    store.add_group(None, "teachers", LONG[:120])
    store.set_groups(None, store.by_login("member"), ["teachers"])
    verifications_in(store).add(
        SIGN_UP, now, f"{LONG[:30].lower()}@example.org", name=LONG, login="", password="", language="de", device="",
        network="192.0.2.0/24",
    )  # fmt: skip


def begin_another(act, definition):
    """Rules for documents that hold nowhere, without a state in which there is something."""
    other = definition.__parent__.copy_of(act, KINDS, definition, "wikis", "Wikis")
    other.save_draft(act, other.draft.revision, without_state(other.draft.data, "needs_changes"))
    other.activate_draft(act, KINDS, other.draft.revision)


def share_a_locked_folder(served, make):
    folder = make.folder(GROUP + "/documents", "Locked", by="author")
    other = make.workspace(LONG, preset="members-group", roster={})
    until = served.clock.now + timedelta(hours=1)
    author, reader, space = served.id_of("author"), served.id_of("reader"), f"space:{other.uid}"
    for principal, end in ((author, None), (reader, until), (space, None)):
        served.on(
            str(folder),
            lambda item, principal=principal, end=end: sharing.set_roles(
                served.act("facilitator"), item, principal, ("member",), end, served.id_of("owner")
            ),
        )
    api = served.program("facilitator")
    api.post_json(f"{folder}/@sharing", {"inherit": False})
    served.program("author").post_json(f"{folder}/@access-requests", {"role": "facilitator", "message": LONG})
    served.clock.advance(hours=1)


#: Whose pages the short run looks at; the others take half a minute each.
BRIEF = ("guest", "member")


@pytest.mark.parametrize(
    "login, thorough",
    [
        *(pytest.param(login, False, id=login, marks=[] if login in BRIEF else [pytest.mark.long]) for login in PAGES),
        *(pytest.param(login, True, id=f"{login}-thorough", marks=pytest.mark.long) for login in PAGES),
    ],
)
def test_nothing_is_wrong_on_the_pages_of(window, login, thorough):
    window.sit_down(login)
    wrong = []
    for number, page in enumerate(PAGES[login]):
        window.size(1280)
        window.open(page)
        for width in (1280, 320):
            window.size(width)
            where = f"{page} as {login} at {width}: "
            if window.overflow() > 0:
                wrong.append(f"{where}{window.overflow()} pixels too wide: {window.widest()}")
            # The frame that narrows is the same on all pages: one of them is judged by all rules.
            only = LAYOUT if width < 1280 and number > 0 and not thorough else ()
            found = violations(window.driver, only)
            wrong += [where + one for one in found + window.complaints()]
    assert not wrong, "\n".join(wrong)


def test_menus_and_states_of_pages_are_as_well(window):
    """What opens, and what is only there after a mistake."""
    window.sit_down("member")
    window.size(320)
    window.open(THREAD)
    window.find(".m-narrow summary").click()
    wrong = [f"menu: {one}" for one in violations(window.driver)] + [f"menu: {window.overflow()}"] * (
        window.overflow() > 0
    )
    window.open(LIBRARY + "/add/document")
    window.button("Save the draft").click()
    window.until(lambda: "Fill in: Title" in window.words)
    wrong += [f"refused form: {one}" for one in violations(window.driver)]
    window.sit_down("facilitator")
    window.open(CURATED + "/queue/several")
    window.find("label.m-queue-row").click()
    window.find("label[for=do-approve]").click()
    window.button("Preview decisions").click()
    window.until(lambda: "New state: Published" in window.words)
    wrong += [f"what will happen: {one}" for one in violations(window.driver)]
    wrong += [f"what will happen: {window.overflow()}"] * (window.overflow() > 0)
    for page in (FORUM, CURATED + "/tools", LIBRARY):
        window.open(page)
        for box in window.all(".m-pick")[:2]:
            window.driver.execute_script("arguments[0].scrollIntoView({block: 'nearest'})", box)
            box.click()
        assert window.find("[data-selbar]").is_displayed(), page
        wrong += [f"chosen on {page}: {one}" for one in violations(window.driver)]
        wrong += [f"chosen on {page}: {window.overflow()}"] * (window.overflow() > 0)
    window.open("/workspaces/no-such-space")
    wrong += [f"404: {one}" for one in violations(window.driver)]
    window.complaints()
    assert not wrong, "\n".join(wrong)


def test_the_pages_behind_links_in_mails_are_as_well(window, served):
    def issue(store):
        errands, now = verifications_in(store), served.clock.now
        account = store.by_login("member")
        made = [errands.add(kind, now, "petra@example.org", account.id, login="", name=LONG, password="")
                for kind in (SIGN_UP, RESET, ADDRESS)]  # fmt: skip
        made[1].stamp = stamp_of(account)
        return [errands.issue(verification, now) for verification in made]

    sign_up, reset, address = served.people(issue)
    window.sit_down("guest")
    wrong = []
    for page in (
        f"/confirm-account/{sign_up}",
        f"/new-password/{reset}",
        f"/new-address/{address}",
        "/confirm-account/used-already",
    ):
        for width in (1280, 320):
            window.size(width)
            window.open(page)
            wrong += [f"{page}: {one}" for one in violations(window.driver)] + [page] * (window.overflow() > 0)
    # The browser notes that what is gone is gone.
    assert all("410" in one for one in window.complaints())
    window.open("/sign-up")
    window.button("Send me a link").click()
    window.until(lambda: "Fill in: Name" in window.words)
    wrong += [f"refused: {one}" for one in violations(window.driver)]
    window.complaints()
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["dark"])
def test_the_dark_set_has_contrast_too(window, scheme):
    window.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    wrong = []
    for login, page in (
        ("guest", "/"),
        ("member", THREAD),
        ("facilitator", CURATED + "/queue"),
        ("facilitator", "/queue/several"),
        ("facilitator", FORUM),
        ("facilitator", CURATED + "/tools"),
        ("member", DOCUMENT),
        ("facilitator", GROUP + "/settings"),
        ("member", LIBRARY + "/add/document"),
        ("admin", "/admin/workflows/post/draft"),
        ("admin", "/admin/workflows/post/state/published"),
        ("admin", "/admin/workflows/wikis/hold"),
        ("admin", "/admin/workflows/post/step/approve"),
    ):
        window.sit_down(login)
        window.open(page)
        for box in window.all(".m-pick")[:1]:
            box.click()
        wrong += [f"{page}: {one}" for one in violations(window.driver, COLOURS)]
    window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert not wrong, "\n".join(wrong)


def test_the_markup_is_valid(visit, tmp_path):
    check_markup(visit, ALL, tmp_path)


@pytest.mark.parametrize("page", [THREAD, DOCUMENT])
def test_a_reading_page_is_light(window, served, page):
    """20 kB of HTML and 60 kB of everything, as a server sends it that compresses; from this site alone."""
    window.sit_down("member")
    window.open(page)
    asked = window.driver.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")
    assert [one for one in asked if not one.startswith(window.address)] == []
    client = served.client("member")
    html = len(gzip.compress(client.get(page, extra_environ={"HTTP_HOST": window.address[7:]}).body))
    rest = sum(
        len(
            gzip.compress(
                client.get(one.removeprefix(window.address), extra_environ={"HTTP_HOST": window.address[7:]}).body
            )
        )
        for one in {one.partition("#")[0] for one in asked if "mark-read" not in one}
    )
    print(f"{page}: HTML {html}, everything {html + rest} bytes, {len(asked) + 1} requests")
    assert html < 20_000
    assert html + rest < 60_000


#: How much of the window is taken by what stays in place, in the middle of the page.
COVERED = """
    const of = (one) => getComputedStyle(one).position;
    window.scrollTo(0, (document.documentElement.scrollHeight - innerHeight) / 2);
    const stays = [...document.querySelectorAll("body *")].filter((one) => ["fixed", "sticky"].includes(of(one)));
    const rows = new Set();
    for (const one of stays) {
        const box = one.getBoundingClientRect();
        if (!one.checkVisibility() || box.width < innerWidth / 2 || one.closest(".m-matrix")) continue;
        for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(innerHeight, box.bottom); y++) rows.add(y);
    }
    return rows.size / innerHeight;
"""


#: A telephone, and screens that are enlarged to 200 % and 400 %.
SMALL = ((320, 640), (640, 400), (320, 256))


def test_what_stays_in_place_leaves_room_to_read(window):
    wrong = []
    for login, page, box in (
        ("facilitator", DOCUMENT, None),
        ("facilitator", CURATED + "/documents/waiting-plan", None),
        ("member", LIBRARY + "/add/document", None),
        ("facilitator", FORUM, ".m-pick"),
        ("facilitator", CURATED + "/queue/several", None),
        ("admin", "/admin/workflows/post/draft", None),
        ("admin", "/admin/workflows/post/state/published", None),
    ):
        window.sit_down(login)
        window.size(*SMALL[0])
        window.open(page)
        for one in window.all(box)[:1] if box else ():
            window.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", one)
            one.click()
        for width, height in SMALL:
            window.size(width, height)
            covered = window.driver.execute_script(COVERED)
            if covered > 1 / 3:
                wrong.append(f"{page} at {width} × {height}: {covered:.0%} covered")
    assert not wrong, "\n".join(wrong)
