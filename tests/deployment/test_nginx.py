"""Two servers behind the shipped nginx: restarted in turn under load, nobody gets an error."""

import http.client
import os
import secrets
import ssl
import threading
import time

import pytest

from tests.deployment.installation import HOST, NGINX, Nginx, certificate, render
from tests.factories import GROUP
from tests.serving import Program, free_port
from tests.storage.postgres import programs
from tests.storage.test_relstorage import agree, cluster, place  # noqa: F401 - fixtures

pytestmark = [
    pytest.mark.long,
    pytest.mark.postgresql,
    pytest.mark.skipif(programs() is None, reason="needs a PostgreSQL server (apt-get install postgresql)"),
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt-get install nginx)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="nginx is started as root, as on a server"),
]

READERS, WRITERS, ROUNDS = 4, 3, 3


class Browser(Program):
    """Somebody at the proxy; keeps no connection, so that each request may go to another server."""

    def __init__(self, port, token=None):
        super().__init__(port, token)
        self.host = "localhost"

    def _connection(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)


@pytest.fixture
def proxy(place, tmp_path):  # noqa: F811 - the fixture
    https, plain = free_port(), free_port()
    pem, key = certificate(tmp_path / "ssl")

    def change(text):
        servers = "\n".join(f"    server 127.0.0.1:{server.port} max_fails=0;" for server in place.servers)
        text = text.replace("    server 127.0.0.1:6543 max_fails=0;", servers)
        text = text.replace("    listen [::]:80;\n", "").replace("    listen [::]:443 ssl http2;\n", "")
        text = text.replace("listen 80;", f"listen {plain};").replace("listen 443 ssl", f"listen {https} ssl")
        text = text.replace(f"/etc/ssl/certs/{HOST}.pem", str(pem)).replace(f"/etc/ssl/private/{HOST}.key", str(key))
        return text.replace(f"server_name {HOST}", "server_name localhost")

    render(tmp_path / "a program", change)
    nginx = Nginx(tmp_path / "nginx", tmp_path / "a program/etc/nginx.conf")
    nginx.test()
    nginx.start(https)
    yield https
    nginx.close()


def test_two_servers_restarted_in_turn_under_load_give_no_error(place, proxy):  # noqa: F811 - the fixture
    ended, reads, writes, lost = threading.Event(), [], [], []

    def read(number):
        program = Browser(proxy, place.tokens["author"] if number % 2 else None)
        paths = ("/", "/coalitions", GROUP + "/documents", "/search?SearchableText=plan", "/static/css/main.css")
        for turn in range(1_000_000):
            if ended.is_set():
                return
            reads.append(program.get(paths[turn % len(paths)], accept="text/html").status)

    def write(number):
        program = Browser(proxy, place.tokens["author"])
        while not ended.is_set():
            title, key = f"Turn {secrets.token_hex(5)}", secrets.token_hex(8)
            answer = program.post(GROUP + "/documents", key=key, title=title, **{"@type": "document"})
            writes.append(answer.status)
            lost.append((title, answer.json.get("UID")))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    threads += [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        for _round in range(ROUNDS):
            for server in place.servers:
                time.sleep(1)
                assert server.stop() == 0
                server.start()
                server.wait_until_it_answers()
    finally:
        ended.set()
        for thread in threads:
            thread.join(90)
    print(f"{len(reads)} reads, {len(writes)} writes during {ROUNDS * len(place.servers)} restarts")
    assert len(reads) > 50 and len(writes) > 10
    assert [status for status in reads if status >= 500] == []
    assert set(writes) == {201}
    agree(place)
    program = Program(place.servers[0].port, place.tokens["author"])
    for title, uid in lost[:: max(1, len(lost) // 20)]:
        found = program.get(f"/@search?SearchableText={title.split()[1]}").json
        assert [item["UID"] for item in found["items"]] == [uid], title


def test_the_proxy_s_own_errors_look_like_the_site(place, proxy):  # noqa: F811 - the fixture
    browser = Browser(proxy, place.tokens["author"])
    for server in place.servers:
        server.stop()
    page = browser.get("/", accept="text/html")
    assert page.status == 503 and b"m-trouble" in page.body and b"Versuchen Sie" in page.body
    assert page.headers["Retry-After"] == "10" and page.headers["Cache-Control"] == "no-store"
    program = browser.get("/")
    assert program.status == 503 and program.json["type"] == "ServiceUnavailable"
    large = browser.post(GROUP + "/documents", title="x" * (65 * 1024 * 1024))
    assert large.status == 413 and large.json["type"] == "RequestEntityTooLarge"
    for server in place.servers:
        server.start()
        server.wait_until_it_answers()
    assert browser.get("/").status == 200
    # The site's own errors are its own.
    missing = browser.get("/nothing-here", accept="text/html")
    assert missing.status == 404 and b"Search for it" in missing.body
