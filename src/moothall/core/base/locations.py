"""Where the files of a site are: the same for every working directory and user.

A relative path in a settings file is relative to that file.  The folder of all data, ``var``, is chosen by
``--var``, by ``[DEFAULT] var``, or is ``var`` beside the folder of the settings file.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moothall.core.base.settings import HERE, VAR

#: Names of the settings that say where a database is: ``zodbconn.uri`` and, for example, ``zodbconn.uri.people``.
DATABASE = "zodbconn.uri"

#: Schemes of addresses that name a FileStorage, or a file that describes a database.
_FILE, _CONFIGURED = "file://", "zconfig://"
_BLOBS = re.compile(r"(?<=[?&]blobstorage_dir=)[^&]*")


def default_var(here: Path) -> Path:
    """Return the folder of all data for a settings file in ``here`` that does not name one."""
    return here.parent / "var"


def locate(global_settings: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of an application with ``here`` and ``var``, and databases at absolute paths.

    Without a settings file (``__file__`` in the global settings), paths stay as they are.
    """
    file = global_settings.get("__file__")
    if file is None:
        return dict(settings)
    here = Path(file).absolute().parent
    var = here / (global_settings.get(VAR) or default_var(here))
    found = {**settings, HERE: str(here), VAR: str(var)}
    for name, value in settings.items():
        if name == DATABASE or name.startswith(f"{DATABASE}."):
            found[name] = absolute_address(str(value), here)
    return found


def absolute_address(address: str, here: Path) -> str:
    """Return the address of a database whose files are at absolute paths, for the schemes that have files."""
    address = address.strip()
    if not address.startswith((_FILE, _CONFIGURED)):
        return address
    scheme, separator, rest = address.partition("://")
    path, mark, query = re.match(r"([^?#]*)([?#]?)(.*)\Z", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if address.startswith(_FILE):
        # A query would read a plus sign as a space.
        query = _BLOBS.sub(lambda match: str(here / match[0]).replace("+", "%2B"), mark + query)[len(mark) :]
    return f"{scheme}{separator}{here / path}{mark}{query}"
