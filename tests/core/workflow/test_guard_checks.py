"""Whose approvals of what count, and which fields a condition reads."""

import base64

import pytest

from tests.factories import CURATED, GROUP, PIXEL

LIBRARY = CURATED + "/documents"


@pytest.fixture
def guarded(make):
    """Give transitions of a workflow conditions on the whole site."""

    def guarded(transition, *data, workflow="content", **changed):
        def change(table):
            one = table["transitions"][transition]
            one.update(changed, guards=list(data))
            for name in [name for name in one if one[name] is None]:
                del one[name]

        make.table(workflow, change)

    return guarded


def approvers(count=2, *fields):
    return {"kind": "approvers", "count": count, "fields": list(fields)}


def take(client, path, transition="approve"):
    """The state after a transition."""
    answer = client.post_json(f"{path}/@workflow/{transition}", {"comment": "Because.", "rule": "law"}, status=200)
    return answer.json["review_state"]


def refused(client, path, transition="approve", status=409):
    answer = client.post_json(f"{path}/@workflow/{transition}", {"comment": "Because.", "rule": "law"}, status=status)
    return answer.json["message"]


def waits_for(client, made):
    """Return True if a decision on an item is waiting for a person who may take it."""
    return str(made) in " ".join(str(one) for one in client.get("/@queue").json["items"])


# -- whose approvals count


def test_people_approve_by_a_permission_as_by_a_role(guarded, make, api):
    guarded("approve", approvers(), who=None, permission="manage")
    document = make.document(LIBRARY, state="proposed", by="author")
    refused(api.author, document, status=403)
    assert take(api.facilitator, document) == "proposed"
    assert take(api.owner, document) == "published"


def test_people_approve_by_the_workflow_of_the_space(make, api):
    def by_authors(table):
        del table["transitions"]["approve"]["who"]
        table["transitions"]["approve"].update(permission="moderate", guards=[approvers(2, "title")])
        table["matrix"]["proposed"]["view"].append("author")
        table["matrix"]["proposed"]["moderate"] = ["author"]

    make.own_table(CURATED, by_authors)
    make.member(CURATED, "member", "author")
    document = make.document(LIBRARY, state="proposed", by="facilitator", text="<p>First.</p>")
    assert take(api.author, document) == "proposed"
    assert take(api.member, document) == "published"


def test_an_approval_of_a_deleted_account_does_not_count(guarded, make, api, actors):
    guarded("approve", approvers(3))
    document = make.document(LIBRARY, state="proposed", by="author")
    assert take(api.facilitator, document) == "proposed"
    api.admin.delete("/@users/facilitator", status=204)
    assert take(api.owner, document) == "proposed"
    assert "So far: Olga Owner." in actors.owner.get(str(document)).text
    assert take(api.admin, document) == "proposed"
    make.member(CURATED, "outsider", "facilitator")
    assert take(api.outsider, document) == "published"


def test_a_decision_waits_for_those_who_have_not_approved(guarded, make, api):
    guarded("approve", approvers())
    new = make.document(LIBRARY, "New", state="proposed", by="author")
    draft = make.document(LIBRARY, "Old", state="published", by="author")
    make.working_edition(draft, by="author", state="proposed")
    for document in (new, draft):
        assert waits_for(api.facilitator, document) and waits_for(api.owner, document)
        take(api.facilitator, document)
        assert not waits_for(api.facilitator, document) and waits_for(api.owner, document)
        take(api.owner, document)
        assert not waits_for(api.owner, document)


def test_how_many_have_to_approve_may_change_after_the_first(guarded, make, api, actors):
    guarded("approve", approvers())
    document = make.document(LIBRARY, state="proposed", by="author")
    take(api.facilitator, document)
    guarded("approve", approvers(3))
    assert take(api.owner, document) == "proposed"
    guarded("approve")
    for client in (actors.facilitator, actors.author):
        assert "people to approve" not in client.get(str(document)).text
    assert take(api.facilitator, document) == "published"


# -- what is approved


def test_an_approval_of_other_content_replaces_those_of_what_was_before(guarded, make, api):
    guarded("approve", approvers())
    document = make.document(LIBRARY, state="proposed", by="author", text="<p>First.</p>")
    take(api.facilitator, document)
    api.author.patch_json(str(document), {"text": "<p>Second.</p>"}, status=204)
    assert take(api.owner, document) == "proposed"
    api.author.patch_json(str(document), {"text": "<p>First.</p>"}, status=204)
    assert take(api.facilitator, document) == "proposed"
    refused(api.facilitator, document, status=403)
    assert take(api.owner, document) == "published"


def test_an_approval_is_of_the_draft_and_not_of_what_is_published(guarded, make, api):
    guarded("approve", approvers(2, "title"))
    document = make.document(LIBRARY, "Plan", state="published", by="author")
    make.working_edition(document, by="author", state="proposed", title="Second plan")
    assert take(api.facilitator, document) == "proposed"
    api.author.patch_json(str(document), {"title": "Plan"}, status=204)
    assert take(api.owner, document) == "proposed"
    assert take(api.facilitator, document) == "published"


def test_another_file_voids_the_approval_and_the_same_one_does_not(site, guarded, make, api):
    guarded("approve", approvers(2, "file"))
    file = make.file(LIBRARY, state="proposed", by="author")
    take(api.facilitator, file)

    def elsewhere(_root):
        # A server has several connections, and each loads the blob as another object.
        return take(api.owner, file)

    assert site.read(elsewhere) == "published"
    file = make.file(LIBRARY, "Another", state="proposed", by="author")
    take(api.facilitator, file)
    other = {"data": base64.b64encode(PIXEL + b" ").decode(), "filename": "pixel.png", "encoding": "base64"}
    api.author.patch_json(str(file), {"file": other}, status=204)
    assert take(api.owner, file) == "proposed"


def test_an_approval_of_a_discussion_covers_its_first_post(guarded, make, api):
    guarded("close", approvers(), workflow="discussion")
    talk = make.discussion(GROUP + "/discussions", "Talk", by="member")
    assert take(api.moderator, talk, "close") == "open"
    (first,) = api.member.get(str(talk)).json["items"]
    api.member.patch_json(first["@id"].removeprefix("http://localhost"), {"text": "<p>Else.</p>"}, status=204)
    assert take(api.facilitator, talk, "close") == "open"
    assert take(api.moderator, talk, "close") == "closed"


def test_an_approval_of_a_space_covers_its_description(guarded, make, api):
    guarded("archive", approvers(), workflow="space")
    make.step(GROUP, "request_archival", by="owner")
    assert take(api.sitemoderator, GROUP, "archive") == "archival_requested"
    api.owner.patch_json(GROUP, {"description": "Not what it was."}, status=204)
    assert take(api.admin, GROUP, "archive") == "archival_requested"
    assert take(api.sitemoderator, GROUP, "archive") == "archived"


# -- fields and translations


def test_fields_are_required_of_whatever_has_them(guarded, make, api):
    guarded("submit", {"kind": "required_fields", "fields": ["title", "text"]})
    guarded("close", {"kind": "required_fields", "fields": ["title", "text"]}, workflow="discussion")
    guarded("reopen", {"kind": "required_fields", "fields": ["subjects", "url"]}, workflow="discussion")
    assert take(api.author, make.document(LIBRARY, state="draft", by="author"), "submit") == "proposed"
    empty = make.document(LIBRARY, "Empty", state="draft", by="author", text="")
    assert "Fill in first" in refused(api.author, empty, "submit")
    talk = make.discussion(GROUP + "/discussions", "Talk", by="member")
    assert take(api.moderator, talk, "close") == "closed"
    # What a type does not have cannot be filled in.
    assert "Fill in first" in refused(api.moderator, talk, "reopen")


def test_what_is_missing_in_a_draft_is_said_before_and_after(guarded, make, api, actors):
    guarded("submit", {"kind": "required_fields", "fields": ["description"]})
    lacking = make.document(LIBRARY, "Lacking", state="published", by="author", description="Short.")
    ready = make.document(LIBRARY, "Ready", state="published", by="author")
    make.working_edition(lacking, by="author", description="")
    make.working_edition(ready, by="author", description="Short.")
    for document, missing in ((lacking, True), (ready, False)):
        offered = api.author.get(f"{document}/@workflow").json
        assert ("submit" in [one["id"] for one in offered["hindered"]]) is missing
        assert ("submit" in [one["id"] for one in offered["transitions"]]) is not missing
        assert ("Fill in first: Summary" in actors.author.get(str(document)).text) is missing
    assert "Summary" in refused(api.author, lacking, "submit")
    assert take(api.author, ready, "submit") == "proposed"


def test_translations_are_required_of_nothing_that_has_none(guarded, make, api):
    guarded("close", {"kind": "translations", "languages": ["de", "fr"]}, workflow="discussion")
    talk = make.discussion(GROUP + "/discussions", "Talk", by="member")
    assert take(api.moderator, talk, "close") == "closed"
