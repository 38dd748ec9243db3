"""Extract the texts to translate into ``locales/moothall.pot`` and update each catalog.

    python tools/translations.py           extract, and update the catalogs
    python tools/translations.py --check   fail if the template or a catalog is outdated or incomplete

Texts come from code, page templates, and the titles of shipped workflows and vocabularies.  Where a language has a
space before or after a punctuation mark, it becomes a non-breaking space.
"""

import argparse
import io
import json
import re
import sys
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path

import polib
import yaml
from lingua.extract import main as pot_create

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "moothall"
TEMPLATE = ROOT / "locales" / "moothall.pot"
LANGUAGES = ("de", "fr")
PLURALS = {"de": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}

#: Language → (pattern of a space beside a punctuation mark, its non-breaking replacement).
KEPT_TOGETHER = {
    "de": ((re.compile(r"[ \u00a0](?=[…%])"), "\u00a0"),),
    "fr": (
        (re.compile(r"[ \u00a0\u202f](?=[:»%])|(?<=«)[ \u00a0\u202f]"), "\u00a0"),
        (re.compile(r"[ \u00a0\u202f](?=[;!?])"), "\u202f"),
    ),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    extracted = extract()
    if options.check:
        sys.exit("\n".join(problems(extracted)) or 0)
    TEMPLATE.parent.mkdir(exist_ok=True)
    extracted.save(str(TEMPLATE))
    for language in LANGUAGES:
        update(language, extracted)


def extract():
    """Return all texts to translate, as a catalog in a stable order."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "moothall.pot")
        files = sorted(str(path.relative_to(ROOT)) for kind in ("*.py", "*.pt") for path in PACKAGE.rglob(kind))
        with chdir(ROOT), redirect_stdout(io.StringIO()):
            pot_create.main(
                ["-d", "moothall", "-o", str(target), "-k", "plural:1,2", "-k", "pluralize:1,2", *files],
                standalone_mode=False,
            )
        found = polib.pofile(str(target))
    catalog = polib.POFile(wrapwidth=118)
    catalog.metadata = {
        "Project-Id-Version": "moothall",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    known = {}
    for entry in found:
        # Line numbers change with every edit, so only files are named.
        places = sorted({(path, "") for path, _line in entry.occurrences})
        known[key_of(entry)] = polib.POEntry(
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
            msgid_plural=entry.msgid_plural,
            occurrences=places,
            comment=entry.comment,
            msgstr_plural={0: "", 1: ""} if entry.msgid_plural else None,
            flags=[],
        )
    for text, place in data_texts():
        known.setdefault((text, ""), polib.POEntry(msgid=text, occurrences=[(place, "")]))
    catalog.extend(known[key] for key in sorted(known))
    return catalog


def data_texts():
    """Yield (text, file) for the visible texts of shipped workflows and vocabularies."""
    for path in sorted(PACKAGE.glob("*/*.yaml")):
        table = yaml.safe_load(path.read_text("utf-8"))
        place = str(path.relative_to(ROOT))
        yield table["title"], place
        for part in ("states", "transitions"):
            yield from ((one["title"], place) for one in table[part].values())
    place = "src/moothall/vocabulary/data/vocabularies.json"
    data = json.loads((ROOT / place).read_text("utf-8"))
    yield data["about"], place
    for vocabulary in data["vocabularies"].values():
        yield vocabulary["title"], place
        yield from ((term["title"], place) for term in vocabulary["terms"])
    place = "src/moothall/vocabulary/data/digcomp-2.2.json"
    for area in json.loads((ROOT / place).read_text("utf-8"))["areas"]:
        yield area["title"], place
        yield from ((one["title"], place) for one in area["competences"])


def key_of(entry):
    """Return what identifies an entry in a catalog: its text and its context, which is empty for most."""
    return entry.msgid, entry.msgctxt or ""


def catalog_path(language):
    return ROOT / "locales" / language / "LC_MESSAGES" / "moothall.po"


def update(language, extracted):
    """Add new texts to a catalog, remove obsolete ones, keep translations."""
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = {key_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalog = polib.POFile(wrapwidth=118)
    catalog.metadata = {**extracted.metadata, "Language": language, "Plural-Forms": PLURALS[language]}
    for entry in extracted:
        known = before.get(key_of(entry))
        fresh = polib.POEntry(
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
            msgid_plural=entry.msgid_plural,
            occurrences=entry.occurrences,
            comment=entry.comment,
        )
        if entry.msgid_plural:
            forms = known.msgstr_plural if known and known.msgid_plural else {0: "", 1: ""}
            fresh.msgstr_plural = {number: kept_together(language, text) for number, text in forms.items()}
        else:
            fresh.msgstr = kept_together(language, known.msgstr) if known else ""
        catalog.append(fresh)
    catalog.save(str(path))


def kept_together(language, text):
    """Return a translation with non-breaking spaces beside punctuation marks."""
    for mark, space in KEPT_TOGETHER[language]:
        text = mark.sub(space, text)
    return text


def problems(extracted):
    """Yield a sentence for each outdated or missing translation."""
    wanted = {(key_of(entry), entry.msgid_plural) for entry in extracted}
    if (
        not TEMPLATE.exists()
        or {(key_of(entry), entry.msgid_plural) for entry in polib.pofile(str(TEMPLATE))} != wanted
    ):
        yield "locales/moothall.pot is outdated. Run tools/translations.py."
    for language in LANGUAGES:
        catalog = polib.pofile(str(catalog_path(language)))
        if {(key_of(entry), entry.msgid_plural) for entry in catalog} != wanted:
            yield f"The catalog of {language} is outdated. Run tools/translations.py."
        missing = [entry.msgid for entry in catalog if not entry.translated()]
        if missing:
            yield f"{len(missing)} texts have no translation to {language}, for instance {missing[0]!r}."
        said = [text for entry in catalog for text in (entry.msgstr, *entry.msgstr_plural.values())]
        loose = [text for text in said if text != kept_together(language, text)]
        if loose:
            yield f"{len(loose)} texts in {language} need non-breaking spaces. Run tools/translations.py."


if __name__ == "__main__":
    main()
