"""Measure the cost of adding a document or a post through its form, with one and with several writers.

    ./bootstrap.sh bench forms
    ./bootstrap.sh bench forms --rounds 100 --writers 8 --people 50

A round gets the page with the form, sends it, and follows the redirect to the new item. CPU is the
server's, including indexing. Then --people post to one thread at once; each acknowledged post must
exist exactly once. Prints figures and the number of failures; asserts nothing.
"""

import argparse
import re
import tempfile
import threading
import time

from grounds import SPACE, Server, Visitor, share, site_in

#: Accounts that can add documents there and publish them without approval.
WRITERS = ("author", "facilitator", "owner", "moderator", "member")
LIBRARY, FORUM = f"{SPACE}/documents/", f"{SPACE}/discussions/"
TEXT = "A library can be the place where somebody *begins*, because nobody there asks for a diploma first.\n\n" * 5


class Failed(Exception):
    """The server returned an error or no answer."""


def add_document(visitor, mark):
    form = visitor.get(f"{LIBRARY}add/document")
    fields = {
        "csrf_token": form.token,
        "__formid__": "deform",
        "title": mark,
        "description": "Written by a program.",
        "text_format": "markdown",
        "text": TEXT,
        "language": "en",
        "subjects": "",
        "send": "send",
    }
    _follow(visitor, visitor.post(f"{LIBRARY}add/document", fields))


def add_post(visitor, mark, thread):
    page = visitor.get(thread)
    _follow(
        visitor,
        visitor.post(
            f"{thread}replies", {"csrf_token": page.token, "text_format": "markdown", "text": f"{mark}. {TEXT}"}
        ),
    )


def start_thread(visitor, title):
    """Start a discussion and return its path."""
    form = visitor.get(f"{FORUM}add/discussion")
    answer = visitor.post(
        f"{FORUM}add/discussion",
        {
            "csrf_token": form.token,
            "__formid__": "deform",
            "title": title,
            "text_format": "markdown",
            "text": TEXT,
            "language": "en",
            "subjects": "",
            "send": "send",
        },
    )
    return _path(_redirect(answer)).partition("?")[0]


def _follow(visitor, answer):
    # The address of a post redirects to the page of its thread.
    for _ in range(4):
        if answer.status == 200:
            return
        answer = visitor.get(_path(_redirect(answer)))
    raise Failed("led in circles")


def _redirect(answer):
    if answer.status not in (302, 303):
        raise Failed(str(answer.status))
    return answer.headers["Location"]


def _path(address):
    return re.sub(r"^https?://[^/]+", "", address).partition("#")[0]


def together(server, jobs):
    """Run ``jobs``, one list of calls per writer, simultaneously; return (CPU per call, waits, failures)."""
    waits, failures, lock = [], [], threading.Lock()
    ready = threading.Barrier(len(jobs))

    def work(calls):
        ready.wait(60)
        for call in calls:
            started = time.perf_counter()
            try:
                call()
            except (Failed, OSError) as error:
                with lock:
                    failures.append(str(error))
            else:
                with lock:
                    waits.append((time.perf_counter() - started) * 1000)

    before = server.cpu
    threads = [threading.Thread(target=work, args=(calls,)) for calls in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (server.cpu - before) / max(1, len(waits) + len(failures)), waits, failures


def writing(server, rounds, writers):
    """Return {what: (CPU per round, waits, failures)} for this number of simultaneous writers."""
    visitors = [Visitor(server.port, WRITERS[at % len(WRITERS)]) for at in range(writers)]
    found = {}
    for at, visitor in enumerate(visitors):
        add_document(visitor, f"Warming up {at}")
    found["document"] = together(
        server,
        [
            [lambda v=visitor, at=at, n=n: add_document(v, f"Written {at} {n}") for n in range(rounds)]
            for at, visitor in enumerate(visitors)
        ],
    )
    thread = start_thread(visitors[0], "Where the programs talk")
    found["post"] = together(
        server,
        [
            [lambda v=visitor, at=at, n=n: add_post(v, f"Said {at} {n}", thread) for n in range(rounds)]
            for at, visitor in enumerate(visitors)
        ],
    )
    return found


def one_thread(server, people, each):
    """Let ``people`` post to one thread at once; return (acknowledged, failures, lost, doubled)."""
    visitors = [Visitor(server.port, WRITERS[at % len(WRITERS)]) for at in range(people)]
    thread = start_thread(visitors[0], "Everybody at once")
    acknowledged, lock = [], threading.Lock()

    def say(visitor, mark):
        page = visitor.get(thread)
        fields = {"csrf_token": page.token, "text_format": "markdown", "text": mark}
        _redirect(visitor.post(f"{thread}replies", fields))
        with lock:
            acknowledged.append(mark)

    jobs = [
        [lambda v=visitor, at=at, n=n: say(v, f"mark-{at}-{n}-end") for n in range(each)]
        for at, visitor in enumerate(visitors)
    ]
    _cpu, _waits, failures = together(server, jobs)
    there, pages = [], 1 + (len(acknowledged) + len(failures)) // 50
    for number in range(1, pages + 1):
        text = visitors[0].get(f"{thread}?page={number}").body.decode()
        there += re.findall(r"<p>(mark-\d+-\d+-end)</p>", text)
    lost = set(acknowledged) - set(there)
    return len(acknowledged), failures, len(lost), len(there) - len(set(there))


def report(writers, found):
    for what, (cpu, waits, failures) in found.items():
        middle, late = (share(waits, part) if waits else float("nan") for part in (0.5, 0.95))
        print(f"{what:<10} {writers:>7} {len(waits):>7} {len(failures):>9} {cpu:8.2f} {middle:8.1f} {late:8.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help="rounds per writer")
    parser.add_argument("--writers", type=int, default=8, help="simultaneous writers, after one alone")
    parser.add_argument("--people", type=int, default=50, help="people who post to one thread at once")
    parser.add_argument("--apart", action="store_true", help="without indexing in the server (separate worker)")
    parser.add_argument("--site", help="keep the site in this folder and reuse it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, site_in(options.site, temporary) as folder:
        with Server(folder, inside=not options.apart) as server:
            print(f"{'':<10} {'writers':>7} {'rounds':>7} {'failures':>9} {'CPU ms':>8} {'p50 ms':>8} {'p95 ms':>8}")
            for writers in (1, options.writers):
                report(writers, writing(server, options.rounds, writers))
            said, failures, lost, doubled = one_thread(server, options.people, 4)
            print(
                f"\n{options.people} people, one thread: {said} posts acknowledged, {len(failures)} failures, "
                f"{lost} lost, {doubled} doubled"
            )
            if failures:
                print("failures:", ", ".join(sorted(set(failures))[:5]))


if __name__ == "__main__":
    main()
