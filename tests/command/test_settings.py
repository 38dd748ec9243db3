"""One set of settings for every command and every process, wherever the file is and whoever starts them."""

import os
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from moothall.command import main
from moothall.command.configuration import Configuration
from moothall.command.http_server import HTTPServer
from tests.command_line import Operator, Options
from tests.serving import COMMAND, environment, free_port

SHIPPED = Path(__file__).parents[2] / "etc" / "production.ini.in"
CHEAP = "moothall.password_time_cost = 1\nmoothall.password_memory_kib = 8\n"


def shipped(file, **changed):
    """Write the shipped settings of a public site to ``file``, with some lines changed; returns it."""
    text = SHIPPED.read_text("utf-8").replace("@root@", "/srv/moothall")
    for name, value in {"var": "../data +1", **changed}.items():
        lines = [f"{name} = {value}" if line.startswith(f"{name} =") else line for line in text.splitlines()]
        text = "\n".join(lines)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("[server:main]", f"{CHEAP}[server:main]"), "utf-8")
    return file


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working directory that has nothing to do with the site; what is written there afterwards is a mistake."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    assert not list(folder.iterdir())


def shown(capsys, *words):
    """What ``moothall settings`` says, as {name: (value, origin)}."""
    assert main(["settings", *map(str, words)]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "=" in line]
    found = {}
    for line in lines:
        name, _equals, rest = line.partition(" = ")
        value, _bracket, origin = rest.partition("  (")
        found[name] = value, origin.rstrip(")")
    return found


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


def test_the_settings_are_shown_with_their_origin_and_without_secrets(tmp_path, elsewhere, capsys):
    config = shipped(tmp_path / "conf" / "site.ini", port="7001")
    text = config.read_text("utf-8").replace(
        "[server:main]",
        "moothall.keys_path = secrets/keys.json\nmail.password = otter\nmail.host = mx.example.org\n[server:main]",
    )
    config.write_text(
        text.replace("zodbconn.uri.audit = file:", "zodbconn.uri.audit = postgres://me:ot@ter@db/x?a=file:")
    )
    found = shown(capsys, "-c", config)
    own, var = f"{config}, [app:main]", tmp_path / "data +1"
    assert found["var"] == (str(var), f"{config}, [DEFAULT]")
    assert found["port"] == ("7001", f"{config}, [DEFAULT]")
    assert found["moothall.index_path"] == (f"{var}/index", "default")
    assert found["moothall.mail_path"] == (f"{var}/mail", "default")
    assert found["moothall.keys_path"] == (f"{config.parent}/secrets/keys.json", own)
    assert found["moothall.password_time_cost"] == ("1", own)
    assert found["mail.password"] == ("***", own) and found["mail.host"][0] == "mx.example.org"
    assert found["zodbconn.uri"][0].startswith(f"file://{var}/filestorage/content.fs")
    assert found["zodbconn.uri.audit"][0].startswith("postgres://me:***@db/x")
    assert found["server listen"] == ("127.0.0.1:7001", f"{config}, [server:main]")
    assert not var.exists()
    # An option comes before the file, for the application and for the server.
    other = shown(capsys, "-c", config, "--var", tmp_path / "100% other")
    assert other["moothall.index_path"] == (f"{tmp_path}/100% other/index", "default")
    assert other["var"][1] == "--var" and f"{tmp_path}/100% other/" in other["zodbconn.uri"][0]


@pytest.mark.long
def test_what_the_commands_show_is_what_the_server_uses(tmp_path, capsys):
    """A relative --var is relative to the working directory, as every argument is."""
    config = shipped(tmp_path / "etc" / "site.ini")
    port = free_port()
    words = ["-c", str(config), "--var", "data"]
    run = {"cwd": tmp_path, "env": environment(), "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    assert subprocess.run([*COMMAND, "init", *words], **run, check=False).returncode == 0
    server = subprocess.Popen([*COMMAND, "serve", *words, "--port", str(port)], **run)
    try:
        said = ""
        while "Listeners" not in said:
            line = server.stdout.readline()
            assert line, said
            said += line
        assert f"site on 127.0.0.1:{port}" in said
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "moothall.example.org"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.communicate(timeout=60)
    assert server.returncode == 0
    assert {"filestorage", "index"} <= {path.name for path in (tmp_path / "data").iterdir()}


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


def test_an_index_that_cannot_be_dropped_keeps_the_databases_as_they_were(tmp_path, capsys, monkeypatch):
    config = shipped(tmp_path / "conf" / "site.ini", var=str(tmp_path / "var"))
    assert not main(["init", "-c", str(config)])
    assert not main(["backup", "-c", str(config), str(tmp_path / "copy")])
    index = tmp_path / "var" / "index"
    index.mkdir(exist_ok=True)

    def refuse(path, *args, **kw):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("moothall.command.restore.shutil.rmtree", refuse)
    capsys.readouterr()
    assert main(["restore", "-c", str(config), "--force", str(tmp_path / "copy")]) == 1
    said = capsys.readouterr()
    assert f"{index}: Permission denied" in said.err and "dropped" not in said.out
    assert (tmp_path / "var" / "filestorage" / "content.fs").exists()
