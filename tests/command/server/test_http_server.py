"""A server that is stopped answers what has begun, and takes nothing new."""

import socket
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest

from moothall.command.server.http_server import HTTPServer
from tests.serving import free_port

BODY = b"x" * 300_000


class Slow:
    """An application that answers when it may; ``begun`` counts its requests."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.may_answer = threading.Event()

    def __call__(self, environ, start_response):
        environ["wsgi.input"].read()
        self.begun.release()
        self.may_answer.wait(30)
        start_response("200 OK", [("Content-Length", str(len(BODY)))])
        return [BODY]


@contextmanager
def serving(app, **settings):
    port = free_port()
    server = HTTPServer(app, {"listen": f"127.0.0.1:{port} [::1]:{port}", "threads": "2", **settings})
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server, port, thread
    finally:
        app.may_answer.set()
        server.stop(0)
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def connected():
    """Open connections, which are closed at the end."""
    with ExitStack() as stack:
        yield lambda port: stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))


def ask(connection, body=b"", more=0):
    length = f"Content-Length: {len(body) + more}\r\n"
    connection.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{length}\r\n".encode() + body)


def answer(connection):
    found = b""
    while data := connection.recv(65536):
        found += data
    return found


def test_what_has_begun_is_answered_and_nothing_new_is_taken(connected):
    app = Slow()
    with serving(app) as (server, port, thread):
        idle, sending, queued = connected(port), connected(port), [connected(port) for _ in range(4)]
        for connection in queued:
            ask(connection)
        ask(sending, b"first half", more=11)
        for _ in range(2):
            assert app.begun.acquire(timeout=10)
        server.stop()
        assert idle.recv(10) == b""
        with pytest.raises(ConnectionRefusedError):
            connected(port)
        sending.sendall(b"second half")
        app.may_answer.set()
        for connection in [*queued, sending]:
            said = answer(connection)
            assert said.startswith(b"HTTP/1.1 200") and said.endswith(BODY)
            assert b"Connection: close" in said
        thread.join(10)
        assert not thread.is_alive()


def test_it_ends_after_its_time_whatever_happens(connected):
    app = Slow()
    with serving(app) as (server, port, thread):
        connection = connected(port)
        ask(connection)
        assert app.begun.acquire(timeout=10)
        began = time.monotonic()
        server.stop(drains_for=0.3)
        thread.join(10)
        assert not thread.is_alive() and time.monotonic() - began < 5


def test_a_connection_accepted_by_the_kernel_is_served(connected):
    app = Slow()
    app.may_answer.set()
    server = HTTPServer(app, {"listen": f"127.0.0.1:{free_port()}", "threads": "2"})
    # Nobody has called accept() for any of them.
    waiting = [connected(server.sockets[0][1]) for _ in range(20)]
    for connection in waiting:
        ask(connection)
    server.stop()
    server.run()
    assert all(answer(connection).endswith(BODY) for connection in waiting)
