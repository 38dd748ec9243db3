"""Print the branch coverage of each folder, and fail below the minimum.

Deeper folders count for their parent on the second level. Run by ``./bootstrap.sh coverage`` after the tests.
"""

import sys
from collections import Counter
from pathlib import Path

from coverage import Coverage

#: Minimum coverage in percent of all branches.
FLOOR = 90


def folder_of(file):
    """Return the folder of a file, at most two levels below ``src/moothall``."""
    parts = Path(file).parts
    below = parts[parts.index("moothall") + 1 : -1]
    return "/".join(below[:2]) or "."


def branches():
    """Return the numbers of branches and of branches taken, both by folder."""
    coverage = Coverage(config_file="setup.cfg")
    coverage.load()
    every, taken = Counter(), Counter()
    for file in sorted(coverage.get_data().measured_files()):
        for total, met in coverage.branch_stats(file).values():
            every[folder_of(file)] += total
            taken[folder_of(file)] += met
    return every, taken


def main():
    """Print a line for each folder and one for all; return the exit status."""
    every, taken = branches()
    for folder in sorted(every):
        print(f"{100 * taken[folder] / every[folder]:5.1f} % of {every[folder]:5}  {folder}")
    share = 100 * taken.total() / max(1, every.total())
    print(f"{share:5.1f} % of {every.total():5}  total; minimum {FLOOR} %")
    return 0 if share >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
