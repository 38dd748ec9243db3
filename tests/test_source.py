"""The form of the source files that no linter checks."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("src", "assets", "bench", "tools")
ENDINGS = {".py", ".pt", ".js", ".mjs", ".css"}
#: src/moothall/static contains what is built from assets.
BUILT = ROOT / "src" / "moothall" / "static"
HOME_MADE = re.compile(r"\b(somebody|everybody|nobody|anybody|whoever|things?|told)\b", re.IGNORECASE)


def source_files():
    return [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in ENDINGS and BUILT not in path.parents
    ]


def test_no_file_has_more_than_400_lines():
    lengths = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in source_files()}
    assert len(lengths) > 500
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_comments_and_docstrings_use_the_standard_words():
    """As the texts of the interface do: someone and no one, items, and what is said to whom by which means."""
    found = {
        (str(path.relative_to(ROOT)), word)
        for path in source_files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "src")
        for text in comments_and_docstrings(path.read_text("utf-8"))
        for word in HOME_MADE.findall(text)
    }
    assert found == set()


def comments_and_docstrings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield ast.get_docstring(node) or ""
    yield from (line.partition("#")[2] for line in source.splitlines() if re.match(r"\s*#", line))
