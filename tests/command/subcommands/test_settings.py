"""``settings``: what every command and every process uses, and where it comes from."""

import subprocess
import urllib.request

import pytest

from moothall.command import main
from tests.serving import COMMAND, environment, free_port
from tests.settings_files import shipped


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
