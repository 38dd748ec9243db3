"""The page about deployment, followed command by command, in folders of our own instead of the machine's."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deployment.installation import HOST, NGINX, ROOT, Nginx, certificate, exec_lines, low_port, render
from tests.deployment.installation import unit_environment as environment_of
from tests.serving import free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt-get install nginx)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="nginx is started as root, as on a server"),
]

#: What changes the machine itself: users and packages.
OF_THE_MACHINE = ("adduser ", "chown -R moothall:moothall /srv/moothall", "apt-get install ")
BOOTSTRAP = "sudo -u moothall /srv/moothall/bootstrap.sh"


def commands(section):
    """The commands of a section, in order."""
    page = (ROOT / "docs" / "deployment.rst").read_text("utf-8")
    text = re.split(r"^(.+)\n-+\n", page, flags=re.MULTILINE)
    body = text[text.index(section) + 1]
    blocks = re.findall(r"::\n\n((?:       .*\n)+)", body)
    return [line.strip() for block in blocks for line in block.splitlines()]


class Machine:
    """A Debian in a folder: its paths, its ports, its systemd and its nginx."""

    def __init__(self, folder):
        self.folder, self.port, self.https, self.http = folder, low_port(), free_port(), free_port()
        render(folder / "srv/moothall", self.here)
        for name in ("etc/systemd/system", "etc/nginx/sites-available", "etc/nginx/sites-enabled", "etc/ssl/private"):
            (folder / name).mkdir(parents=True)
        pem, key = certificate(folder / "etc/ssl/certs")
        key.rename(folder / "etc/ssl/private" / key.name)
        (folder / ".curlrc").write_text(f'cacert = "{pem}"\nresolve = "{HOST}:{self.https}:127.0.0.1"\n')
        self.nginx = Nginx(folder / "nginx", folder / "etc/nginx/sites-enabled/*")
        self.services = []
        self.done = []

    def here(self, text):
        """A text of the page or of a file, about this machine."""
        for path in ("/srv/moothall", "/etc/moothall", "/var/lib/moothall", "/var/backups/moothall", "/etc/nginx",
                     "/etc/systemd/system", "/etc/ssl"):  # fmt: skip
            text = re.sub(rf"(?<![\w.}}]){path}\b", f"{self.folder}{path}", text)
        text = text.replace(f"https://{HOST}/", f"https://{HOST}:{self.https}/").replace("6543", str(self.port))
        return text.replace("443 ssl", f"{self.https} ssl").replace(":80;", f":{self.http};").replace(
            "listen 80;", f"listen {self.http};"
        )  # fmt: skip

    def do(self, command):
        """Carry out one command; returns what it printed."""
        if command.startswith(OF_THE_MACHINE) or command == BOOTSTRAP:
            return ""
        command = self.here(re.sub(r"^sudo -u moothall ", "", command))
        words = shlex.split(command)
        if words[0] == "systemctl":
            return self._systemctl(*words[1:])
        if words[0] == "nginx":
            assert words == ["nginx", "-t"]
            return self.nginx.test()
        if words[0] == "install":
            command = command.replace(" -o moothall -g moothall", "")
        done = subprocess.run(
            ["bash", "-ec", command], cwd="/", capture_output=True, text=True, check=False, timeout=300,
            env={**environment_of(""), "CURL_HOME": str(self.folder)},
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _systemctl(self, *words):
        units = self.folder / "etc/systemd/system"
        if words == ("daemon-reload",):
            for unit in units.iterdir():
                unit.write_text(self.here(unit.read_text()) if str(self.folder) not in unit.read_text() else
                                unit.read_text())  # fmt: skip
        elif words == ("reload", "nginx"):
            self.nginx.start(self.https)
        elif words[:2] == ("enable", "--now") and words[2].endswith(".timer"):
            assert (units / words[2]).exists()
            return self._run((units / words[2].replace(".timer", ".service")).read_text())
        else:
            assert words[:2] == ("enable", "--now"), words
            name, _at, instance = words[2].partition("@")
            unit = (units / f"{name}@.service").read_text()
            ((_may_fail, line),) = exec_lines(unit)
            with (self.folder / "service.log").open("wb") as log:
                self.services.append(
                    subprocess.Popen(
                        [word.replace("%i", instance) for word in line], env=environment_of(unit), cwd="/",
                        stdout=log, stderr=log,
                    )
                )  # fmt: skip
        return ""

    def _run(self, unit):
        said = ""
        for may_fail, line in exec_lines(unit):
            done = subprocess.run(line, env=environment_of(unit), cwd="/", capture_output=True, text=True, check=False)
            assert may_fail or done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            said += done.stdout
        return said

    def close(self):
        self.nginx.close()
        for service in self.services:
            service.terminate()
            service.wait(60)


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    machine.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl (apt-get install curl)")
def test_the_page_is_true_command_by_command(machine):
    said = [(command, machine.do(command)) for command in commands("A public server")]
    assert len(said) > 15
    output = {command.split()[-1] if "curl" in command else command: text for command, text in said}
    (settings,) = [text for command, text in said if " settings " in command]
    assert f"moothall.index_path = {machine.folder}/var/lib/moothall/index" in settings
    (password,) = [text for command, text in said if " init " in command]
    assert "Log in as admin with the password" in password
    assert '"status": "ok"' in output["http://127.0.0.1:16543/ready"]
    assert "<title>" in output[f"https://{HOST}/"]
    nightly = said[-1][1]
    assert "The restore was tested" in nightly and "Erasure is complete." in nightly
    # The timer runs again the next night.
    machine.do("systemctl enable --now moothall-maintenance.timer")
    assert {path.name for path in Path(f"{machine.folder}/var/backups/moothall").iterdir()} == {"last", "old"}
    # Nothing was written into the program's folder.
    assert not (machine.folder / "srv/moothall/var").exists()
    (server,) = machine.services
    server.terminate()
    assert server.wait(60) == 0
    error = subprocess.run(
        ["curl", "-sS", "-w", "%{http_code}", f"https://{HOST}:{machine.https}/"],
        env={**os.environ, "CURL_HOME": str(machine.folder)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert error.endswith("503") and "m-trouble" in error
