"""Moving asks for what adding and deleting ask for."""

import copy

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import Forbidden
from moothall.core.operations.moving import check_may_move
from moothall.workflows.content import choose
from tests.factories import GROUP, OPEN
from tests.workflow_kinds import KINDS


def test_a_repository_goes_only_to_where_one_may_be_added(site, make):
    make.member(GROUP, "member", "facilitator")
    made = make.repository(GROUP, by="member")

    def check(root, login, source=made.path, target=OPEN):
        check_may_move(site.viewer(root, login), find_resource(root, source), find_resource(root, target))

    with pytest.raises(Forbidden):
        site.read(lambda root: check(root, "member"))
    site.read(lambda root: check(root, "facilitator"))


class TestWhereAStateIsUnknown:
    """A space that has chosen a workflow with a state that others do not have."""

    @pytest.fixture(autouse=True)
    def checked(self, site, make):
        act = site.act("admin")

        def change(root):
            own = root["workflows"].copy_of(act, KINDS, root["workflows"]["content"], "checked", "With a check")
            table = copy.deepcopy(own.draft.data)
            table["states"]["checked"] = {**table["states"]["proposed"], "title": "Checked"}
            table["matrix"]["checked"] = table["matrix"]["proposed"]
            table["transitions"]["check"] = {"title": "Check", "from": ["draft"], "to": "checked", "who": ["creator"]}
            table["transitions"]["drop"] = {"title": "Drop", "from": ["checked"], "to": "deleted", "who": ["creator"]}
            own.save_draft(act, own.draft.revision, table)
            own.activate_draft(act, KINDS, own.draft.revision)
            choose(act, KINDS, root, find_resource(root, GROUP).uid, own, "content")

        site.write(change)

    @pytest.fixture
    def move(self, api):
        def move(source, status, target=f"{OPEN}/documents"):
            return api.facilitator.post_json(f"{target}/@move", {"source": str(source)}, status=status)

        return move

    def test_a_document_stays(self, make, api, actors, move):
        document = make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        assert "“Checked”" in move(document, 409).json["message"]
        assert "“Checked”" in actors.facilitator.get(f"{document}/move?to={OPEN}/documents").text
        api.facilitator.get(str(document), status=200)

    def test_a_folder_stays_with_what_is_in_it(self, make, api, move):
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        inner = make.folder(str(folder), "Inner", by="facilitator")
        document = make.document(str(inner), "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{inner}/@sharing", {"inherit": False})
        move(folder, 200)
        move(f"{OPEN}/documents/plans", 200, f"{GROUP}/documents")
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        move(folder, 409)

    def test_what_would_come_back_into_it_stays(self, make, api, move):
        document = make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="draft")
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        move(document, 200, str(folder))
        document = f"{folder}/plan"
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        api.facilitator.post_json(f"{document}/@workflow/drop", {})
        move(folder, 409)

    def test_what_both_know_goes(self, make, move):
        move(make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="published"), 200)
