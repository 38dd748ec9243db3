"""Packages named by ``moothall.extensions``."""

import sys

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from moothall.core.base.extensions import include_extensions


def included(extensions):
    config = Configurator(settings={"moothall.extensions": extensions})
    config.include("moothall.core.base.settings")
    include_extensions(config)
    config.commit()
    return config.registry


def package(folder, name, text):
    folder.joinpath(f"{name}.py").write_text(text, "utf-8")


def test_each_package_is_included(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("first_extension", "second_extension"):
        package(tmp_path, name, f"def includeme(config):\n    config.registry.{name} = True\n")
    registry = included("first_extension\n  second_extension")
    assert registry.first_extension and registry.second_extension


@pytest.mark.parametrize(("text", "said"), [
    (None, "names broken_extension, which cannot be imported: ModuleNotFoundError"),
    ("import no_such_module\n", "cannot be imported: ModuleNotFoundError: No module named 'no_such_module'"),
    ("def includeme(config:\n", "cannot be imported: SyntaxError"),
    ("", "has no attribute 'includeme'"),
])  # fmt: skip
def test_one_that_cannot_be_used_stops_the_start(tmp_path, monkeypatch, text, said):
    monkeypatch.syspath_prepend(tmp_path)
    if text is not None:
        package(tmp_path, "broken_extension", text)
    monkeypatch.delitem(sys.modules, "broken_extension", raising=False)
    with pytest.raises(ConfigurationError, match=said):
        included("broken_extension")
