from tests.factories import GROUP, OPEN, PRIVATE, CURATED
import json
def test_x(api, make, actors):
    doc = make.document(in_=OPEN+"/documents").path
    r = api.owner.post_json(f"{OPEN}/@rehearse", {"change": {"kind": "dial", "visibility": "signed-in"}}, expect_errors=True)
    print(r.status, {k: v if not isinstance(v, list) else v[:3] for k, v in r.json.items()})
    r = api.owner.get(r.json["csv"]); print(r.text[:500])
    for who, url in (("member", doc+"/why?permission=edit"), ("facilitator", doc+"/access"), ("facilitator", doc+"/access?person=member&permission=edit"), ("facilitator", OPEN+"/affected?kind=dial&visibility=signed-in"), ("admin", "/view-as"), ("facilitator", doc+"/affected?kind=transition&name=request_changes")):
        p = actors(who).get(url)
        main = p.text[p.text.index("<main"):p.text.index("</main>")]
        import re
        print(who, url, p.status, re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", main)))
    r = api.member.patch_json(doc, {"title": "x"}, expect_errors=True); print(r.json)
    p = actors.member.get(doc+"/edit", expect_errors=True); print(p.status, "why?" in p.text)
    a = actors.admin
    f = a.get("/view-as").forms[2] if False else [f for f in a.get("/view-as").forms.values() if f.action.endswith("view-as")][0]
    f["person"] = "member"; p = f.submit().follow(); print(p.status, "m-banner" in p.text, "Mika" in p.text)
    r = a.get(doc); print("Edit" in r.text)
    r = a.get("/admin", expect_errors=True); print(r.status)
    f = [f for f in r.forms.values() if f.action.endswith("view-as")][0]
    q = a.post(OPEN+"/leave", {"csrf_token": f["csrf_token"].value}, expect_errors=True); print(q.status)
    p = f.submit("do").follow(); print(p.status, "m-banner" in p.text)
    print(a.get("/admin").status)
    f = [f for f in a.get("/view-as").forms.values() if f.action.endswith("view-as")][0]
    f["role"] = "reader"; f["space"] = PRIVATE; p = f.submit().follow(); print(a.get(PRIVATE).status)
