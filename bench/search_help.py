"""Measure search over real pages: the office help in six languages, 15,000 pages.

    apt-get download libreoffice-help-{en-us,de,fr,es,it,pl}
    ./bootstrap.sh bench search_help *.deb

Unpacks the packages, imports the pages into a library, indexes them, serves the site and uses its
search page as a visitor. bench/import_help.py measures the import. Asserts nothing.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote_plus

from grounds import Server, Visitor, share
from import_help import WORDS, bring, index_all, make_site

from moothall.core.search.fulltext import index_of
from moothall.core.storage.databases import close_databases, open_databases

HELP = "usr/share/libreoffice/help"
#: Several typical searches in each language.
MORE = {
    "en": ("insert chart", "print page range"),
    "de": ("Diagramm einfügen", "Seite drucken"),
    "fr": ("insérer diagramme", "imprimer page"),
    "es": ("insertar gráfico", "imprimir página"),
    "it": ("inserire grafico", "stampare pagina"),
    "pl": ("wstawić wykres", "drukowanie strony"),
}


def fill(folder, packages):
    """Build a site in ``folder`` with the pages of ``packages``."""
    unpacked = folder / "unpacked"
    for package in packages:
        subprocess.run(["dpkg", "-x", package, unpacked], check=True)
    site = folder / "site"
    site.mkdir()
    app, manager = make_site(site)
    databases = open_databases(app.registry, manager=manager)
    root = databases.site
    try:
        bring(root, unpacked / HELP, manager, "import")
        databases.commit()
        index_all(root, index_of(app.registry))
        root.index_queue.done(root.index_queue.peek(10**9))
        databases.commit()
        print(f"{len(root.uids):,} items in the site")
    finally:
        databases.close()
        index_of(app.registry).close()
        close_databases(app.registry)
    return site


def ask(server, number):
    visitor = Visitor(server.port)
    print(f"\n{'search page, visitor':<40} {'CPU ms':>8} {'p50 ms':>8} {'p95 ms':>8}")
    everything = []
    for language, words in WORDS.items():
        asked, waits, before = (words, *MORE[language]), [], server.cpu
        for at in range(number):
            path = f"/search?SearchableText={quote_plus(asked[at % len(asked)])}"
            started = time.perf_counter()
            answer = visitor.get(path)
            waits.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
        cpu = (server.cpu - before) / number
        everything += waits[len(asked) :]
        print(f"{language}: {', '.join(asked)[:36]:<36} {cpu:8.2f} {share(waits, 0.5):8.2f} {share(waits, 0.95):8.2f}")
    print(f"{'all':<40} {'':>8} {share(everything, 0.5):8.2f} {share(everything, 0.95):8.2f}")
    print(f"{server.memory:.0f} MB, first answer after {server.start:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", type=Path, nargs="+", help="the .deb files")
    parser.add_argument("--searches", type=int, default=60, help="searches per language")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = fill(Path(temporary), options.packages)
        with Server(site) as server:
            # Otherwise the copying of queued events to the audit log would be measured as well.
            server.settle()
            ask(server, options.searches)


if __name__ == "__main__":
    main()
