"""Serve HTTP with Waitress until stopped, and answer the requests that have begun before that.

Waitress itself drops requests that its threads are working on.  At each restart of a server, a proxy in front of it
would show those people an error.
"""

import select
import threading
import time
from collections.abc import Callable
from typing import Any

import waitress
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

#: Seconds that requests in progress have to end after the signal to stop.
DRAINS_FOR = 30.0
#: Maximum seconds until the server notices the signal to stop.
POLL = 0.5
#: Seconds between checks of the connections while the server stops.
DRAIN_POLL = 0.02


class HTTPServer:
    """A Waitress server that can be stopped without losing a request; raise OSError if it cannot listen."""

    def __init__(self, app: Callable[..., Any], settings: dict[str, str]) -> None:
        self._map: dict[int, Any] = {}
        self._server = waitress.create_server(app, map=self._map, **settings)
        self._stopping = threading.Event()
        self._drains_for = DRAINS_FOR
        stopping = self._stopping

        class Task(WSGITask):
            """A request; the last one on its connection once the server stops."""

            def build_response_header(self) -> bytes:
                if stopping.is_set():
                    # The proxy then uses another server for its next request.
                    self.request.headers["CONNECTION"] = "close"
                return super().build_response_header()

        class Channel(HTTPChannel):
            """A connection."""

            task_class = Task

        for listener in self._listeners:
            listener.channel_class = Channel

    @property
    def sockets(self) -> list[tuple[str, int]]:
        """Return (host, port) of each socket; the port of a Unix socket is 0."""
        found = getattr(self._server, "effective_listen", None)
        if found is not None:
            return [(host, int(port)) for host, port in found]
        host, port = self._server.effective_host, self._server.effective_port
        return [(host, int(port) if str(port).isdecimal() else 0)]

    @property
    def is_stopping(self) -> bool:
        """Return True once the server received the signal to stop."""
        return self._stopping.is_set()

    def run(self) -> None:
        """Serve until :meth:`stop` is called, then answer what has begun."""
        while not self._stopping.is_set():
            wasyncore.loop(timeout=POLL, use_poll=True, map=self._map, count=1)
        self._drain(time.monotonic() + self._drains_for)

    def stop(self, drains_for: float = DRAINS_FOR) -> None:
        """Make :meth:`run` return within ``drains_for`` seconds; a signal handler or any thread may call it."""
        self._drains_for = drains_for
        self._stopping.set()

    def _drain(self, deadline: float) -> None:
        self._accept_waiting()
        for listener in self._listeners:
            # The method of the base class would also close the trigger that wakes the loop.
            wasyncore.dispatcher.close(listener)
        while time.monotonic() < deadline:
            self._loop(DRAIN_POLL)
            channels = [one for one in list(self._map.values()) if isinstance(one, HTTPChannel)]
            if not channels:
                break
            for channel in channels:
                if not _is_busy(channel):
                    channel.will_close = True
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map, ignore_all=True)

    def _accept_waiting(self) -> None:
        """Accept the connections that the kernel has already accepted for us; under load, more come all the time."""
        for _ in range(self._server.adj.backlog):
            if not select.select([listener.socket for listener in self._listeners], [], [], 0)[0]:
                return
            self._loop(0)

    def _loop(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)

    @property
    def _listeners(self) -> list[Any]:
        return [one for one in self._map.values() if isinstance(one, BaseWSGIServer)]


def _is_busy(channel: Any) -> bool:
    """Return True for a connection with a request that is being received, worked on or answered."""
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)
