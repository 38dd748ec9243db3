"""The shipped units of systemd: valid, and what they start works."""

import json
import shutil
import subprocess
import time
import urllib.request

import pytest

from tests.deployment.installation import exec_lines, low_port, render, unit_environment

UNITS = ("moothall@.service", "moothall-worker.service", "moothall-maintenance.service", "moothall-maintenance.timer")


@pytest.fixture
def root(tmp_path):
    return render(tmp_path / "a folder")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (apt-get install systemd)")
def test_the_units_are_valid(root, tmp_path):
    folder = tmp_path / "units"
    folder.mkdir()
    for name in UNITS:
        shutil.copy(root / "etc" / name, folder / name.replace("@.", "@6543."))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(folder.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("name", UNITS[:2])
def test_a_process_that_ends_with_an_error_is_started_again_and_has_time_to_stop(root, name):
    unit = (root / "etc" / name).read_text()
    assert "Restart=on-failure" in unit and "TimeoutStopSec=45" in unit and "KillSignal=SIGTERM" in unit


@pytest.mark.long
def test_what_the_server_s_unit_starts_answers_and_stops(root, tmp_path):
    port, config = low_port(), tmp_path / "production.ini"
    text = (root / "etc" / "production.ini").read_text().replace("#moothall.status", "moothall.status")
    config.write_text(text.replace(f"var = {root}/var", f"var = {tmp_path}/data"))
    unit = (root / "etc" / "moothall@.service").read_text().replace("/etc/moothall/production.ini", str(config))
    environment = unit_environment(unit)
    ((_may_fail, words),) = exec_lines(unit)
    words = [word.replace("%i", str(port)) for word in words]
    made = subprocess.run([words[0], "init"], env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    process = subprocess.Popen(words, env=environment, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:1{port}/ready", timeout=5) as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline
                time.sleep(0.2)
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "moothall.example.org"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
