"""Respond to monitoring on a port of its own: ``/health``, ``/ready`` and ``/metrics``.

``/health``: 503 if the process should be restarted.  ``/ready``: 503 while it cannot answer requests, for a load
balancer.  ``/metrics``: the Prometheus text format.  Nothing here needs a login, so only monitoring may reach the port.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pyramid.exceptions import ConfigurationError
from pyramid.registry import Registry

from moothall.core.storage.statistics import COMMITS, CONFLICTS, GIVEN_UP, RECEIVED_EMAILS, RETRIES, counts
from moothall.core.work.health import gauges, obstacles, problems
from moothall.web.transactions import REQUEST_SECONDS, REQUESTS

PREFIX = "moothall_"
MAIN = "content"
_ABOUT = {
    COMMITS: "Writes that were committed.",
    CONFLICTS: "Writes that met another write.",
    RETRIES: "New attempts of writes that met another write.",
    GIVEN_UP: "Writes that were given up after the last attempt.",
}
#: Seconds until a silent connection is closed.
_TIMEOUT = 10.0


def address_of(text: str) -> tuple[str, int]:
    """Return host and port of a setting such as ``127.0.0.1:9100``; raise ConfigurationError if it is another text."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigurationError(f"moothall.status_listen must be like 127.0.0.1:9100, not {text!r}")
    return host.strip("[]") or "127.0.0.1", int(port)


class SiteCollector(Collector):
    """The metrics of an application and of its process."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics, from new snapshots."""
        known = counts()
        for name, about in _ABOUT.items():
            yield CounterMetricFamily(PREFIX + name.replace(" ", "_"), about, value=known.get(name, 0))
        requests = CounterMetricFamily(PREFIX + "requests", "Requests by the class of their status.", labels=["status"])
        for name, value in sorted(known.items()):
            if name.startswith(REQUESTS):
                requests.add_metric([name.removeprefix(REQUESTS)], value)
        yield requests
        emails = CounterMetricFamily(PREFIX + "received_emails", "Received emails by outcome.", labels=["outcome"])
        for name, value in sorted(known.items()):
            if name.startswith(RECEIVED_EMAILS):
                emails.add_metric([name.removeprefix(RECEIVED_EMAILS)], value)
        yield emails
        seconds = known.get(REQUEST_SECONDS, 0)
        yield CounterMetricFamily(PREFIX + "request_seconds", "Time spent on requests.", value=seconds)
        for gauge in gauges(self._registry):
            family = GaugeMetricFamily(PREFIX + gauge.name, gauge.about, labels=[gauge.label] if gauge.label else [])
            for label, value in gauge.values.items():
                # The name of the main database is empty.
                family.add_metric([label or MAIN] if gauge.label else [], value)
            yield family


class StatusServer:
    """The listener; raise OSError if it cannot listen at ``address``.  ``is_stopping()`` is True before the end."""

    def __init__(self, registry: Registry, address: str, is_stopping: Callable[[], bool] = lambda: False) -> None:
        collected = CollectorRegistry()
        collected.register(SiteCollector(registry))
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=collected)

        class Handler(_Handler):
            """A request of this server."""

            answers = {
                "/health": lambda: _condition(problems(registry)),
                "/ready": lambda: _condition(["The process is stopping."] if is_stopping() else obstacles(registry)),
                "/metrics": lambda: (
                    HTTPStatus.OK,
                    exposition.CONTENT_TYPE_PLAIN_0_0_4,
                    exposition.generate_latest(collected),
                ),
            }

        self._server = ThreadingHTTPServer(address_of(address), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="moothall-status", daemon=True).start()

    @property
    def address(self) -> str:
        """Return host and port of the listener."""
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = _TIMEOUT
    protocol_version = "HTTP/1.0"
    answers: dict[str, Callable[[], tuple[HTTPStatus, str, bytes]]]

    def do_GET(self) -> None:
        """Respond at one of the three addresses, or with 404."""
        answer = self.answers.get(self.path.partition("?")[0])
        status, kind, body = answer() if answer is not None else (HTTPStatus.NOT_FOUND, "text/plain", b"Not found\n")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def version_string(self) -> str:
        """Return an empty text, to hide the version of Python."""
        return "moothall"

    def log_message(self, *_args: Any) -> None:
        """Log nothing, because monitoring sends requests every few seconds."""


def _condition(sentences: list[str]) -> tuple[HTTPStatus, str, bytes]:
    status = HTTPStatus.SERVICE_UNAVAILABLE if sentences else HTTPStatus.OK
    said = {"status": "failed" if sentences else "ok", "problems": sentences}
    return status, "application/json", f"{json.dumps(said, ensure_ascii=False)}\n".encode()
