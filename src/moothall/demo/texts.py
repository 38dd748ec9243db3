"""The texts of the sample site, in one list each."""

from importlib import resources

from moothall.demo.data import read, read_all, text_of
from moothall.demo.families import family_documents
from moothall.demo.rounds import rounds

#: Transitions that lead an item without a history into its state.
IMPLIED = {"published": "publish", "proposed": "submit"}
REVIEW_TAKES = 4
#: Keys of a repository item that are not its fields.
ABOUT = ("key", "type", "by", "at", "state", "history", "grew_from", "text", "subjects")


def generated_discussions(_sample):
    """Return long threads of many short posts."""
    return rounds()


def all_documents(_sample):
    """Return every document, with its transitions."""
    for one in [*(one for part in read_all("documents") for one in part), *family_documents()]:
        yield {**one, "history": one.get("history") or _implied(one)}


def all_files(_sample):
    """Return the files of the package, with their bytes."""
    folder = resources.files(__package__).joinpath("data", "files")
    for one in read("files.yaml"):
        data = folder.joinpath(one["file"]).read_bytes()
        yield {**one, "filename": one["file"], "data": data, "history": one.get("history") or _implied(one)}


def repository_items(_sample):
    """Return resources and good practices; those without a history were submitted and approved four days later."""
    for one in read("repository.yaml")["items"]:
        fields = {
            name: tuple(value) if isinstance(value, list) else value for name, value in one.items() if name not in ABOUT
        }
        yield {
            **one,
            "fields": {**fields, "text": text_of(one["text"]), "subjects": tuple(one.get("subjects", ()))},
            "history": one.get("history") or _reviewed(one),
        }


def _implied(one):
    step = IMPLIED.get(one.get("state", "published"))
    return [{"transition": step, "by": one["by"], "at": one["at"]}] if step else []


def _reviewed(one):
    steps = [{"transition": "submit", "by": one["by"], "at": one["at"]}]
    if one.get("state", "published") == "published":
        days = int(one["at"].removeprefix("-").partition("d")[0])
        steps.append({"transition": "approve", "by": "reviewer", "at": f"-{max(0, days - REVIEW_TAKES)}d"})
    return steps
