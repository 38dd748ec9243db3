"""What the documentation says of the code is what the code says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_page_of_permissions_is_what_the_tables_say():
    checked = subprocess.run([sys.executable, "-W", "ignore", ROOT / "tools" / "permissions.py", "--check"],
                             capture_output=True, text=True, check=False, env=None)
    assert checked.returncode == 0, checked.stderr
