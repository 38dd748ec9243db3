"""Print the performance targets beside the figures measured on this machine.

    ./bootstrap.sh bench table
    ./bootstrap.sh bench table --sizes 1000 100000

Runs the other benchmarks in turn, which takes some minutes. Benchmarks that need external systems or
packages are not run; the table names them. Asserts nothing.
"""

import argparse
import gzip
import re
import tempfile
from pathlib import Path

import forms
import growth
import pages
from grounds import PAGES, Server, Visitor, build, share

READING = ("document", "listing of 20 documents", "thread of 50 posts")
#: Scripts, styles and icons that a page loads.
_LOADED = re.compile(r'(?:href|src)="(/static/[^"#]+\.(?:css|js)[^"#]*)"|href="(/static/icons\.svg[^"#]*)#')


def weight(server, path):
    """Return the kB of a first visit: uncompressed HTML, compressed HTML, everything compressed."""
    visitor = Visitor(server.port, "member")
    html = visitor.get(path).body
    parts = {first or second for first, second in _LOADED.findall(html.decode())}
    files = sum(len(gzip.compress(visitor.get(part).body)) for part in parts)
    return len(html) / 1000, len(gzip.compress(html)) / 1000, (len(gzip.compress(html)) + files) / 1000


def rows(requests, sizes, rounds):
    """Yield (label, target, measured)."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "site"
        build(folder)
        # The first start compiles the templates, as bootstrap.sh does.
        with Server(folder) as server:
            pages.all_pages(server, 3, people=("member",))
        with Server(folder) as server:
            yield "cold start", "under 4 s", f"{server.start:.1f} s"
            chosen = {name: PAGES[name] for name in READING}
            for (_login, name), (cpu, _middle, late, *_size) in pages.all_pages(
                server, requests, chosen, ("member",)
            ).items():
                yield f"{name}, logged in", "3 ms, p95 15 ms", f"{cpu:.1f} ms of CPU, p95 {late:.1f} ms"
            for name in READING:
                raw, zipped, everything = weight(server, PAGES[name])
                yield (
                    f"weight: {name}",
                    "HTML 20 kB, all 60 kB",
                    f"{raw:.0f} kB uncompressed, {zipped:.1f} kB compressed, all {everything:.0f} kB",
                )
            for writers in (1, 8):
                for what, (cpu, waits, failures) in forms.writing(server, rounds, writers).items():
                    late = share(waits, 0.95) if waits else float("nan")
                    yield (
                        f"add a {what}, writers: {writers}",
                        "12 ms, no failure",
                        f"{cpu:.1f} ms of CPU, p95 {late:.0f} ms, {len(failures)} failures",
                    )
            said, failures, lost, doubled = forms.one_thread(server, 50, 4)
            yield (
                "50 people post to one thread",
                "each once, failures 0.1 %",
                f"{said} acknowledged, {len(failures)} failures, {lost} lost, {doubled} doubled",
            )
    found = growth.measure_sizes(sizes, requests)
    small, large = (found[size][0] for size in (sizes[0], sizes[-1]))
    for name in small:
        if name in READING or name.startswith("search"):
            yield (
                f"{name}: {sizes[0]:,} to {sizes[-1]:,}",
                "3 times" if "search" in name else "1.3 times",
                (
                    f"{large[name][0] / small[name][0]:.2f} times, {large[name][0]:.1f} ms of CPU, "
                    f"p95 {large[name][1]:.1f} ms"
                ),
            )
    yield f"memory, {sizes[-1]:,} documents", "under 400 MB", f"{found[sizes[-1]][1]:.0f} MB"
    yield f"cold start, {sizes[-1]:,} documents", "under 4 s", f"{found[sizes[-1]][2]:.1f} s"
    yield "search over 100,000 documents", "p95 under 40 ms", "bench/search_index.py"
    yield "search over the office help", "", "bench/search_help.py"
    yield "kill -9", "no loss, consistent in 60 s", "./bootstrap.sh test --all"
    yield "Plone, Wagtail, Spirit", "30, 8, 8 times", "not run here"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs="+", default=growth.SIZES)
    options = parser.parse_args()
    print(f"{'':<46} {'target':<30} measured")
    for what, target, measured in rows(options.requests, options.sizes, options.rounds):
        print(f"{what:<46} {target:<30} {measured}", flush=True)


if __name__ == "__main__":
    main()
