"""Measure the cost of one page of each kind: CPU of the server, and response time.

    ./bootstrap.sh bench pages
    ./bootstrap.sh bench pages --in-process

Serves the sample site with one Waitress process and repeatedly requests each page over one
connection, as a visitor and as a member. CPU is that of the whole process, including the threads for
index and email. With --in-process there is no server and no network; compare its minimum before and
after a change. Asserts nothing.
"""

import argparse
import tempfile
import time
import zlib

from grounds import PAGES, Server, Visitor, make_application, share, site_in
from webob import Request

from moothall.core.work.server_events import ServingEnds, ServingStarts

PEOPLE = (None, "member")


def measure(server, visitor, path, number):
    """Return (CPU per request, wall p50, wall p95, bytes, compressed bytes), times in milliseconds."""
    for _ in range(8):
        answer = visitor.get(path)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
    waits, before = [], server.cpu
    for _ in range(number):
        started = time.perf_counter()
        visitor.get(path)
        waits.append((time.perf_counter() - started) * 1000)
    cpu = (server.cpu - before) / number
    return cpu, share(waits, 0.5), share(waits, 0.95), len(answer.body), len(zlib.compress(answer.body, 6))


def all_pages(server, number, pages=PAGES, people=PEOPLE):
    """Return {(person, page): figures}."""
    visitors = {login: Visitor(server.port, login) for login in people}
    return {
        (login, name): measure(server, visitor, path, number)
        for login, visitor in visitors.items() for name, path in pages.items()
    }  # fmt: skip


def report(figures):
    print(f"{'':<34} {'CPU ms':>7} {'p50 ms':>7} {'p95 ms':>7} {'bytes':>8} {'zipped':>7}")
    for (login, name), (cpu, middle, late, size, zipped) in figures.items():
        print(f"{login or 'visitor':<7} {name:<26} {cpu:7.2f} {middle:7.2f} {late:7.2f} {size:8,} {zipped:7,}")


class _InProcess:
    """A visitor that calls the application directly."""

    def __init__(self, app, login):
        self._app, self._cookie = app, None
        if login:
            # The server address is a placeholder; only the cookie is needed.
            form = self._ask("/login")
            token = form.text.partition('name="csrf_token" value="')[2].partition('"')[0]
            self._cookie = form.headers["Set-Cookie"].partition(";")[0]
            fields = {"csrf_token": token, "login": login, "password": "moothall-demo"}
            self._cookie = self._ask("/login", POST=fields).headers["Set-Cookie"].partition(";")[0]

    def get(self, path):
        return self._ask(path)

    def _ask(self, path, **kw):
        request = Request.blank(path, base_url="http://localhost", **kw)
        request.environ["REMOTE_ADDR"] = "127.0.0.1"
        if self._cookie:
            request.headers["Cookie"] = self._cookie
        answer = request.get_response(self._app)
        answer.body  # noqa: B018  # the whole answer, as a server would send it
        return answer


def in_process(folder, number):
    app = make_application(folder)
    app.registry.notify(ServingStarts(app))
    try:
        print(f"{'':<34} {'min':>7} {'median':>7} ms of CPU")
        for login in PEOPLE:
            visitor = _InProcess(app, login)
            for name, path in PAGES.items():
                spent = []
                for _ in range(number):
                    started = time.process_time()
                    visitor.get(path)
                    spent.append((time.process_time() - started) * 1000)
                print(f"{login or 'visitor':<7} {name:<26} {min(spent):7.2f} {share(spent, 0.5):7.2f}", flush=True)
    finally:
        app.registry.notify(ServingEnds(app))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=200, help="requests per page")
    parser.add_argument("--in-process", action="store_true", help="without server and network")
    parser.add_argument("--site", help="keep the site in this folder and reuse it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, site_in(options.site, temporary) as folder:
        if options.in_process:
            in_process(folder, options.requests)
            return
        with Server(folder) as server:
            report(all_pages(server, options.requests))
            print(f"\nfirst answer after {server.start:.1f} s, {server.memory:.0f} MB")


if __name__ == "__main__":
    main()
