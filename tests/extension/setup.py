"""Declare metadata and entry points of the extension, and compile its translations."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class BuildWithTranslations(build_py):
    """Copy the package, then write a compiled catalog beside each translated one."""

    def run(self):
        """Build."""
        super().run()
        for po in Path(self.build_lib).rglob("*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(source))


setup(
    name="moothall-polls",
    version="1.0",
    description="Polls in the spaces of a Moothall site",
    license="GPL-2.0-or-later",
    packages=find_packages("src"),
    package_dir={"": "src"},
    package_data={"moothall_polls": ["*.yaml", "templates/*.pt", "locales/*/LC_MESSAGES/*.po"]},
    zip_safe=False,
    install_requires=["moothall"],
    cmdclass={"build_py": BuildWithTranslations},
    entry_points={"moothall.commands": ["polls = moothall_polls.command"]},
)
