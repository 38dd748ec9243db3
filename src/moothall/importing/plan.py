"""Plan an import: the files of a folder, and the address of each on the site."""

import hashlib
import io
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from moothall.core.base.languages import BY_CODE, normalise
from moothall.core.content import files
from moothall.core.content.files import KINDS
from moothall.core.content.slugs import RESERVED, slug

PAGES = frozenset({".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"})
INDEX_NAMES = ("index.html", "index.htm", "index.md", "readme.md")
#: Path of a stored file's content below its address.
DOWNLOAD = "/download"

#: First bytes of the images that pages contain, and their extensions.
_IMAGES = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"))

_NO_CONTENT = frozenset({".js", ".mjs", ".css", ".map", ".woff", ".woff2", ".ttf", ".ico", ".xsl", ".xslt", ".ini"})


@dataclass(frozen=True)
class Refusal:
    """A file that is not imported, and the sentence that says why."""

    path: str
    reason: str


@dataclass(frozen=True)
class EmbeddedImage:
    """An image inside a page, which becomes a file beside it; ``path`` is that of the page and a digest."""

    path: str
    filename: str
    digest: str
    data: bytes = field(repr=False)


@dataclass
class Plan:
    """The address of each file: `names` maps paths in the folder to the ids of the item and its folders.

    `pages` and `uploads` contain the paths in order.
    """

    root: Path
    address: str = ""
    pages: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    folders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Path → address of items that were moved on the site since an earlier run.
    moved: dict[str, str] = field(default_factory=dict)
    #: Names that no item gets, because pages have them.
    reserved: frozenset[str] = RESERVED
    #: Path of a page → the images inside it, in order; filled while the page is read.
    embedded: dict[str, list["EmbeddedImage"]] = field(default_factory=dict)
    #: Path → id of the items of an earlier run.
    known: Mapping[str, str] = field(default_factory=dict)
    _places: dict[tuple[str, ...], dict[str, bool]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        folder: str | os.PathLike[str],
        address: str = "",
        taken: Callable[[tuple[str, ...]], Mapping[str, bool]] = lambda _place: {},
        known: Mapping[str, str] | None = None,
        moved: dict[str, str] | None = None,
        reserved: frozenset[str] = RESERVED,
    ) -> "Plan":
        """Plan the files in `folder` without opening them.

        `taken` returns the ids in use in a container (a tuple of ids), and whether each is a folder; `known` maps
        the paths of an earlier run to the ids they got.
        """
        root = Path(os.path.realpath(folder))
        plan = cls(root, address.rstrip("/"), moved=moved or {}, reserved=reserved, known=known or {})
        plan._walk(root, (), (), taken, known or {})
        return plan

    def address_of(self, path: str) -> str | None:
        """Return the address on the site of a file or folder, or None if it is not imported."""
        names = self.names.get(path) or self.folders.get(path)
        if not names:
            return None
        parts = path.split("/")
        for number in range(len(parts), 0, -1) if self.moved else ():
            moved = self.moved.get("/".join(parts[:number]))
            if moved:
                return "/".join((moved, *names[number:]))
        return f"{self.address}/{'/'.join(names)}"

    def embed(self, page: str, data: bytes) -> str | None:
        """Plan a file beside a page for an image inside it; return its address, or None if it is no image.

        Raise :class:`~moothall.core.base.errors.BadInput` for an image that is not accepted.
        """
        extension = next((one for start, one in _IMAGES if data.startswith(start)), None)
        if extension is None:
            return None
        digest = hashlib.sha256(data).hexdigest()
        path = f"{page}#{digest[:16]}"
        if path not in self.names:
            stem = PurePosixPath(page).stem
            filename = files.check(io.BytesIO(data), f"{stem}-{digest[:8]}.{extension}").filename
            place = self.names[page][:-1]
            used = self._places[place]
            name = self.known.get(path) or _free(slug(filename), used)
            used[name] = False
            self.names[path] = (*place, name)
            self.embedded.setdefault(page, []).append(EmbeddedImage(path, filename, digest, data))
        return self.address_of(path)

    def __len__(self) -> int:
        return len(self.pages) + len(self.uploads) + len(self.refusals)

    def is_upload(self, path: str) -> bool:
        return path in self.names and os.path.splitext(path)[1].lower() not in PAGES

    def index_of(self, path: str) -> str:
        """Return the index page of a folder, or the folder itself."""
        for name in INDEX_NAMES:
            inside = f"{path}/{name}" if path else name
            if inside in self.names:
                return inside
        return path

    def _walk(
        self,
        folder: str | os.PathLike[str],
        parts: tuple[str, ...],
        place: tuple[str, ...],
        taken: Callable[[tuple[str, ...]], Mapping[str, bool]],
        known: Mapping[str, str],
    ) -> None:
        if place not in self._places:
            self._places[place] = dict.fromkeys(self.reserved, False) | dict(taken(place))
        used = self._places[place]
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: (_is_folder(entry), entry.name))
        except OSError as error:
            self.refusals.append(Refusal("/".join(parts) or ".", f"cannot be read: {error.strerror}"))
            return
        given = {entry.name: known[path] for entry in entries if (path := "/".join((*parts, entry.name))) in known}
        used |= {given[entry.name]: _is_folder(entry) for entry in entries if entry.name in given}
        for entry in entries:
            path = "/".join((*parts, entry.name))
            if entry.name.startswith("."):
                continue
            if not _is_valid(entry.name):
                # A report has a line for each file.
                shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in path)
                self.refusals.append(Refusal(shown, "has an invalid name"))
                continue
            if entry.is_symlink() and not self._is_safe_link(entry):
                self.refusals.append(Refusal(path, "is a symbolic link that is not followed"))
                continue
            if _is_folder(entry):
                # An existing folder of that name is used.
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

    def _is_safe_link(self, entry: os.DirEntry[str]) -> bool:
        target = Path(os.path.realpath(entry.path))
        return target.is_file() and self.root in target.parents


def language_folder(path: str) -> tuple[str | None, str]:
    """Return (language, rest of the path) if the first folder is a language, which is equal for translations."""
    first, slash, rest = path.partition("/")
    code = normalise(first) if slash and len(first) in (2, 5) else None
    return (code, rest) if code else (None, path)


def title_of_folder(path: str) -> str:
    """Return the title of a folder; for a language its own name."""
    code = language_folder(path + "/")[0]
    return BY_CODE[code].own.capitalize() if code else title_from_name(path)


def title_from_name(path: str) -> str:
    """Return a title made of the name of a file or folder."""
    stem = PurePosixPath(path).stem if "." in PurePosixPath(path).name else PurePosixPath(path).name
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or stem


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # It is a symbolic link to itself, for instance.
        return False


def _is_valid(name: str) -> bool:
    return all(c.isprintable() for c in name)


def _free(wanted: str, used: Collection[str]) -> str:
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _refused_at_sight(entry: os.DirEntry[str]) -> str | None:
    extension = os.path.splitext(entry.name)[1].lower()
    try:
        if not entry.is_file():
            return "is neither a file nor a folder"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if extension in _NO_CONTENT:
        return f"{extension} files are not imported"
    if extension not in PAGES and extension[1:] not in KINDS:
        return f"files of type {extension or 'without an extension'} are not accepted"
    return None
