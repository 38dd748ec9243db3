"""One set of settings for every command and every process, wherever the file is and whoever starts them."""

import os
from contextlib import contextmanager

import pytest

from moothall.command import main
from moothall.command.configuration import Configuration
from moothall.command.server.http_server import HTTPServer
from tests.command_line import Operator, Options
from tests.serving import free_port
from tests.settings_files import shipped


def test_a_site_lives_where_its_file_says_whatever_the_working_directory(tmp_path, elsewhere, capsys):
    config, var = shipped(tmp_path / "conf" / "site.ini"), tmp_path / "data +1"
    operator = Operator(config, "", capsys)
    operator.words = ("-c", config)
    for words in (("init",), ("backup", tmp_path / "copy"), ("restore", tmp_path / "copy", "--force"), ("reindex",),
                  ("check",)):  # fmt: skip
        code = main([words[0], "-c", str(config), *map(str, words[1:])])
        said = capsys.readouterr()
        assert not code, said.err
        if words[0] == "restore":
            assert f"Restored content to {var}/filestorage/content.fs." in said.out
            assert not (var / "index").exists()
    assert sorted(path.name for path in var.iterdir() if not path.name.startswith(("blobs-", "peopleblobs-"))) == [
        "backups.json", "blobs", "filestorage", "index", "maintenance.lock", "peopleblobs",
    ]  # fmt: skip
    settings = Configuration(Options(config, "")).settings
    assert settings["var"] == str(var)


@contextmanager
def listening(config, port=None):
    options = Options(config, "")
    options.port = port
    server = HTTPServer(lambda environ, start: [], Configuration(options).server)
    try:
        yield server
    finally:
        server.stop(0)
        server.run()


@pytest.mark.parametrize("lines", [
    "listen = 127.0.0.1:%(port)s", "host = 127.0.0.1\nport = %(port)s", "", "host = 127.0.0.1\nport = {port}",
    "listen = 127.0.0.1:{port}",
])  # fmt: skip
def test_the_port_is_never_ignored(tmp_path, lines):
    config, port = tmp_path / "site.ini", free_port()
    section = f"[server:main]\nuse = egg:waitress\n{lines.replace('{port}', str(port))}\n" if lines else ""
    config.write_text(f"[DEFAULT]\nport = {port}\n[app:main]\nuse = call:moothall:main\n{section}")
    with listening(config) as server:
        assert server.sockets == [("127.0.0.1", port)]
    other = free_port()
    if str(port) in section:
        with pytest.raises(SystemExit, match="--port has no effect"), listening(config, other):
            pass
        return
    with listening(config, other) as server:
        assert server.sockets == [("127.0.0.1", other)]


@pytest.mark.parametrize("text", ["[app:main", "[app:main]\nuse = call:moothall:main\nzodbconn.uri = %(nothing)s", "x"])
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(tmp_path, capsys, text):
    config = tmp_path / "site.ini"
    config.write_text(text)
    code, _said, complaint = Operator(config, tmp_path, capsys)("settings")
    assert code == 1 and str(config) in complaint and "Traceback" not in complaint


def test_zeo_is_refused_with_the_way_beyond_one_machine(tmp_path, capsys):
    config = shipped(tmp_path / "site.ini", **{"zodbconn.uri": "zeo://localhost:9001"})
    code, _said, complaint = Operator(config, tmp_path, capsys)("init")
    assert code == 1 and "PostgreSQL" in complaint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path, capsys):
    (tmp_path / "locked").mkdir(mode=0o500)
    config = shipped(tmp_path / "site.ini", var=tmp_path / "locked" / "var")
    code, _said, complaint = Operator(config, "", capsys)("init")
    assert code == 1 and "cannot be created" in complaint
