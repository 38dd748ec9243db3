"""Commands on missing, damaged or locked files and odd outputs: each works, or ends with one sentence."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from moothall.command import main
from tests.command_line import DOCUMENTS, Operator

SCRIPT = Path(__file__).parents[2] / "bin" / "moothall"
COMMAND = (sys.executable, "-c", "import sys, moothall.command as c; sys.exit(c.main())")

ON_A_SITE = {
    "pack": ("pack",), "evolve": ("evolve",), "evolve-dry": ("evolve", "--dry-run"), "reindex": ("reindex",),
    "check": ("check",), "repair": ("check", "--repair"), "list": ("user", "list"),
    "enable": ("user", "enable", "admin"),
    "explain": ("explain", "everyone", "view", "/"), "import": ("import", ".", "--into", DOCUMENTS),
    "backup": ("backup", "copy"), "rename": ("rename-stored-classes", "--backed-up"), "serve": ("serve",),
    "worker": ("worker",),
}  # fmt: skip


def sentence(result):
    """The only line of a command that did nothing."""
    code, said, complaint = result
    lines = [line for line in complaint.splitlines() if line]
    assert code not in (0, None) and said in ("", "Starting …\n") and len(lines) == 1, result
    return lines[0]


@pytest.mark.parametrize("words", ON_A_SITE.values(), ids=ON_A_SITE)
def test_a_folder_without_databases_is_said_and_left_as_it_is(kept_site, tmp_path, capsys, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    said = sentence(Operator(kept_site / "site.ini", tmp_path / "mistyped", capsys)(*words))
    assert said.startswith(("There are no databases in", "There is no database")) and "mistyped" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [("pack",), ("user", "list"), ("evolve",), ("backup", "copy")], ids=lambda words: words[0]
)
def test_a_single_missing_database_is_not_replaced_by_an_empty_one(moothall, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    people = moothall.var / "filestorage" / "people.fs"
    people.write_bytes(b"")
    assert str(people) in sentence(moothall(*words))
    assert not people.stat().st_size
    people.unlink()
    assert str(people) in sentence(moothall(*words))
    assert not people.exists()


def test_a_site_of_before_the_audit_log_can_be_backed_up(moothall, tmp_path):
    (moothall.var / "filestorage" / "audit.fs").unlink()
    assert moothall("backup", tmp_path / "copy")[0] == 0
    assert moothall("restore", tmp_path / "copy", "--force")[0] == 0


@pytest.mark.parametrize("seal", ["x", "1:00", "1:" + "z" * 64, "one:" + "0" * 64, ":" + "0" * 64])
def test_a_seal_with_a_mistake_is_no_sign_of_an_altered_log(moothall, seal):
    code, said, complaint = moothall("check", "--seal", seal)
    assert code == 2 and not said and "a seal is a number" in complaint


def test_a_file_in_place_of_the_data_folder_is_said(kept_site, tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    operator = Operator(kept_site / "site.ini", tmp_path / "file", capsys)
    for words in ON_A_SITE.values():
        sentence(operator(*words))
    assert (tmp_path / "file").read_text() == "x"


# -- settings files


@pytest.mark.parametrize("change, said", [
    (("use = call:moothall:main", "use = egg:no-such-package"), "no-such-package"),
    (("use = call:moothall:main", "use = call:nothing_here:main"), "nothing_here"),
    (("use = call:moothall:main", "use = call:moothall:nothing_here"), "nothing_here"),
    (("zodbconn.uri = file://", "zodbconn.uri = files://name:secret-word@"), "files://"),
    (("zodbconn.uri = file://", "zodbconn.uri = "), "file://"),
    (("blobs\n", "blobs&connection_cache_size=many\n"), "many"),
    (("handlers = console", "handlers = nothing_here"), "nothing_here"),
    (("http://localhost", "http://localhost:99999"), "site_url must be like"),
    (("http://localhost", "http://[localhost"), "site_url must be like"),
    (("[app:main]", "[DEFAULT]\nport = 99999\n[app:main]"), "The port must be a number up to 65535"),
    (("class = StreamHandler", "class = nothing_here"), "nothing_here"),
    (("args = (sys.stderr,)", "args = (1, 2, 3, 4)"), "TypeError"),
])  # fmt: skip
def test_a_mistake_in_the_settings_is_said_in_one_sentence(moothall, tmp_path, capsys, change, said):
    config = tmp_path / "site.ini"
    before = moothall.config.read_text()
    config.write_text(before.replace(*change, 1))
    assert config.read_text() != before
    complaint = sentence(Operator(config, moothall.var, capsys)("evolve"))
    assert said in complaint and "secret-word" not in complaint


def test_a_settings_file_that_may_not_be_read_is_said(moothall, capsys):
    assert moothall("keys", "list")[0] == 0
    # The folders of pytest are closed to others.
    with tempfile.NamedTemporaryFile(suffix=".ini") as config:
        os.chmod(config.name, 0)
        with without_root():
            said = sentence(Operator(config.name, moothall.var, capsys)("keys", "list"))
    assert said == f"{config.name} cannot be read: Permission denied."


@contextmanager
def without_root():
    """The effective user of a service, if root runs the tests: root may read and write everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


# -- outputs and inputs


@pytest.fixture
def shell(kept_site, tmp_path):
    """Runs a shell command, in which ``$keys`` prints a line with letters that are not ASCII."""
    keys = [*COMMAND, "keys", "list", "-c", kept_site / "site.ini", "--var", tmp_path / "Über uns"]

    def run(text, **environment):
        environment = {
            **os.environ,
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            **environment,
        }
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", text.replace("$keys", '"$@"'), "bash", *keys],
            env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return run


def test_an_output_that_nobody_reads_ends_the_command_silently(shell):
    assert shell("$keys | exec true") in [(141, "", ""), (0, "", "")]


def test_an_output_on_a_full_disk_is_said(shell):
    assert sentence(shell("$keys >/dev/full")) == "The command has stopped: No space left on device."


def test_closed_outputs_and_inputs_are_no_failure(shell):
    assert shell("$keys <&- >&- 2>&-") == (0, "", "")


def test_an_encoding_without_the_letters_gets_escapes(shell):
    code, said, complaint = shell("$keys", PYTHONIOENCODING="ascii")
    assert code == 0 and "\\xdcber uns" in said and not complaint


@pytest.mark.parametrize("given", ["", "\n", "\udcff\udcfe and more words\n"], ids=["nothing", "empty", "not-utf8"])
def test_an_input_without_a_password_changes_none(moothall, monkeypatch, tmp_path, given):
    (tmp_path / "input").write_text(given, "utf-8", "surrogateescape")
    for errors in ("strict", "surrogateescape"):
        with open(tmp_path / "input", encoding="utf-8", errors=errors) as file:
            monkeypatch.setattr("sys.stdin", file)
            assert "password in the input" in sentence(moothall("user", "password", "member", "--password-stdin"))


def test_a_new_password_that_cannot_be_shown_is_not_set(moothall, monkeypatch):
    def passwords():
        with moothall.open() as databases:
            return {account.login: account.password for account in databases.people}

    before = passwords()
    for words in (("password", "member"), ("add", "petra", "--name", "Petra")):
        with open("/dev/full", "w", encoding="utf-8") as full, monkeypatch.context() as patched:
            patched.setattr("sys.stdout", full)
            assert main(["user", "-c", str(moothall.config), "--var", str(moothall.var), *words]) == 1
    assert passwords() == before


def test_the_settings_of_user_can_come_after_its_action(kept_site, tmp_path, capsys):
    assert main(["user", "list", "-c", str(kept_site / "site.ini"), "--var", str(kept_site / "var")]) == 0
    assert "facilitator" in capsys.readouterr().out


# -- damaged files


def test_a_database_that_lost_everything_after_its_beginning_is_not_packed(moothall):
    content = moothall.var / "filestorage" / "content.fs"
    (moothall.var / "filestorage" / "content.fs.index").unlink()
    content.write_bytes(content.read_bytes()[:500])
    assert sentence(moothall("pack")).startswith("There is no site yet")


def test_a_restore_that_stops_in_between_leaves_no_site_of_two_times(moothall, tmp_path, capsys):
    assert moothall("backup", tmp_path / "copy")[0] == 0
    target = Operator(moothall.config, tmp_path / "target", capsys)
    target.var.mkdir()
    (target.var / "peopleblobs").write_text("a file in the way")
    code, _said, complaint = target("restore", tmp_path / "copy")
    assert code == 1 and "peopleblobs" in complaint
    assert "There are no databases" in sentence(target("check"))
    (target.var / "peopleblobs").unlink()
    assert target("restore", tmp_path / "copy", "--force")[0] == 0
    code, said, _err = target("check")
    assert code == 0 and "there is no search index" in said and "Everything agrees" in said


def test_a_database_that_lost_its_accounts_is_said(moothall, tmp_path):
    with moothall.open() as databases:
        databases.people.root.by_id.clear()
    code, said, _err = moothall("check")
    assert code == 1 and "contains no account" in said
    code, _said, complaint = moothall("backup", tmp_path / "copy")
    assert code == 1 and "contains no account" in complaint and not (tmp_path / "copy" / "backup.json").exists()


# FileStorage does not close a file that it refuses.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("words", [("pack",), ("check",), ("backup", "copy")], ids=lambda words: words[0])
def test_a_file_that_is_no_database_is_said_and_kept(moothall, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    people = moothall.var / "filestorage" / "people.fs"
    (moothall.var / "filestorage" / "people.fs.index").unlink(missing_ok=True)
    people.write_bytes(b"x" * 5000)
    code, said, complaint = moothall(*words)
    assert code == 1 and not said
    assert complaint.splitlines()[-1] == f"The databases cannot be used: FileStorageFormatError: {people}."
    assert people.read_bytes() == b"x" * 5000
    gc.collect()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"x": 1}', b'{"x": [{"id": "1", "created": "2026-12-01", "key": "short"}]}'],
)
def test_a_damaged_file_of_keys_is_said_and_kept(moothall, content):
    file = moothall.var / "keys.json"
    file.write_bytes(content)
    for words in (("keys", "list"), ("keys", "rotate", "x")):
        assert str(file) in sentence(moothall(*words))
    assert file.read_bytes() == content


def test_a_backup_without_its_files_is_refused(moothall, tmp_path):
    assert moothall("backup", tmp_path / "copy")[0] == 0
    for folder in (tmp_path / "copy").glob("*-blobs"):
        shutil.rmtree(folder)
    code, _said, complaint = moothall("restore", tmp_path / "copy", "--force")
    assert code == 1 and "contains 0 files instead of" in complaint and "Traceback" not in complaint


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"databases": []}', '{"databases": {"content": 1}, "items": 1}'])
def test_a_damaged_description_of_a_backup_is_refused(moothall, tmp_path, content):
    assert moothall("backup", tmp_path / "copy")[0] == 0
    (tmp_path / "copy" / "backup.json").write_text(content)
    before = (moothall.var / "filestorage" / "content.fs").read_bytes()
    assert "backup.json is damaged" in sentence(moothall("restore", tmp_path / "copy", "--force"))
    assert (moothall.var / "filestorage" / "content.fs").read_bytes() == before


def test_a_folder_that_cannot_be_read_is_not_imported(moothall):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0)
        with without_root():
            said = sentence(moothall("import", folder, "--into", f"{DOCUMENTS}/help"))
    assert said == f"{folder} cannot be used: Permission denied."


def test_a_report_that_cannot_be_written_prevents_the_import(moothall, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.md").write_text("# One\nWords.")
    said = sentence(moothall("import", tmp_path / "pages", "--into", DOCUMENTS, "--report", tmp_path))
    assert said == f"{tmp_path} cannot be used: Is a directory."
    with moothall.open() as databases:
        assert "one" not in databases.site["workspaces"]["women-in-ict"]["documents"]


# -- Ctrl-C


INTERRUPTED_WHILE_IMPORTING = """
import os, signal, sys

class Interrupting:
    def find_spec(name, path=None, target=None):
        if name == "moothall.command.configuration":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting)
"""


@pytest.mark.skipif(not SCRIPT.exists(), reason="bin/moothall is made by bootstrap.sh")
def test_a_command_that_is_still_starting_ends_silently(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTED_WHILE_IMPORTING)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([SCRIPT, "--help"], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
