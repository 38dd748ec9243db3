"""Every text people see can be translated, and is."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_catalogs_hold_what_the_code_says_and_nothing_is_left_in_english():
    checked = subprocess.run([sys.executable, ROOT / "tools" / "translations.py", "--check"], capture_output=True,
                             text=True, check=False)
    assert checked.returncode == 0, checked.stderr
