"""The form of the source files that no linter checks."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("src", "assets", "bench", "tools")
ENDINGS = {".py", ".pt", ".js", ".mjs", ".css"}
#: src/moothall/static contains what is built from assets.
BUILT = ROOT / "src" / "moothall" / "static"


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
