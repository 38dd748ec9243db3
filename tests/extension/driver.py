"""Send requests to a stored site in a process of its own: without the extension, unless its settings name it.

It reads what to send from standard input and writes the answers to standard output, both as JSON.
"""

import json
import sys
from datetime import datetime

from webtest import TestApp

from moothall import main
from moothall.core.audit.copying import copy_all
from moothall.core.storage.databases import close_databases
from moothall.core.work.delivery import deliver
from moothall.core.work.jobs import run_pending
from moothall.core.work.workers import SiteQueue, run_hourly_tasks
from moothall.web import sessions


def drive(asked):
    """Send the requests one after the other; return (status, text) of each."""
    app = main({}, **asked["settings"])
    now = datetime.fromisoformat(asked["now"])
    app.registry.clock = lambda: now
    try:
        answers = [_answer(app, asked["tokens"], *one) for one in asked["requests"]]
        if asked["work"]:
            copy_all(app.registry)
            deliver(app.registry)
            run_pending(app.registry)
            run_hourly_tasks(app.registry)
            queue = SiteQueue(app.registry)
            queue.refill()
            for uid, _ticket in queue.peek(1000):
                queue.load(uid)
            queue.close()
        return answers
    finally:
        close_databases(app.registry)


def _answer(app, tokens, login, method, path, data=None):
    client = TestApp(app)
    headers = {}
    if path.startswith("json "):
        headers["Accept"], path = "application/json", path.removeprefix("json ")
        if login is not None:
            headers["Authorization"] = f"Bearer {tokens[login][sessions.BEARER]}"
    elif login is not None:
        client.set_cookie("moothall", f"{sessions.SIGNED_IN}.{tokens[login][sessions.COOKIE]}")
    if method == "POST" and "Accept" in headers:
        answer = client.post_json(path, data, headers=headers, expect_errors=True)
    elif method == "POST":
        token = client.get(data.pop("from")).html.select_one("[name=csrf_token]")["value"]
        answer = client.post(path, {**data, "csrf_token": token}, headers=headers, expect_errors=True)
    else:
        answer = client.request(path, method=method, headers=headers, expect_errors=True)
    return answer.status_int, answer.body.decode("utf-8", "replace")


json.dump(drive(json.load(sys.stdin)), sys.stdout)
