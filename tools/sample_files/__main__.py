"""Write all files."""

from pathlib import Path

from tools.sample_files import office, pictures, print_outs

TARGET = Path(__file__).parents[2] / "src" / "moothall" / "demo" / "data" / "files"


def main():
    TARGET.mkdir(exist_ok=True)
    for module in (print_outs, office, pictures):
        for name, make in module.FILES.items():
            path = TARGET / name
            make(path)
            print(f"{path.stat().st_size:>8,}  {name}")


main()
