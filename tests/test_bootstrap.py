"""What a newcomer may run into: each works, or ends with one sentence before anything is built."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import free_port

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534
#: Commands of the system that the script needs before it looks for Python.
COMMANDS = ("bash", "cat", "dirname", "env", "id", "sed", "stat", "mkdir", "grep")


@pytest.fixture
def folder():
    """A folder with the script alone, which others may read."""
    with tempfile.TemporaryDirectory(prefix="möot hall ") as name:
        os.chmod(name, 0o755)
        shutil.copy(ROOT / "bootstrap.sh", name)
        yield Path(name)


def bootstrap(folder, *words, **options):
    """The exit code, and what the script says on both outputs."""
    options = {"env": os.environ | {"LC_ALL": "C"}, "timeout": 30, **options}
    done = subprocess.run(
        [folder / "bootstrap.sh", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False, **options
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def refused(folder, *words, **options):
    """The one line with which the script ends, having made nothing."""
    code, said = bootstrap(folder, *words, **options)
    assert code == 1 and "\n" not in said, said
    assert [path.name for path in folder.iterdir()] == ["bootstrap.sh"]
    return said


@pytest.mark.parametrize("port", ["99999", "0", "-1", "web", "", "12345678901234567890"])
def test_a_port_that_is_none_is_said(folder, port):
    assert refused(folder, "run", "--port", port) == "--port needs a number from 1 to 65535."


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_in_use_is_said_with_another_one(folder, address):
    with closing(socket.create_server((address, 0))) as server:
        port = server.getsockname()[1]
        said = refused(folder, "run", "--port", str(port))
    assert said.startswith(f"Port {port} is in use.") and f"--port {port + 1}" in said


def as_nobody():
    """Somebody without the rights of root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.getuid() == 0 else {}


def test_a_folder_that_may_only_be_read_is_said(folder):
    folder.chmod(0o555)
    said = refused(folder, **as_nobody())
    folder.chmod(0o755)
    assert said.startswith(f"Moothall cannot write to its folder, {folder}.")


def test_a_port_for_root_alone_is_said(folder):
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) < 81:
        pytest.skip("everybody may open every port here")
    folder.chmod(0o777)
    said = refused(folder, "run", "--port", "80", **as_nobody())
    assert "Only root can open port 80." in said and "--port 6543" in said


@pytest.mark.parametrize("var", ["/proc/none", "bootstrap.sh"])
def test_a_folder_of_data_that_cannot_be_written_is_said(folder, var):
    assert "Moothall cannot write to" in refused(folder, "run", "--port", str(free_port()), "--var", var)


@pytest.mark.parametrize("sign", [*'[]"$%&#?*\\{};`:\n\t', ", "])
def test_a_sign_that_does_not_work_in_a_path_is_said(folder, sign):
    code, said = bootstrap(folder, "run", "--port", str(free_port()), "--var", f"{folder}/a{sign}b")
    assert code == 1 and f'it has a "{sign}" in its path' in said, said
    assert [path.name for path in folder.iterdir()] == ["bootstrap.sh"]


def test_a_python_that_is_too_old_is_said(folder, tmp_path):
    for name in COMMANDS:
        (tmp_path / name).symlink_to(shutil.which(name))
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.10.12 && exit\nexit 1\n')
    python.chmod(0o755)
    said = refused(folder, env={"PATH": str(tmp_path)})
    assert said.startswith("Moothall needs Python 3.11, 3.12 or 3.13; python3 is Python 3.10.12.")
    assert "PYTHON=" in said


@pytest.fixture
def checkout(tmp_path):
    """A checkout in a long path with a space and letters beyond ASCII, with the wheels that are downloaded already."""
    folder = tmp_path / "Möot hall it's (1)" / ("long" * 30)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    wheels = ROOT / ".bootstrap" / "wheels"
    if wheels.exists():
        shutil.copytree(wheels, folder / ".bootstrap" / "wheels")
    return folder


@pytest.mark.long
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_an_interrupted_build_in_an_odd_path_is_finished_and_serves(checkout):
    plain = os.environ | {"LC_ALL": "C"}
    plain.pop("PYTHONPATH", None)
    index = "http://127.0.0.1:9/simple"
    unreachable = plain | {"PIP_INDEX_URL": index, "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    code, said = bootstrap(checkout, env=unreachable, timeout=300)
    assert code and said.splitlines()[-1].startswith("Failed: Python environment. The packages could not be downloaded")

    # As by Ctrl-C, twice, and a download that was cut off.
    for wheel in sorted((checkout / ".bootstrap" / "wheels").glob("dist/*.whl"))[:1]:
        wheel.write_bytes(wheel.read_bytes()[:1000])
    for seconds in (8, 30):
        process = subprocess.Popen([checkout / "bootstrap.sh"], env=plain, start_new_session=True)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
    code, said = bootstrap(checkout, env=plain, timeout=1500)
    assert code == 0, said
    assert "Waiting" not in said

    port = free_port()
    process = subprocess.Popen(
        [checkout / "bootstrap.sh", "run", "--empty", "--port", str(port), "--var", "dätä folder"],
        cwd=checkout, env=plain, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _attempt in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.2)
        else:
            pytest.fail("it did not answer")
    finally:
        process.terminate()
        process.wait(60)
    assert (checkout / "dätä folder" / "filestorage" / "content.fs").exists()
