"""Form schemas of folders, documents, files and links."""

import colander

from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema, LineType, UploadType, text_node, title_node, web_address


class FolderSchema(ItemSchema):
    """A folder or a library: title and summary."""


class DocumentSchema(ItemSchema):
    """A document: the common fields and the text."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.insert(2, text_node(missing=""))


class FileSchema(ItemSchema):
    """A file; without a title, its file name is the title."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children[0] = title_node(missing="")
        self.children[2:2] = [
            colander.SchemaNode(UploadType(), name="file", title=_("File")),
            colander.SchemaNode(
                LineType(),
                name="alternative",
                title=_("Image description"),
                missing="",
                description=_("For people who cannot see the image."),
                validator=colander.Length(max=500),
            ),
        ]


class LinkSchema(ItemSchema):
    """A link and its address."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.insert(
            2,
            colander.SchemaNode(
                colander.String(),
                name="url",
                title=_("Address"),
                validator=colander.All(colander.Length(max=2000), web_address),
            ),
        )
