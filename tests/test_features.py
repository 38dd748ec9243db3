"""Core, web, ui and command name nothing that features register: types of items, kinds of workflows, templates."""

import ast
import re
from pathlib import Path

import moothall
from moothall.core.content.types import types_of
from moothall.core.workflow.kinds import workflow_kinds

SOURCE = Path(moothall.__file__).parent
FOUNDATION = ("core", "web", "ui", "command")
FEATURES = {path.parent.name for path in SOURCE.glob("*/__init__.py")} - set(FOUNDATION)
TESTS = Path(__file__).parent
#: Folders of tests that are named by what they test with, or by what must never happen.
KINDS_OF_TESTS = {
    "browser",
    "concurrency",
    "crash",
    "data",
    "deployment",
    "extension",
    "journeys",
    "js",
    "look",
    "matrix",
    "properties",
    "security",
    "storage",
}
QUOTED = re.compile(r"'([^'\n]*)'")

#: Why a word that is also an id stands in a file → the file, the words.
ALLOWED = {
    "a kind of scope, or the workflow of one": {
        ("core/access/records.py", "repository"),
        ("core/access/records.py", "site"),
        ("core/access/records.py", "space"),
        ("core/access/scopes.py", "space"),
        ("core/authorization/explain.py", "site"),
        ("core/authorization/overlay.py", "space"),
        ("core/content/items.py", "space"),
        ("core/decisions/decidable.py", "space"),
        ("core/workflow/transition.py", "space"),
    },
    "a column of the audit log": {("core/audit/entries.py", "space")},
    "the name of a database or of its root": {
        ("command/subcommands/backup.py", "people"),
        ("command/file_storages.py", "content"),
        ("command/subcommands/pack.py", "content"),
        ("command/subcommands/restore.py", "people"),
        ("command/server/status_server.py", "content"),
        ("core/storage/databases.py", "people"),
        ("core/storage/databases.py", "site"),
    },
    "a module": {
        ("core/__init__.py", "content"),
        ("core/__init__.py", "search"),
        ("core/__init__.py", "workflow"),
        ("web/api/__init__.py", "content"),
        ("web/api/__init__.py", "workflow"),
    },
    "a view, or a word that is reserved for one": {
        ("core/content/slugs.py", "search"),
        ("ui/badges.py", "workflow"),
        ("ui/forms/item_forms.py", "workflow"),
        ("ui/status_messages.py", "workflow"),
    },
    "moderation after publishing": {
        ("core/access/space_policies.py", "post"),
        ("core/authorization/explain.py", "post"),
        ("core/workflow/tokens.py", "post"),
    },
    "a method of HTTP": {("web/api/content.py", "post"), ("web/api/workflow.py", "post")},
    "a change of a workflow, or what reads one": {
        ("core/authorization/explain.py", "workflow"),
        ("core/authorization/history.py", "workflow"),
        ("core/operations/activation.py", "workflow"),
        ("core/workflow/log_events.py", "workflow"),
        ("web/api/workflow.py", "workflow"),
    },
    "a scheme of addresses, or an argument of a command": {
        ("command/subcommands/backup.py", "folder"),
        ("command/file_storages.py", "file"),
        ("command/subcommands/restore.py", "folder"),
        ("command/subcommands/serve.py", "file"),
    },
    "a file that is sent, and its field": {
        ("command/subcommands/backup.py", "file"),
        ("core/content/files.py", "file"),
        ("core/content/schema.py", "file"),
        ("ui/forms/templates/textinput.pt", "file"),
        ("ui/forms/widgets.py", "file"),
        ("ui/forms/item_forms.py", "file"),
        ("web/api/types.py", "file"),
        ("web/double_submit.py", "file"),
    },
    "a hyperlink": {
        ("core/richtext/cleaning.py", "link"),
        ("ui/bulk_actions.py", "link"),
        ("ui/forms/templates/form.pt", "link"),
        ("ui/layout/templates/thread.pt", "link"),
        ("ui/layout/texts.py", "link"),
        ("ui/templates/contents.pt", "link"),
    },
    "searching": {("ui/layout/texts.py", "search")},
    "a field of the index": {("core/search/index/queries.py", "content")},
    "the terms of a field": {("web/api/types.py", "vocabulary")},
    "people in a sentence, or who reads an explanation": {
        ("core/decisions/state_kinds.py", "people"),
        ("ui/workflow_bar.py", "people"),
        ("web/access_help.py", "people"),
    },
}

#: Words of the domain itself: kinds of scopes, persons, hyperlinks, folders of the file system.
OWN_WORDS = {"site", "space", "people", "link", "folder"}
#: Identifiers with such a word that mean something else.
ALLOWED_IDENTIFIERS = {
    ("core/access/records.py", "REPOSITORY"),
    # The setting of a space by this name is older than the feature.
    ("core/access/space_policies.py", "moderation"),
    ("core/access/space_policies.py", "post_moderation"),
    ("core/workflow/tokens.py", "MODERATIONS"),
    ("ui/forms/item_forms.py", "post"),
    ("ui/layout/presenters.py", "picture"),
    ("ui/layout/presenters.py", "post"),
    ("ui/page.py", "post"),
    ("web/api/content.py", "post"),
    ("web/api/workflow.py", "post"),
}


def literals(path):
    """Yield the strings of a module that are no docstrings, or what is quoted in a template."""
    text = path.read_text("utf-8")
    if path.suffix == ".pt":
        # Python in a template is in double quotes, its strings are in single ones.
        yield from QUOTED.findall(text)
        return
    tree = ast.parse(text)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def files():
    return sorted(path for folder in FOUNDATION for end in ("py", "pt") for path in (SOURCE / folder).rglob(f"*.{end}"))


def test_the_foundation_names_no_type_and_no_workflow(site):
    ids = {*types_of(site.registry), *workflow_kinds(site.registry)}
    found = {(str(path.relative_to(SOURCE)), word) for path in files() for word in literals(path) if word in ids}
    # What is allowed and stands nowhere any more is an entry to remove.
    assert found == set().union(*ALLOWED.values())


def test_the_foundation_names_no_template_and_no_module_of_a_feature():
    named = re.compile(rf"\bmoothall[.:/]({'|'.join(sorted(FEATURES))})\b")
    assert {(path.name, word) for path in files() for word in literals(path) if named.search(word)} == set()


def test_the_foundation_has_no_identifier_of_a_feature(site):
    """No class, function, argument, variable or attribute is named after a feature or a type of items."""
    features = {word for id in types_of(site.registry) for word in id.split("-")} | FEATURES
    modules = {
        part for path in files() if path.suffix == ".py" for part in path.relative_to(SOURCE).with_suffix("").parts
    }
    own = words("_".join(sorted(modules | OWN_WORDS)))
    found = set()
    for path in (path for path in files() if path.suffix == ".py"):
        place = str(path.relative_to(SOURCE))
        found |= {(place, name) for name in identifiers(path) if words(name.strip("_")) & (features - own)}
    allowed = {
        (place, name) for place, name in found if place.startswith("core/search/") and "document" in name.lower()
    }
    assert found - allowed == ALLOWED_IDENTIFIERS


def identifiers(path):
    """Yield the names that a module defines, without those of Python's protocols."""
    yield from (name for name in _defined(path) if not name.startswith("__"))


def _defined(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words(name):
    """The words of a name in the singular and in the plural: ``RepositoryCard`` has ``repository``, ``cards``."""
    found = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    return found | {f"{word}s" for word in found} | {word.removesuffix("s") for word in found}


def test_there_is_something_to_look_at():
    assert {"discussion", "space", "document"} <= FEATURES
    assert FEATURES.isdisjoint(FOUNDATION)
    names = {path.relative_to(SOURCE).parts[0] for path in files()}
    assert names == set(FOUNDATION)


def test_the_commands_for_any_site_use_no_store_of_a_feature(site):
    """Features check, announce and migrate what they store by what they register."""
    stores = {
        one["introspectable"].discriminator
        for one in site.registry.introspector.get_category("site store")
        if Path(one["introspectable"].action_info.file).relative_to(SOURCE).parts[0] in FEATURES
    }
    assert {"join_requests", "access_requests", "schedule"} <= stores
    used = {
        (path.name, node.attr)
        for path in (SOURCE / "command").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in stores
    }
    assert used == set()


def test_each_feature_has_its_tests_in_a_folder_of_its_name():
    folders = {path.name for path in TESTS.iterdir() if any(path.rglob("*.py"))}
    assert folders - KINDS_OF_TESTS == FEATURES | set(FOUNDATION)
