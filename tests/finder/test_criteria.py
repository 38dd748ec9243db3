"""The criteria, orders and fields of ``@search`` that Plone's clients send."""

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE

LIBRARY = OPEN + "/documents"


def answer(client, at="", status=200, **asked):
    """The answer to a search; ``path__depth`` stands for ``path.depth``."""
    pairs = [(name.replace("__", "."), value) for name, value in asked.items()]
    return client.get(f"{at}/@search?{urlencode(pairs, doseq=True)}", status=status).json


def titles(client, at="", **asked):
    found = answer(client, at, **{"b_size": 500, **asked})
    assert found["items_total"] == len(found["items"])
    return [item["title"] for item in found["items"]]


def sent(client, query, status=200):
    """The answer to a query as it stands in an address."""
    return client.get(f"/@search?{query}", status=status).json


def named(client, query):
    return sorted(item["title"] for item in sent(client, query)["items"])


@pytest.fixture(params=["waiting", "indexed"])
def ready(request, site):
    """Asks with everything in the queue, and again once it is indexed."""
    return lambda: site.reindex() if request.param == "indexed" else None


# -- one thing, by its UID, its id or its title


def test_things_are_found_by_uid_id_and_title(api, make, ready):
    plan = make.document(title="Annual plan", text="<p>budget</p>")
    make.document(title="Budget", text="<p>annual plan</p>")
    ready()
    uid = api.member.get(str(plan)).json["UID"]
    for query in (f"UID={uid}", f"UID.query={uid}", f"UID:list={uid}", f"UID[]={uid}", f"UID={uid}&UID=nothing"):
        assert named(api.member, query) == ["Annual plan"]
    for name in ("id", "getId"):
        assert titles(api.member, **{name: "annual-plan"}) == ["Annual plan"]
    assert sorted(titles(api.member, id=["annual-plan", "budget"])) == ["Annual plan", "Budget"]
    for words in ("plan", "PLAN annual", '"annual plan"', "ann*", "Annual plan"):
        assert titles(api.member, Title=words) == ["Annual plan"]
    assert titles(api.member, Title="budget", SearchableText="annual") == ["Budget"]
    for nothing in ({"UID": "nothing"}, {"UID": "aaaaaaaaaaaaa"}, {"id": "plan"}, {"Title": "plans"}, {"Title": "!"}):
        assert titles(api.member, **nothing) == []


def test_a_criterion_without_a_value_is_refused(api):
    for name in ("UID", "id", "Title", "Creator", "created", "effective"):
        assert name in answer(api.guest, status=400, **{name: ""})["message"]
    for query in ("created.range=min", "effective.range=max"):
        assert query.partition(".")[0] in sent(api.guest, query, status=400)["message"]


# -- times


def test_spans_of_time_in_every_spelling(api, make, clock, ready):
    for number in range(4):
        make.document(title=f"Day {number}", in_=LIBRARY)
        clock.advance(days=1)
    ready()
    made = {one["title"]: one for one in answer(api.member, path=LIBRARY, portal_type="document")["items"]}
    at = [made[f"Day {number}"]["created"] for number in range(4)]
    assert made["Day 0"]["effective"]
    for name in ("created", "effective", "modified"):
        at = [made[f"Day {number}"][name] for number in range(4)]
        between = f"{name}.query={quote(at[2])}&{name}.query={quote(at[1])}&{name}.range=min:max"
        for query, expected in (
            (f"{name}.query={quote(at[2])}&{name}.range=min", [2, 3]),
            # A plus sign that was not encoded arrives as a space.
            (f"{name}.query={at[2]}&{name}.range=min", [2, 3]),
            (f"{name}.query:date={quote(at[1])}&{name}.range:record=max", [0, 1]),
            (between, [1, 2]),
            (between.replace(".query", ".query:record:list:date").replace(".range", ".range:record"), [1, 2]),
            (f"{name}.query={quote(at[1])}&{name}.query={quote(at[2])}&{name}.range=minmax", [1, 2]),
            (f"{name}.query={quote(at[1])}&{name}.query={quote(at[1])}&{name}.range=min:max", [1]),
            (f"{name}={quote(at[1])}&{name}={quote(at[3])}", [1, 3]),
            (f"{name}={at[1][:10]}", [1]),
            (f"{name}={at[1][:10].replace('-', '/')}", [1]),
            (f"{name}={at[1][:16]}Z", [1]),
            (f"{name}.query={at[2][:10]}&{name}.range=max", [0, 1]),
            (f"{name}.query={at[2][:10]}&{name}.range=min", [2, 3]),
        ):
            found = named(api.member, f"path={LIBRARY}&portal_type=document&{query}")
            assert found == [f"Day {number}" for number in expected], query


def test_what_is_not_published_has_no_time_of_it(api, make, ready):
    make.document(title="Draft", state="draft")
    make.document(title="Live")
    ready()
    asked = {"path": LIBRARY, "portal_type": "document"}
    assert titles(api.author, **asked, effective__query="2000-01-01", effective__range="min") == ["Live"]
    assert titles(api.author, **asked, effective__query="2999-01-01", effective__range="max") == ["Live"]
    for descending, expected in ((False, ["Draft", "Live"]), (True, ["Live", "Draft"])):
        order = {"sort_on": "effective", "sort_order": "descending" if descending else "ascending"}
        assert titles(api.author, **asked, **order) == expected
    assert {one["title"]: bool(one["effective"]) for one in answer(api.author, **asked)["items"]} == {
        "Draft": False,
        "Live": True,
    }


# -- places


def test_depth_is_counted_from_the_place(api, make, ready):
    outer = make.folder(title="Outer", in_=LIBRARY)
    inner = make.folder(title="Inner", in_=str(outer))
    make.document(title="Near", in_=str(outer))
    make.document(title="Far", in_=str(inner))
    make.document(title="Away", in_=LIBRARY)
    ready()
    for depth, expected in (
        ("0", ["Outer"]),
        ("1", ["Inner", "Near"]),
        ("2", ["Far", "Inner", "Near", "Outer"]),
        ("99999999999999999999", ["Far", "Inner", "Near", "Outer"]),
        ("-1", ["Far", "Inner", "Near", "Outer"]),
    ):
        for query in (
            f"path.query={outer}&path.depth={depth}",
            f"path={outer}&path.depth:int={depth}",
            f"path.query:record:list={outer}&path.depth:record:int={depth}",
            f"path=http://localhost{outer}/&path.depth={depth}",
        ):
            assert named(api.member, query) == expected, query
        assert sorted(titles(api.member, at=str(outer), path__depth=depth)) == expected
    several = sorted(titles(api.member, path__query=[str(outer), str(inner)], path__depth=1))
    assert several == ["Far", "Inner", "Near"]
    assert titles(api.member, path__query="/nothing", path__depth=1) == []
    site = {item["@id"] for item in api.member.get("/?b_size=500").json["items"]}
    for at in ({"path": "/"}, {}):
        assert {item["@id"] for item in answer(api.member, **at, path__depth=1)["items"]} == site


# -- lists


def test_lists_and_operators_in_every_spelling(api, make, ready):
    make.document(title="Both", subjects=("air", "sea"))
    make.document(title="One", subjects=("air",))
    make.link(title="Link", subjects=("sea",))
    ready()
    here = f"path={LIBRARY}&"
    for query in ("portal_type=document&portal_type=link", "portal_type:list=document&portal_type:list=link",
                  "portal_type[]=document&portal_type[]=link", "portal_type:tokens=document+link",
                  "portal_type.query:record:list=document&portal_type.query:record:list=link",
                  "portal_type[0]=document&portal_type[1]=link", "review_state=published&review_state:list=draft",
                  "Subject=air&Subject=sea", "Subject.query=air&Subject.query=sea&Subject.operator=or"):  # fmt: skip
        assert named(api.member, here + query + "&portal_type=document&portal_type=link") == ["Both", "Link", "One"]
    assert named(api.member, here + "Subject.query=air&Subject.query=sea&Subject.operator=and") == ["Both"]
    assert named(api.member, here + "Subject:list=air&Subject.operator:record=and") == ["Both", "One"]


def test_a_search_can_keep_to_content(api, make, ready):
    make.document(title="Zeppelin")
    ready()
    found = answer(api.member, use_site_search_settings=1, facets="portal_type", b_size=500)
    assert "document" in found["facets"]["portal_type"]
    assert not {"library", "forum", "vocabulary", "workflows"} & set(found["facets"]["portal_type"])
    assert answer(api.member, use_site_search_settings=1, portal_type="library")["items_total"] == 0
    assert answer(api.member, use_site_search_settings=0, portal_type="library")["items_total"] > 0


# -- orders


def test_orders(api, make, ready):
    for title in ("Zebra", "Äpfel", "Apfel", "(Birne)"):
        make.document(title=title)
    make.link(title="Zaun")
    folder = make.folder(title="Mappe")
    make.document(title="Brief", in_=str(folder))
    ready()
    asked = {"path": LIBRARY, "portal_type": ["document", "link"]}

    def ids(**order):
        return [item["@id"] for item in answer(api.member, **asked, **order)["items"]]

    assert ids(sort_on="path") == sorted(ids())
    assert ids(sort_on="path", sort_order="descending") == sorted(ids(), reverse=True)
    assert ids(sort_on="id")[0].endswith("/apfel")
    listed = [item["@id"] for item in api.member.get(LIBRARY).json["items"]]
    asked = {"path": LIBRARY, "path__depth": 1}
    assert ids(sort_on="getObjPositionInParent") == listed
    assert ids(sort_on="getObjPositionInParent", sort_order="reverse") == listed[::-1]
    asked = {"path": LIBRARY, "portal_type": ["document", "link"]}
    several = answer(api.member, **asked, sort_on=["portal_type", "sortable_title"])["items"]
    kinds = [(item["@type"], item["title"]) for item in several]
    assert [kind for kind, _title in kinds] == ["document"] * 5 + ["link"]
    assert [title for _kind, title in kinds[:5]] == ["(Birne)", "Apfel", "Äpfel", "Brief", "Zebra"]
    for orders in ({"sort_order": ["descending", "ascending"]}, {"sort_order": "descending,ascending"}):
        mixed = answer(api.member, **asked, sort_on="portal_type,title", **orders)["items"]
        assert [item["@type"] for item in mixed] == ["link"] + ["document"] * 5
        assert mixed[1]["title"] == "(Birne)"
    both = answer(api.member, **asked, sort_on=["portal_type", "title"], sort_order="descending")["items"]
    assert [item["title"] for item in both][:2] == ["Zaun", "Zebra"]


def test_the_position_is_that_of_the_place(api, make, clock, ready):
    talks = [make.discussion(in_=GROUP + "/discussions", title=title) for title in ("B", "A")]
    clock.advance(hours=1)
    make.post(talks[0], text="<p>Later</p>")
    ready()
    for place in (GROUP + "/discussions", str(talks[0])):
        listed = [item["@id"] for item in api.member.get(place).json["items"]]
        asked = {"path": place, "path__depth": 1, "sort_on": "getObjPositionInParent"}
        assert [item["@id"] for item in answer(api.member, **asked)["items"]] == listed


# -- fields


def test_further_fields(api, make, site, ready):
    made = make.document(title="Plan", subjects=("air",), language="de", by="author")
    ready()
    asked = {"Title": "plan"}
    (plain,) = answer(api.member, **asked)["items"]
    for query in ("metadata_fields=Subject&metadata_fields=Creator", "metadata_fields:list=Subject,Creator",
                  "metadata_fields[]=Subject&metadata_fields[]=Creator"):  # fmt: skip
        (item,) = sent(api.member, f"Title=plan&{query}")["items"]
        assert item == {**plain, "Subject": ["air"], "Creator": "author"}
    (item,) = answer(api.member, **asked, metadata_fields="_all")["items"]
    whole = api.member.get(str(made)).json
    assert item["getPath"] == str(made)
    assert item["getURL"] == whole["@id"]
    assert (item["id"], item["getId"], item["Language"], item["is_folderish"]) == ("plan", "plan", "de", False)
    assert item["effective"] == item["EffectiveDate"] == item["Date"] == whole["effective"]
    assert item["type_title"] == item["Type"] == "Document"
    for name in set(item) & set(whole):
        assert item[name] == whole[name]
    (item,) = answer(api.guest, **asked, metadata_fields="_all")["items"]
    assert (item["Creator"], item["creator"], item["creators"], item["listCreators"]) == (None, None, [], [])
    assert "author" not in str({key: value for key, value in item.items() if key != "getPath"}).lower().replace(
        "anna author", ""
    )
    listed = api.member.get(f"{LIBRARY}?metadata_fields=getPath").json["items"]
    assert [one["getPath"] for one in listed] == [str(made)]
    assert sent(api.member, "Title=plan&metadata_fields=expires")["items"][0]["expires"] is None


def test_switches(api, make):
    make.document(title="Plan", text="<p>Up</p>")
    for query, on in (
        ("fullobjects", True),
        ("fullobjects=1", True),
        ("fullobjects:boolean=true", True),
        ("fullobjects=0", False),
        ("fullobjects=False", False),
    ):
        (item,) = sent(api.member, f"Title=plan&{query}")["items"]
        assert ("text" in item) is on
    assert len(sent(api.member, "b_size:int=2&b_start:int=1")["items"]) == 2
    assert "b_size=2" in sent(api.member, "b_size:int=2")["batching"]["next"]


@pytest.mark.parametrize(
    "query",
    [
        "Titel=x", "title=x", "UUID=x", "path.dept=1", "path.level=1", "path.navtree=1", "created.operator=or",
        "UID.range=min", "portal_type.not=document", "portal_type:wrong=document", "path..query=/", "a.b.c=1",
        "sort_limit=3", "metadata_fields=email", "metadata_fields=text", "metadata_fields=password",
        "metadata_fields=__class__", "created=yesterday", "created=2026-13-01", "created=9999-12-31",
        "created=2026-01-01&created.range=between", "created=2026-01-01&created.range=min:max", "path.depth=x",
        "path.depth=-2", "path.depth=", "path.depth=1.5", "sort_on=Creator", "sort_on=path,relevance",
        "sort_on=path&sort_order=up", "sort_on=path&sort_order=ascending,descending,ascending",
        "Subject=a&Subject.operator=xor", "path=/&path.operator=and", "fullobjects=maybe", "b_size:int=x", "%C3%A4=1",
    ],
)  # fmt: skip
def test_what_is_unknown_is_refused_and_named(api, query):
    name = query.split("&")[-1].partition("=")[0].partition(":")[0]
    message = sent(api.guest, query, status=400)["message"]
    assert name.partition(".")[0].replace("%C3%A4", "ä") in message or query.partition("=")[2] in message


# -- what may not be seen


def test_nothing_hidden_is_found_by_any_criterion(api, make, site, clock, ready):
    folder = make.folder(in_=PRIVATE + "/documents", title="Vault")
    hidden = make.document(in_=str(folder), title="Zeppelin", subjects=("helium",), by="member")
    draft = make.document(in_=LIBRARY, title="Zeppelin too", state="draft")
    ready()
    made = {str(one): api.author.get(str(one)).json for one in (hidden, draft)}
    for path, known in made.items():
        for actor in ("guest", "outsider"):
            client = api(actor)
            for asked in (
                {"UID": known["UID"]},
                {"id": known["id"]},
                {"Title": "zeppelin"},
                {"created": known["created"]},
                {"modified": known["modified"]},
                {"path": path},
                {"path": path, "path__depth": 0},
                {"path": str(folder), "path__depth": 1},
                {"path": PRIVATE, "path__depth": 3},
                {"Subject": "helium"},
            ):
                found = answer(client, **asked, facets="portal_type,Language,Subject", sort_on="path")
                others = {item["@id"] for item in found["items"]} & {one["@id"] for one in made.values()}
                assert not others, asked
                if set(asked) & {"UID", "id", "Title", "path", "Subject"}:
                    assert (found["items_total"], found["items"]) == (0, []), asked
                    assert not any(found["facets"].values()), asked


def test_hidden_and_missing_places_answer_alike(api, make, ready):
    folder = make.folder(in_=PRIVATE + "/documents", title="Vault")
    make.document(in_=str(folder), title="Zeppelin")
    ready()
    for order in ("path", "getObjPositionInParent", "effective"):
        for depth in ({}, {"path__depth": 1}, {"path__depth": 2}):
            asked = {"sort_on": order, **depth}
            there = answer(api.guest, path=str(folder), **asked)
            missing = answer(api.guest, path=f"{folder}-not", **asked)
            assert there == {**missing, "batching": there["batching"]}


def test_the_edition_shown_is_the_one_that_is_asked_about(api, make, site, clock, ready):
    made = make.document(in_=CURATED + "/documents", title="Shown", by="author")
    shown = api.member.get(str(made)).json
    clock.advance(days=3)
    make.working_edition(made, title="Secret")
    ready()
    here = {"path": CURATED + "/documents", "portal_type": "document"}
    for actor in ("guest", "member"):
        assert titles(api(actor), **here, Title="secret") == []
        assert titles(api(actor), **here, Title="shown") == ["Shown"]
        assert titles(api(actor), **here, modified=shown["modified"]) == ["Shown"]
        later = str(site.clock.now - timedelta(days=1))
        assert titles(api(actor), **here, modified__query=later, modified__range="min") == []
        (item,) = answer(api(actor), **here, metadata_fields="_all")["items"]
        assert item["effective"] == shown["effective"]
        assert item["Date"] == shown["effective"]
        assert item["ModificationDate"] == shown["modified"]


def test_usernames_cannot_be_tried_by_visitors(api, make, ready):
    make.document(title="Plan", by="author")
    ready()
    missing = answer(api.guest, Creator="nobody-at-all")
    for name in ("author", "Author", "outsider"):
        for extra in ({}, {"sort_on": "path"}, {"metadata_fields": "Creator"}):
            there = answer(api.guest, Creator=name, **extra)
            assert (there["items"], there["items_total"]) == ([], 0)
            assert set(there) == set(missing)
    assert "Plan" in titles(api.member, Creator="author")


def test_moved_things_are_found_at_their_new_place(api, make, site, ready):
    folder = make.folder(title="Shelf", in_=LIBRARY)
    inside = make.folder(title="Box", in_=str(folder))
    make.document(title="Plan", in_=str(inside))
    target = make.folder(title="Attic", in_=LIBRARY)
    site.reindex()
    api.facilitator.post_json(f"{target}/@move", {"source": str(folder)})
    ready()
    found = answer(api.member, path=str(target), path__depth=3, sort_on="path", metadata_fields="getPath")["items"]
    assert [item["getPath"] for item in found] == [
        f"{target}", f"{target}/shelf", f"{target}/shelf/box", f"{target}/shelf/box/plan"
    ]  # fmt: skip
    assert titles(api.member, path=str(target), path__depth=1) == ["Shelf"]
    assert titles(api.member, path=str(folder), path__depth=1) == []
