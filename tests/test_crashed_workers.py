"""A test that crashes its process ends the run with its name and traceback."""

import re
import subprocess
import sys
from pathlib import Path

from tests.crashed_workers import CRASHED

ROOT = Path(__file__).resolve().parent.parent

CONFTEST = """
from tests.crashed_workers import CrashedWorkers

def pytest_configure(config):
    config.pluginmanager.register(CrashedWorkers(config))
"""
QUIET = "def test_{0}(): pass\ndef test_more_{0}(): pass\n"
CRASHING = """
import os
import signal

def test_before(): pass
def test_that_crashes(): os.kill(os.getpid(), signal.SIGSEGV)
def test_after(): pass
"""


def options():
    """What ``bootstrap.sh test`` gives pytest, with two processes."""
    script = (ROOT / "bootstrap.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    words = re.search(r'bin/pytest (.*) "\$@"', script)[1].split()
    assert words[:2] == ["-n", "auto"]
    return ["-n", "2", *words[2:]]


def test_a_crash_ends_the_run_with_its_traceback(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_crashing.py").write_text(CRASHING)
    for name in ("first", "second", "third"):
        (tmp_path / f"test_{name}.py").write_text(QUIET.format(name))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", tmp_path, *options(), tmp_path],
        cwd=ROOT,
        env={"PYTHONPATH": ":".join([str(ROOT), *filter(None, sys.path)]), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == CRASHED, done.stdout + done.stderr
    end = done.stdout[done.stdout.index("Traceback of the crashed worker") :]
    assert "Fatal Python error: Segmentation fault" in end
    assert "in test_that_crashes" in end
    assert re.search(r"^FAILED .*test_crashing\.py::test_that_crashes", end, re.MULTILINE), done.stdout
