"""Print the pins of a versions.cfg whose wheel is not yet in a folder, as requirements for pip.

Usage: missing.py VERSIONS_CFG FOLDER
"""

import configparser
import re
import sys
import zipfile
from pathlib import Path

# Minimum Python version of packages that older versions neither need nor can install.
FROM_PYTHON = {"legacy-cgi": (3, 13)}


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def main(versions, folder):
    parser = configparser.RawConfigParser()
    parser.read(versions)
    present = set()
    for wheel in Path(folder).glob("*.whl"):
        if zipfile.is_zipfile(wheel):
            present.add(tuple(normalized(part) for part in wheel.name.split("-")[:2]))
        else:
            # What an interrupted run left; the end of a zip file is its index.
            wheel.unlink()
    for name, version in parser["versions"].items():
        wanted = sys.version_info >= FROM_PYTHON.get(name, (3,))
        if wanted and (normalized(name), normalized(version)) not in present:
            print(f"{name}=={version}")


if __name__ == "__main__":
    main(*sys.argv[1:])
