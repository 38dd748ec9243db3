"""Reading a folder: from files to what they would be on the site, without touching the site."""

import hashlib
import html
import re
from dataclasses import dataclass, field

from moothall.core.base.errors import BadInput
from moothall.core.base.languages import detect, normalise
from moothall.core.content import files
from moothall.core.richtext import LIMIT, clean, excerpt, from_markdown, to_plain
from moothall.importing import markup
from moothall.importing.decoding import Undecodable, decode
from moothall.importing.links import Links
from moothall.importing.plan import Plan, Refusal, language_folder, title_from_name

#: The largest file that is read as a text.
MAX_PAGE_BYTES = 5_000_000
MAX_TITLE_LENGTH, MAX_SUMMARY_LENGTH = 200, 300

_ANCHOR = re.compile(rb"""(?:href\s*=\s*["']?|\]\(\s*<?)[^"'>)\s]*#([^"'>)\s]+)""", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|description|lang|language)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class ImportedPage:
    """A document to be. `translation_key` is the same for the same page in another language's folder."""

    path: str
    title: str
    description: str
    language: str
    text: str
    translation_key: str
    #: What could not be kept of it, a sentence each.
    lost: tuple = ()

    @property
    def digest(self):
        return _digest(self.title, self.description, self.language, self.text, self.translation_key)


@dataclass(frozen=True)
class ImportedFile:
    """A file to be. Its bytes are read when they are asked for."""

    path: str
    filename: str
    language: str
    translation_key: str
    digest: str
    source: object = field(repr=False)

    def data(self):
        return self.source.read_bytes()


def read_tree(folder, plan=None):
    """Each file of a folder as a `ImportedPage`, an `ImportedFile` or a `Refusal`, in the order of their paths."""
    plan = plan or Plan.of(folder)
    yield from plan.refusals
    anchors = _anchors(plan)
    for path in plan.uploads:
        yield _read_upload(plan, path)
    for path in plan.pages:
        yield read_page(plan, path, anchors)


def read_page(plan, path, anchors=None):
    """One page, or why not. `anchors`: the ids to which links lead; all are kept without it."""
    try:
        content = _content(plan, path)
        text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
        suffix = path.rpartition(".")[2].lower()
        if suffix in ("md", "markdown"):
            return _from_markdown(plan, path, text)
        if suffix == "txt":
            return _from_text(path, text)
        return _from_html(plan, path, text, anchors)
    except (Undecodable, markup.Unreadable, _Unusable) as error:
        return Refusal(path, str(error))
    except OSError as error:
        return Refusal(path, f"cannot be read: {error.strerror}")
    except BadInput as error:
        return Refusal(path, f"is refused: {_sentence(error)}")


def _from_html(plan, path, text, anchors):
    source = markup.parse(text)
    links = Links(plan, path, source.base)
    language = detect(markup.plain(source.main), _hint(path, source.language))
    body = clean(markup.finish(source.main, language, links, anchors))
    return _page(path, source.title, source.description, language, body, links.lost)


def _from_markdown(plan, path, text):
    fields = {}
    front = _FRONT_MATTER.match(text)
    if front:
        fields = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    source = markup.parse(f"<body>{from_markdown(text, breaks=False)}</body>")
    links = Links(plan, path)
    hint = _hint(path, fields.get("lang") or fields.get("language"))
    language = detect(markup.plain(source.main), hint)
    body = clean(markup.finish(source.main, language, links, None))
    return _page(path, fields.get("title") or source.title, fields.get("description", ""), language, body, links.lost)


def _from_text(path, text):
    if not text.strip():
        raise markup.Unreadable("has no text")
    if len(text) > LIMIT:
        raise _Unusable(f"is longer than {LIMIT} characters")
    title, blocks = "", [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
    if len(blocks) > 1 and "\n" not in blocks[0] and len(blocks[0]) <= 100:
        title = blocks.pop(0).strip()
    body = clean("\n".join(_paragraph(block) for block in blocks))
    return _page(path, title, "", detect(text, _hint(path, "")), body, ())


def _paragraph(block):
    lines = [html.escape(line.strip(), quote=False) for line in block.split("\n")]
    # Lines broken at a margin flow together; short ones, as in an address or a poem, stay as they are.
    joint = "\n" if all(len(line) >= 50 for line in lines[:-1]) else "<br>"
    return f"<p>{joint.join(lines)}</p>"


def _page(path, title, description, language, body, lost):
    title = " ".join(title.split()) or title_from_name(path)
    if len(title) > MAX_TITLE_LENGTH:
        title = excerpt(html.escape(title), MAX_TITLE_LENGTH)
    if not to_plain(body) and "<img" not in body:
        raise markup.Unreadable("has no text")
    description = excerpt(html.escape(description), MAX_SUMMARY_LENGTH)
    key = language_folder(path)[1]
    return ImportedPage(path, title, description, language or "", str(body), key, tuple(dict.fromkeys(lost)))


def _read_upload(plan, path):
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


def _hint(path, stated):
    """What the page states, or else the name of the outermost folder."""
    return normalise(stated) or language_folder(path)[0]


def _content(plan, path):
    source = plan.root / path
    if source.stat().st_size > MAX_PAGE_BYTES:
        raise _Unusable(f"is larger than {MAX_PAGE_BYTES // 1_000_000} MB")
    return source.read_bytes()


def _anchors(plan):
    found = set()
    for path in plan.pages:
        try:
            found.update(anchor.decode("utf-8", "replace") for anchor in _ANCHOR.findall(_content(plan, path)))
        except (OSError, _Unusable):
            # Reading it will say so.
            continue
    return found


def _sentence(error):
    return getattr(error.message, "interpolate", lambda: error.message)()


def _digest(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class _Unusable(Exception):
    """A file that is text, and still not one we take."""
