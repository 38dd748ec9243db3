"""The markup of pages as it is sent, judged by html-validate."""

import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
VALIDATE = HERE / "assets" / "check" / "validate.mjs"


def check_markup(visit, pages, folder):
    """Write each of ``pages``, pairs of log-in and address, into ``folder``, and validate them all."""
    if not (HERE / "node_modules" / "html-validate").exists():
        pytest.skip("html-validate is not installed")
    names = []
    for number, (login, page) in enumerate(pages):
        name = folder / f"{number:02}-{login}{re.sub(r'[^a-z]+', '-', page.partition('?')[0])[:80]}.html"
        name.write_text(visit(login).open(page).page.text, encoding="utf-8")
        names.append(str(name))
    done = subprocess.run(["node", str(VALIDATE), *names], capture_output=True, text=True, cwd=HERE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
