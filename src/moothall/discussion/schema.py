"""Form schemas of discussions, posts and forums."""

import colander

from moothall.core.content.schema import language_node, subjects_node, text_node, title_node


class DiscussionSchema(colander.Schema):
    """A title and the first post."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.extend([title_node(), text_node(), language_node(), subjects_node()])


class TitleSchema(colander.Schema):
    """The title of a discussion whose posts are there already."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.append(title_node())


class PostSchema(colander.Schema):
    """A reply."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.extend([text_node(), language_node()])


class ForumSchema(colander.Schema):
    """The title of a forum."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.append(title_node())
