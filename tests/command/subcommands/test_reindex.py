"""``reindex``: a new search index, beside a server or another writer of the current one."""

import shutil

from moothall.core.search.fulltext import index_of
from tests.command_line import Operator


def test_a_deleted_index_is_built_anew(moothall):
    shutil.rmtree(moothall.var / "index")
    code, said, _err = moothall("reindex")
    assert code == 0 and "items are in the index" in said
    assert moothall("check")[0] == 0


def test_the_index_of_a_running_server_is_left_alone(moothall, serving):
    code, _said, complaint = moothall("reindex")
    assert code == 1 and "stop it first" in complaint.lower()


def test_another_writer_of_the_index_is_named(moothall, kept_site, tmp_path, capsys):
    with moothall.app() as app:
        index_of(app.registry).set_watermark(b"\0" * 8)
        # The same index beside databases that are free: as with databases that several processes share.
        shutil.copytree(
            moothall.var / "filestorage", tmp_path / "copy" / "filestorage", ignore=shutil.ignore_patterns("*.lock")
        )
        (tmp_path / "copy" / "index").symlink_to(moothall.var / "index")
        code, _said, complaint = Operator(moothall.config, tmp_path / "copy", capsys)("reindex")
    assert code == 1 and "writing to the index" in complaint
