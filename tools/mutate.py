"""Change one module in many small ways and print the changes that the chosen tests do not detect.

Works on a copy of the checkout. Without tests, it runs those that mirror the module.
"""

import argparse
import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: Files built by bootstrap.sh that the tests need but git does not track.
BUILT = ("src/moothall/static", "locales/*/LC_MESSAGES/*.mo", "etc/*.ini", "etc/*.conf")


def main():
    """Run the mutation tester; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder for the copy")
    parser.add_argument("module", type=Path, help="for example src/moothall/core/query.py")
    parser.add_argument("tests", nargs="*", help="files or folders; by default those that mirror the module")
    parser.add_argument("--minutes", type=float, help="stop after this time; report what was tried until then")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="by default one per core")
    arguments = parser.parse_intermixed_args()
    folder = arguments.folder.absolute()
    copy_checkout(folder)
    # Python remembers that a folder on its path is not there.
    (folder / "mutants" / "src").mkdir(parents=True)
    tests = arguments.tests or [mirror_of(arguments.module)]
    configure(folder, arguments.module, tests)
    status = run(folder, "run", f"--max-children={arguments.processes}", minutes=arguments.minutes)
    if status == 0:
        report(folder)
    else:
        # It keeps to itself what the tests said.
        run(folder, "-x", "-q", *tests, module="pytest")
    return status


def copy_checkout(folder):
    """Copy the files of the checkout, new ones too, and built ones into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    names += [str(found.relative_to(ROOT)) for pattern in BUILT for found in ROOT.glob(pattern)]
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target)
        else:
            shutil.copy2(ROOT / name, target)


def mirror_of(module):
    """Return the tests of a module: the file of the same name, or the folder that mirrors its own."""
    folder = Path("tests", *module.parent.parts[2:])
    file = folder / f"test_{module.stem}.py"
    return str(file if (ROOT / file).exists() else folder)


def configure(folder, module, tests):
    """Add the settings of the mutation tester to the copy's setup.cfg."""
    settings = configparser.RawConfigParser()
    settings.add_section("mutmut")
    beside = sorted(each.name for each in folder.iterdir() if each.name not in ("src", "tests"))
    for name, values in {
        "source_paths": ["src"],
        "only_mutate": [str(module)],
        "pytest_add_cli_args_test_selection": tests,
        "also_copy": beside,
        # The tests start threads, which do not survive a fork.
        "process_isolation": ["forkserver"],
    }.items():
        settings.set("mutmut", name, "\n".join(values) if len(values) == 1 else "\n" + "\n".join(values))
    with (folder / "setup.cfg").open("a", encoding="utf-8") as file:
        file.write("\n")
        settings.write(file)


def run(folder, *words, module="mutmut", minutes=None, **options):
    """Run the mutation tester, or another module, in the copy; return the exit status, or what it says.

    Interrupt it after ``minutes``.
    """
    entries = [entry for entry in sys.path[1:] if entry and Path(entry) != ROOT / "src"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "mutants" / "src"), *entries]),
        "PYTHONWARNINGS": "ignore:pkg_resources:UserWarning",
        "CHAMELEON_CACHE": str(ROOT / ".bootstrap" / "templates"),
    }
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(command, cwd=folder, env=environment, **options) as process:
        try:
            said, _errors = process.communicate(timeout=minutes and 60 * minutes)
        except subprocess.TimeoutExpired:
            # It keeps the results of the changes that it has tried.
            process.send_signal(signal.SIGINT)
            said, _errors = process.communicate()
    return said if options else process.returncode


def report(folder):
    """Print the number of mutants of each kind, and each change that the tests do not detect."""
    results = run(folder, "results", "--all", "true", stdout=subprocess.PIPE, text=True)
    survivors = re.findall(r"^\s*(\S+): survived$", results, re.MULTILINE)
    unseen = re.findall(r"^\s*(\S+?)__mutmut_\d+: no tests$", results, re.MULTILINE)
    for name in survivors:
        print(run(folder, "show", name, stdout=subprocess.PIPE, text=True))
    for name in sorted(set(unseen)):
        print(f"No test calls {name}.")
    tried = len(re.findall(r": (?:killed|survived|timeout|suspicious|segfault)$", results, re.MULTILINE))
    print(f"{len(survivors)} of {tried} changes survive.")


if __name__ == "__main__":
    sys.exit(main())
