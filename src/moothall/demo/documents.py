"""Add the documents, files and repository items of the sample site, with their transitions."""

from moothall.core.content import translations
from moothall.core.content.slugs import slug
from moothall.core.event_log.log import ActionContext
from moothall.demo.data import text_of, when
from moothall.demo.texts import all_documents, all_files, repository_items
from moothall.document.content import Document, File, Folder
from moothall.repository.content import GoodPractice, Resource
from moothall.space.content import Space

REPOSITORY_TYPES = {"resource": Resource, "goodpractice": GoodPractice}


def load(sample):
    """Add documents and files to the libraries, and link translations."""
    documents = list(all_documents(sample))
    for one in documents:
        act = _act(sample, one)
        folder = _folder(sample, act, one)
        earlier = one.get("earlier", ())
        document = folder.add_item(
            act,
            Document(
                act,
                title=one["title"],
                description=one.get("description", ""),
                language=one["language"],
                subjects=tuple(one.get("subjects", ())),
                text=text_of(earlier[0]["text"] if earlier else one["text"]),
            ),
            one["key"],
        )
        sample.items[one["key"]] = document
        _take_steps(sample, document, one)
        _begin_again(sample, document, one)
    for one in documents:
        if one.get("translations_of"):
            translations.link(sample.items[one["key"]], sample.items[one["translations_of"]])
    for one in all_files(sample):
        act = _act(sample, one)
        file = _folder(sample, act, one).add_item(
            act,
            File(
                act,
                title=one["title"],
                description=one.get("description", ""),
                language=one.get("language", ""),
                alternative=one.get("alternative", ""),
                file={"data": one["data"], "filename": one["filename"]},
            ),
        )
        _take_steps(sample, file, one)


def load_repository(sample):
    """Add the resources and good practices, then archive some of them."""
    repository = sample.site["repository"]
    for one in repository_items(sample):
        act = _act(sample, one)
        item = repository.add_item(act, REPOSITORY_TYPES[one["type"]](act, **one["fields"]), one["key"])
        sample.items[one["key"]] = item
        _take_steps(sample, item, one)


def _folder(sample, act, one):
    """Return the folder of an item; create it with the titles of its path if needed."""
    space = sample.items.get(one["space"].rsplit("/", 1)[-1])
    if not isinstance(space, Space):
        raise LookupError(f"There is no space {one['space']!r} for {one['key']!r}.")
    folder = space["documents"]
    for title in one.get("folder") or ():
        name = slug(title)
        folder = folder[name] if name in folder else folder.add_item(act, Folder(act, title=title), name)
    return folder


def _take_steps(sample, item, one):
    """Apply the transitions of a history; the last text is saved just before a returned item is submitted again."""
    definition = sample.definition(item.workflow)
    texts = [text["text"] for text in one.get("earlier", ())[1:]] + ([one["text"]] if "earlier" in one else [])
    for step in one.get("history", ()):
        act = ActionContext(sample.person_ids[step["by"]], when(step["at"], sample.now), reason=step.get("reason", ""))
        if step["transition"] == "resubmit" and texts:
            item.save(act, {"text": text_of(texts.pop(0))})
        item.apply_transition(
            act.performing(step["transition"]), item.editions[0], definition.transitions[step["transition"]], definition
        )


def _begin_again(sample, item, one):
    """Begin a working copy of a published version, if the data have one."""
    working = one.get("working")
    if working is not None:
        item.save_edition(_act(sample, working), item.live, {"text": text_of(working["text"])}, at_once=False)


def _act(sample, one):
    return ActionContext(sample.person_ids[one["by"]], when(one["at"], sample.now))
