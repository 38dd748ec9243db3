"""A disk that fails under a server: it ends with a sentence where it cannot know what was written, else goes on."""

import errno
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.factories import GROUP
from tests.serving import Place, Program, path_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler (apt-get install gcc)"),
]

#: Seconds until a process has noticed.
NOTICES_WITHIN = 30


@pytest.fixture
def fault(tmp_path):
    """The file that says what fails; its ``environment`` is that of a process on such a disk."""
    library = tmp_path / "broken_disk.so"
    source = Path(__file__).with_name("broken_disk.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return tmp_path / "fault", {"LD_PRELOAD": str(library), "FAULT": str(tmp_path / "fault")}


@pytest.fixture
def place(base, tmp_path):
    place = Place(base, tmp_path / "var", work_inside="false")
    with place.site() as site:
        place.token = site.token("author")
    yield place
    place.close()


def add(program, title):
    return program.post(f"{GROUP}/documents", title=title, **{"@type": "document"})


def ends(process):
    began = time.monotonic()
    while process.running:
        assert time.monotonic() - began < NOTICES_WITHIN, process.log
        time.sleep(0.1)
    return process.code


def test_a_commit_that_cannot_be_forced_to_disk_ends_the_server_with_a_sentence(place, fault):
    file, environment = fault
    server = place.serve(**environment)
    author = Program(server.port, place.token)
    before = add(author, "Before")
    assert before.status == 201
    file.write_text(f"fsync {errno.EIO}")
    try:
        answer = add(author, "Never acknowledged")
    except OSError:
        answer = None
    assert answer is None or answer.status == 503
    assert ends(server) == 1
    assert "could not be written to disk" in server.log and "start the process again" in server.log
    # What a service manager does.
    file.unlink()
    server.start()
    server.wait_until_it_answers()
    assert author.get(path_of(before)).status == 200
    assert add(author, "After").status == 201
    server.stop()
    assert place.command("check").returncode in (0, 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_before_the_commit_is_answered_and_the_server_resumes(place, fault, number):
    file, environment = fault
    server = place.serve(**environment)
    author = Program(server.port, place.token)
    kept = add(author, "Before")
    file.write_text(f"write {number}")
    for _again in range(3):
        assert add(author, "Not now").status == 503
        assert author.get(path_of(kept)).status == 200
    file.unlink()
    assert add(author, "After").status == 201
    assert server.running
    assert server.stop() == 0
    server.start()
    server.wait_until_it_answers()
    assert author.get(f"{GROUP}/documents?b_size=500").json["items_total"] >= 2


def test_workers_inside_notice_as_well(base, fault, tmp_path):
    """Nobody has to write for it: the worker's own commit is enough."""
    file, environment = fault
    place = Place(base, tmp_path / "other")
    with place.site() as site:
        token = site.token("author")
    server = place.serve(**environment)
    try:
        assert add(Program(server.port, token), "Before").status == 201
        file.write_text(f"fsync {errno.EIO}")
        assert ends(server) == 1
        assert "could not be written to disk" in server.log
    finally:
        place.close()
