"""Documents, files and links of a space, and their folders."""

from moothall.core.base.i18n import _
from moothall.document.content import Document, File, Folder, Library, Link
from moothall.document.schema import DocumentSchema, FileSchema, FolderSchema, LinkSchema


def includeme(config):
    config.include(".workflow")
    config.add_item_type(Library, schema=FolderSchema, title=_("Library"), plural=_("Libraries"), icon="folder")
    config.add_item_type(
        Folder,
        schema=FolderSchema,
        title=_("Folder"),
        plural=_("Folders"),
        icon="folder",
        adding=_("Create a folder"),
        send=_("Create folder"),
    )
    config.add_item_type(
        Document,
        schema=DocumentSchema,
        title=_("Document"),
        plural=_("Documents"),
        icon="document",
        adding=_("Write a document"),
        send=_("Save the draft"),
        news=_("published"),
    )
    config.add_item_type(
        File,
        schema=FileSchema,
        title=_("File"),
        plural=_("Files"),
        icon="file",
        adding=_("Upload a file"),
        send=_("Upload"),
        news=_("added the file"),
    )
    config.add_item_type(
        Link,
        schema=LinkSchema,
        title=_("Link"),
        plural=_("Links"),
        icon="link",
        adding=_("Add a link"),
        send=_("Save the draft"),
        news=_("added the link"),
    )
    config.add_space_section("documents", Library)
    config.add_file_fields("file", "upload")
    config.include(".panels")
    config.include(".views")
