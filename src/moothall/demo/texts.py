"""What the sample site's texts are, in one list each, however their files divide them."""

from importlib import resources

from moothall.demo.data import read, read_all, text_of
from moothall.demo.families import family_documents
from moothall.demo.rounds import rounds

#: Steps that bring an item without a history of its own into its state.
IMPLIED = {"published": "publish", "proposed": "submit"}
REVIEW_TAKES = 4
#: Everything else about a repository item is one of its fields.
ABOUT = ("key", "type", "by", "at", "state", "history", "grew_from", "text", "subjects")


def generated_discussions(_sample):
    """Long threads made from many short posts."""
    return rounds()


def all_documents(_sample):
    """Every document, with the steps it took."""
    for one in [*(one for part in read_all("documents") for one in part), *family_documents()]:
        yield {**one, "history": one.get("history") or _implied(one)}


def all_files(_sample):
    """The files that come with the package, with their bytes."""
    folder = resources.files(__package__).joinpath("data", "files")
    for one in read("files.yaml"):
        data = folder.joinpath(one["file"]).read_bytes()
        yield {**one, "filename": one["file"], "data": data, "history": one.get("history") or _implied(one)}


def repository_items(_sample):
    """Resources and good practices; without a history, one was submitted and approved four days later."""
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
