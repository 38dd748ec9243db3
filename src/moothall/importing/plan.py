"""Which files there are in a folder, and where each will stand."""

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from moothall.core.base.languages import BY_CODE, normalise
from moothall.core.content.files import KINDS
from moothall.core.content.slugs import RESERVED, slug

PAGES = frozenset({".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"})
INDEX_NAMES = ("index.html", "index.htm", "index.md", "readme.md")
#: Where a stored file's bytes are found, under its address.
DOWNLOAD = "/download"

_NO_CONTENT = frozenset({".js", ".mjs", ".css", ".map", ".woff", ".woff2", ".ttf", ".ico", ".xsl", ".xslt", ".ini"})


@dataclass(frozen=True)
class Refusal:
    """A file that is not brought in, and the sentence that says why."""

    path: str
    reason: str


@dataclass
class Plan:
    """The place of each file: `names` are the ids along the way, by the path in the folder read.

    `pages` and `uploads` hold the paths in order.
    """

    root: Path
    address: str = ""
    pages: list = field(default_factory=list)
    uploads: list = field(default_factory=list)
    refusals: list = field(default_factory=list)
    folders: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    #: Addresses of what somebody has moved on the site since an earlier run.
    moved: dict = field(default_factory=dict)
    #: Names that nothing gets, since pages have them.
    reserved: frozenset = RESERVED
    _places: dict = field(default_factory=dict)

    @classmethod
    def of(cls, folder, address="", taken=lambda place: {}, known=None, moved=None, reserved=RESERVED):
        """Look at what is in `folder`; nothing is opened.

        `taken` says which ids are in use in a place (a tuple of ids), and whether by a folder; `known` maps the paths
        of an earlier run to the ids they got.
        """
        root = Path(os.path.realpath(folder))
        plan = cls(root, address.rstrip("/"), moved=moved or {}, reserved=reserved)
        plan._walk(root, (), (), taken, known or {})
        return plan

    def address_of(self, path):
        """The address on the site of what becomes of a path in the folder, or None. Folders have one too."""
        names = self.names.get(path) or self.folders.get(path)
        if not names:
            return None
        parts = path.split("/")
        for number in range(len(parts), 0, -1) if self.moved else ():
            moved = self.moved.get("/".join(parts[:number]))
            if moved:
                return "/".join((moved, *names[number:]))
        return f"{self.address}/{'/'.join(names)}"

    def __len__(self):
        return len(self.pages) + len(self.uploads) + len(self.refusals)

    def is_upload(self, path):
        return path in self.names and os.path.splitext(path)[1].lower() not in PAGES

    def index_of(self, path):
        """The page that stands for a folder, or the folder itself."""
        for name in INDEX_NAMES:
            inside = f"{path}/{name}" if path else name
            if inside in self.names:
                return inside
        return path

    def _walk(self, folder, parts, place, taken, known):
        if place not in self._places:
            self._places[place] = dict.fromkeys(self.reserved, False) | dict(taken(place))
        used = self._places[place]
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: (entry.is_dir(), entry.name))
        except OSError as error:
            self.refusals.append(Refusal("/".join(parts) or ".", f"cannot be read: {error.strerror}"))
            return
        given = {entry.name: known[path] for entry in entries if (path := "/".join((*parts, entry.name))) in known}
        used |= {given[entry.name]: entry.is_dir() for entry in entries if entry.name in given}
        for entry in entries:
            path = "/".join((*parts, entry.name))
            if entry.name.startswith("."):
                continue
            if not _is_valid(entry.name):
                self.refusals.append(Refusal(path.encode("utf-8", "backslashreplace").decode(), "its name is no text"))
                continue
            if entry.is_symlink() and not self._is_safe_link(entry):
                self.refusals.append(Refusal(path, "is a symbolic link that is not followed"))
                continue
            if entry.is_dir():
                # A folder of that name that is there already is the one meant.
                name = given.get(entry.name) or _free(slug(entry.name), {n for n in used if not used[n]})
                used[name] = True
                before = len(self.names)
                self.folders[path] = (*place, name)
                self._walk(entry.path, (*parts, entry.name), (*place, name), taken, known)
                if len(self.names) == before:
                    del self.folders[path]
                continue
            reason = _refused_at_sight(entry)
            if reason:
                self.refusals.append(Refusal(path, reason))
                continue
            is_page = os.path.splitext(entry.name)[1].lower() in PAGES
            stem = os.path.splitext(entry.name)[0] if is_page else entry.name
            name = given.get(entry.name) or _free(slug(stem), used)
            used[name] = False
            self.names[path] = (*place, name)
            (self.pages if is_page else self.uploads).append(path)

    def _is_safe_link(self, entry):
        target = Path(os.path.realpath(entry.path))
        return target.is_file() and self.root in target.parents


def language_folder(path):
    """(language, the rest of the path) where its first part names a language; the same page in two languages agrees."""
    first, slash, rest = path.partition("/")
    code = normalise(first) if slash and len(first) in (2, 5) else None
    return (code, rest) if code else (None, path)


def title_of_folder(path):
    """What a folder is called: a language's folder by the language's own name."""
    code = language_folder(path + "/")[0]
    return BY_CODE[code].own.capitalize() if code else title_from_name(path)


def title_from_name(path):
    """What a file is called when nothing in it says so."""
    stem = PurePosixPath(path).stem if "." in PurePosixPath(path).name else PurePosixPath(path).name
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or stem


def _is_valid(name):
    return all(c.isprintable() for c in name)


def _free(wanted, used):
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _refused_at_sight(entry):
    extension = os.path.splitext(entry.name)[1].lower()
    if not entry.is_file():
        return "is neither a file nor a folder"
    if extension in _NO_CONTENT:
        return f"a {extension} file is no content"
    if extension not in PAGES and extension[1:] not in KINDS:
        return f"files of type {extension or 'without an extension'} are not accepted"
    return None
