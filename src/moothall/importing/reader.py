"""Read a folder: convert files to the content of documents, without access to the site."""

import hashlib
import html
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from moothall.core.base.characters import single_line
from moothall.core.base.errors import BadInput
from moothall.core.base.languages import detect, normalise
from moothall.core.content import files
from moothall.core.content.schema import MAX_SUBJECTS, MAX_TAG_LENGTH
from moothall.core.richtext import LIMIT, anchor_id, clean, excerpt, from_markdown, to_plain
from moothall.importing import markup
from moothall.importing.decoding import BROKEN, Undecodable, decode
from moothall.importing.links import Links
from moothall.importing.plan import Plan, Refusal, language_folder, title_from_name

#: Maximum size of a page, in bytes.
MAX_PAGE_BYTES = 5_000_000
MAX_TITLE_LENGTH, MAX_SUMMARY_LENGTH = 200, 300

_ANCHOR = re.compile(r"""(?:href\s*=\s*["']?|\]\(\s*<?)[^"'>)\s]*#([^"'>)\s]+)""", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: Names of the field with the tags, in the order of preference.
_TAG_FIELDS = ("tags", "keywords", "categories")


class UnreadableFile(Exception):
    """A file that can no longer be read; the message says why."""


@dataclass(frozen=True)
class ImportedPage:
    """The content of a document. `translation_key` is equal for the same page in the folders of other languages."""

    path: str
    title: str
    description: str
    language: str
    text: str
    translation_key: str
    #: A sentence for each link and image that was removed, and for what could not be read.
    lost: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Return a digest that differs when any field differs."""
        return _digest(self.title, self.description, self.language, self.text, self.translation_key, *self.subjects)


@dataclass(frozen=True)
class ImportedFile:
    """The content of a file. Its bytes are read on demand."""

    path: str
    filename: str
    language: str
    translation_key: str
    digest: str
    source: Path | bytes = field(repr=False)

    def data(self) -> bytes:
        """Return the bytes, of the file or of an image inside a page; raise UnreadableFile if it is gone since."""
        try:
            return self.source if isinstance(self.source, bytes) else self.source.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"cannot be read: {error.strerror}") from None


def read_tree(
    folder: str | os.PathLike[str], plan: Plan | None = None
) -> Iterator[ImportedPage | ImportedFile | Refusal]:
    """Yield an `ImportedPage`, an `ImportedFile` or a `Refusal` for each file of a folder, in the order of the plan."""
    plan = plan or Plan.of(folder)
    yield from plan.refusals
    anchors = _anchors(plan)
    for path in plan.uploads:
        yield _read_upload(plan, path)
    for path in plan.pages:
        page = read_page(plan, path, anchors)
        # The images come first, so that the page never links to a missing file.
        for image in plan.embedded.pop(path, ()):
            language, key = language_folder(image.path)
            yield ImportedFile(image.path, image.filename, language or "", key, image.digest, image.data)
        yield page


def read_page(plan: Plan, path: str, anchors: Collection[str] | None = None) -> ImportedPage | Refusal:
    """Return one page, or its refusal. Only ids that become one of `anchors` are kept; all if it is None."""
    try:
        content = _content(plan, path)
        text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
        suffix = path.rpartition(".")[2].lower()
        if suffix in ("md", "markdown"):
            page = _from_markdown(plan, path, text)
        elif suffix == "txt":
            page = _from_text(path, text)
        else:
            page = _from_html(plan, path, text, anchors)
        broken = text.count(BROKEN)
        note = (f"bytes that are not UTF-8, each replaced by {BROKEN}: {broken}",) if broken else ()
        return replace(page, lost=(*page.lost, *note))
    except (Undecodable, markup.Unreadable, _Unusable) as error:
        return Refusal(path, str(error))
    except OSError as error:
        return Refusal(path, f"cannot be read: {error.strerror}")
    except BadInput as error:
        return Refusal(path, f"is refused: {_sentence(error)}")


def _from_html(plan: Plan, path: str, text: str, anchors: Collection[str] | None) -> ImportedPage:
    source = markup.parse(text)
    links = Links(plan, path, source.base)
    language = detect(markup.plain(source.main), _hint(path, source.language))
    body = clean(markup.finish(source.main, language, links, anchors))
    return _page(path, source.title, source.description, language, body, links.lost)


def _from_markdown(plan: Plan, path: str, text: str) -> ImportedPage:
    fields: dict[str, Any] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        fields = _front_matter(front[1])
        text = text[front.end() :]
    source = markup.parse(f"<body>{from_markdown(text, breaks=False, notes=True)}</body>")
    links = Links(plan, path)
    hint = _hint(path, _line(fields.get("lang")) or _line(fields.get("language")))
    language = detect(markup.plain(source.main), hint)
    body = clean(markup.finish(source.main, language, links, None))
    title, description = _line(fields.get("title")) or source.title, _line(fields.get("description"))
    page = _page(path, title, description, language, body, links.lost)
    return replace(page, subjects=_tags(next((fields[name] for name in _TAG_FIELDS if fields.get(name)), ())))


def _front_matter(text: str) -> dict[str, Any]:
    """Return the fields in front of a page, by their names in lower case; none if they are not YAML."""
    try:
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError, LookupError, AttributeError):
        # PyYAML raises the last two for values that do not fit their tag, such as "!!bool x".
        return {}
    return (
        {name.lower(): value for name, value in read.items() if isinstance(name, str)} if isinstance(read, dict) else {}
    )


def _line(value: Any) -> str:
    # Python does not write longer numbers.
    is_number = isinstance(value, float) or (type(value) is int and value.bit_length() < 64)
    return single_line(str(value)) if isinstance(value, str) or is_number else ""


def _tags(value: Any) -> tuple[str, ...]:
    """Return the tags of a list, or of a text with commas between them."""
    words = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    found = dict.fromkeys(word[:MAX_TAG_LENGTH] for one in words if (word := _line(one)))
    return tuple(found)[:MAX_SUBJECTS]


def _from_text(path: str, text: str) -> ImportedPage:
    if not text.strip():
        raise markup.Unreadable("has no text")
    if len(text) > LIMIT:
        raise _Unusable(f"is longer than {LIMIT} characters")
    title, blocks = "", [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
    if len(blocks) > 1 and "\n" not in blocks[0] and len(blocks[0]) <= 100:
        title = blocks.pop(0).strip()
    body = clean("\n".join(_paragraph(block) for block in blocks))
    return _page(path, title, "", detect(text, _hint(path, "")), body, ())


def _paragraph(block: str) -> str:
    lines = [html.escape(line.strip(), quote=False) for line in block.split("\n")]
    # Lines wrapped at a margin are joined; short ones, as in an address or a poem, stay separate.
    joint = "\n" if all(len(line) >= 50 for line in lines[:-1]) else "<br>"
    return f"<p>{joint.join(lines)}</p>"


def _page(
    path: str, title: str, description: str, language: str | None, body: str, lost: Iterable[str]
) -> ImportedPage:
    title = " ".join(title.split()) or title_from_name(path)
    if len(title) > MAX_TITLE_LENGTH:
        title = excerpt(html.escape(title), MAX_TITLE_LENGTH)
    if not to_plain(body) and "<img" not in body:
        raise markup.Unreadable("has no text")
    description = excerpt(html.escape(description), MAX_SUMMARY_LENGTH)
    key = language_folder(path)[1]
    return ImportedPage(path, title, description, language or "", str(body), key, tuple(dict.fromkeys(lost)))


def _read_upload(plan: Plan, path: str) -> ImportedFile | Refusal:
    source = plan.root / path
    try:
        with source.open("rb") as stream:
            checked = files.check(stream, path.rpartition("/")[2])
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return Refusal(path, f"cannot be read: {error.strerror}")
    except BadInput as error:
        return Refusal(path, f"is refused: {_sentence(error)}")
    language, key = language_folder(path)
    return ImportedFile(path, checked.filename, language or "", key, digest, source)


def _hint(path: str, stated: str | None) -> str | None:
    """Return the language that the page states, or that of the outermost folder."""
    return normalise(stated) or language_folder(path)[0]


def _content(plan: Plan, path: str) -> bytes:
    source = plan.root / path
    if source.stat().st_size > MAX_PAGE_BYTES:
        raise _Unusable(f"is larger than {MAX_PAGE_BYTES // 1_000_000} MB")
    return source.read_bytes()


def _anchors(plan: Plan) -> set[str]:
    """Return the ids that links lead to, in the form that they have in a clean text."""
    found: set[str] = set()
    for path in plan.pages:
        try:
            text = decode(_content(plan, path))
            found.update(filter(None, (anchor_id(html.unescape(anchor)) for anchor in _ANCHOR.findall(text))))
        except (OSError, _Unusable, Undecodable):
            # The file is refused when it is read.
            continue
    return found


def _sentence(error: BadInput) -> str:
    return getattr(error.message, "interpolate", lambda: error.message)()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class _Unusable(Exception):
    """A text file that cannot be imported."""
