"""Measure how pages, search and memory grow with the number of documents.

    ./bootstrap.sh bench growth
    ./bootstrap.sh bench growth --sizes 1000 100000

Builds a site of each size (a minute for 10,000 documents), serves it, and requests the same pages
from each. Prints the CPU time of the server per request and the ratio of largest to smallest. Asserts
nothing.
"""

import argparse
import tempfile
import time
from pathlib import Path

from grounds import PAGES, WORDS, Server, Visitor, build, share
from pages import measure

SIZES = (1_000, 15_000)
#: Three words each, which occur in between one in some hundred and one in ten documents.
SEARCHES = [" ".join(WORDS[rank + step] for step in (0, 90, 210)) for rank in range(30, 330, 15)]


def figures_of(folder, number):
    """Return {page: (CPU ms, p95 ms)} for a member, memory in MB and seconds to the first answer."""
    with Server(folder) as server:
        visitor = Visitor(server.port, "member")
        found = {}
        for name, path in PAGES.items():
            cpu, _middle, late, *_size = measure(server, visitor, path, number)
            found[name] = cpu, late
        found["search for words"] = _searching(server, visitor, number)
        return found, server.memory, server.start


def _searching(server, visitor, number):
    waits, before = [], server.cpu
    for at in range(number):
        words = SEARCHES[at % len(SEARCHES)].replace(" ", "+")
        started = time.perf_counter()
        visitor.get(f"/search?SearchableText={words}")
        waits.append((time.perf_counter() - started) * 1000)
    return (server.cpu - before) / number, share(waits, 0.95)


def measure_sizes(sizes, number, folder=None):
    """Return {size: figures_of}, each from a site of its own."""
    with tempfile.TemporaryDirectory() as temporary:
        found = {}
        for size in sizes:
            place = Path(folder or temporary) / str(size)
            if not place.exists():
                build(place, size)
            figures_of(place, 4)
            # The second start reuses what the first one compiled and checked.
            found[size] = figures_of(place, number)
        return found


def report(found):
    sizes = list(found)
    head = "".join(f"{size:>10,} {'p95':>8}" for size in sizes)
    print(f"{'CPU ms':<28}{head} {'times':>7}")
    for name in found[sizes[0]][0]:
        cells = "".join(f"{found[size][0][name][0]:10.2f} {found[size][0][name][1]:8.2f}" for size in sizes)
        times = found[sizes[-1]][0][name][0] / found[sizes[0]][0][name][0]
        print(f"{name:<28}{cells} {times:7.2f}")
    print(f"{'memory, MB':<28}" + "".join(f"{found[size][1]:10.0f} {'':>8}" for size in sizes))
    print(f"{'first answer after, s':<28}" + "".join(f"{found[size][2]:10.1f} {'':>8}" for size in sizes))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--requests", type=int, default=100, help="requests per page")
    parser.add_argument("--folder", help="keep the sites in this folder and reuse them")
    options = parser.parse_args()
    report(measure_sizes(options.sizes, options.requests, options.folder))


if __name__ == "__main__":
    main()
