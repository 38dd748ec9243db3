"""The shipped files of etc/, rendered for a temporary folder, and the programs that they are for."""

import re
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.serving import environment

ROOT = Path(__file__).parents[2]
HOST = "moothall.example.org"
NGINX = shutil.which("nginx") or (path if Path(path := "/usr/sbin/nginx").exists() else None)
#: Seconds until a program listens.
STARTS_WITHIN = 60


def low_port():
    """A free port whose number with a 1 in front is free as well, as the settings use it for the status."""
    for port in range(2001, 5500):
        try:
            for number in (port, int(f"1{port}")):
                with socket.socket() as listener:
                    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    listener.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free port")


def render(root, change=lambda text: text):
    """Make ``root`` look like an installed checkout, with every template of etc/ rendered for it."""
    (root / "etc").mkdir(parents=True)
    for name in ("bin", "src", "locales"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "etc" / "pages", root / "etc" / "pages")
    for template in (ROOT / "etc").glob("*.in"):
        (root / "etc" / template.stem).write_text(change(template.read_text("utf-8").replace("@root@", str(root))))
    return root


def exec_lines(unit):
    """What a unit runs, as lists of words, in order; ``%i`` is left."""
    lines = re.findall(r"^Exec(?:StartPre|Start)=(-?)(.*)$", unit, re.MULTILINE)
    return [(bool(may_fail), shlex.split(line)) for may_fail, line in lines]


def unit_environment(unit):
    """The variables that a unit sets, beside those that the programs of tests need."""
    return environment() | dict(line.split("=", 1) for line in re.findall(r"^Environment=(.*)$", unit, re.MULTILINE))


def certificate(folder):
    """Make a certificate for the host; returns the paths of it and of its key."""
    folder.mkdir(parents=True, exist_ok=True)
    pem, key = folder / f"{HOST}.pem", folder / f"{HOST}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", pem],
        check=True, capture_output=True,
    )  # fmt: skip
    return pem, key


class Nginx:
    """An nginx of our own with the sites of a folder, without touching that of the machine."""

    def __init__(self, folder, sites):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self._conf = folder / "main.conf"
        self._conf.write_text(
            f"user root;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
            "events { worker_connections 512; }\n"
            f'http {{ include /etc/nginx/mime.types; access_log off; {temporary} include "{sites}"; }}\n'
        )
        self._process = None

    def test(self):
        """Do as ``nginx -t``; returns what it says."""
        done = subprocess.run([NGINX, "-t", "-c", self._conf], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def start(self, port):
        """Start it and wait until it listens."""
        self._process = subprocess.Popen([NGINX, "-c", self._conf, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        wait_for(port, self._process, self.folder / "error.log")

    def close(self):
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)


def wait_for(port, process, log):
    began = time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}")
