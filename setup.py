"""Metadata, entry points and what Moothall needs; every version is fixed in versions.cfg."""

from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent

# What the application imports.
install_requires = [
    "argon2-cffi",
    "Babel",
    "beautifulsoup4",
    "BTrees",
    "Chameleon",
    "charset-normalizer",
    "colander",
    "deform",
    "Django",
    "hypatia",
    "imagesize",
    "legacy-cgi; python_version >= '3.13'",
    "lxml",
    "markdown-it-py",
    "markdownify",
    "MarkupSafe",
    "nh3",
    "persistent",
    "plaster",
    "plaster-pastedeploy",
    "py3langid",
    "pyramid",
    "pyramid-chameleon",
    "pyramid-mailer",
    "pyramid-retry",
    "pyramid-tm",
    "pyramid-zodbconn",
    "python-magic",
    "PyYAML",
    "setuptools",
    "simplemma",
    "snowballstemmer",
    "tqdm",
    "transaction",
    "waitress",
    "xapian-haystack",
    "zc.lockfile",
    "ZEO",
    "ZODB",
    "zodburi",
    "zope.interface",
    # What Substance D imports. It is installed beside the eggs, because its metadata refuses the Pyramid that we run it
    # on (etc/pip/platform.txt).
    "bcrypt",
    "mock",
    "pytz",
    "statsd",
    "Unidecode",
    "venusian",
    "walkabout",
    "zope.component",
    "zope.copy",
    "zope.deprecation",
]

setup(
    name="moothall",
    version="0.1.dev0",
    description="Where coalitions for digital skills and jobs meet, deliberate and share what works",
    long_description=(here / "README.rst").read_text(encoding="utf-8") if (here / "README.rst").exists() else "",
    license="GPL-2.0-or-later",
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Framework :: Pyramid",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Internet :: WWW/HTTP :: WSGI :: Application",
    ],
    packages=find_packages("src"),
    package_dir={"": "src"},
    include_package_data=True,
    zip_safe=False,
    python_requires=">=3.11,<3.14",
    install_requires=install_requires,
    extras_require={
        "postgresql": ["RelStorage", "psycopg2-binary"],
        "test": [
            "hypothesis", "import-linter", "lingua", "polib", "pytest", "pytest-xdist", "selenium", "soupsieve",
            "WebTest"],
        "docs": ["Sphinx"],
        "release": ["towncrier"],
    },
    entry_points={
        "paste.app_factory": ["main = moothall:main"],
        "console_scripts": ["moothall = moothall.command:main"],
    },
)
