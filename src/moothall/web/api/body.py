"""The fields in the body of an API request: those that nothing reads are refused."""

from collections.abc import Collection
from typing import Any

from pyramid.request import Request

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: Keys of items, users and groups in plone.restapi that have no meaning here; a body may contain them.
PASSED_OVER = frozenset(
    (  # noqa: SIM905 - one name a line would take a page
        "@components @id @type @static_behaviors UID allow_discussion batching blocks blocks_layout "
        "contributors created creator creators effective exclude_from_nav expires full_path getId "
        "getObjPositionInParent getURL home_page id image_field image_scales is_folderish items items_total "
        "language layout live location lock mgmt_title modified nextPreviousEnabled next_item parent portrait "
        "preview_caption preview_caption_link preview_image previous_item relatedItems review_state rights "
        "Subject subjects table_of_contents targetUrl title type_title url version versioning_enabled "
        "working_copy working_copy_of "
    ).split()
)


class SentFields(dict):
    """The JSON object in a body, which records the names that were read."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field, or ``default``."""
        self.read.add(name)
        return super().get(name, default)

    def refuse_unread(self) -> None:
        """Raise :class:`BadInput`, with their names, for fields that were not read."""
        refuse_fields(set(self) - self.read)


def refuse_fields(names: Collection[str]) -> None:
    """Raise :class:`BadInput` for these fields of a body, except for those that are passed over."""
    unknown = sorted(set(names) - PASSED_OVER)
    if unknown:
        shown = ", ".join(name[:50] for name in unknown[:10])
        raise BadInput(_("There are no fields with these names here: ${fields}.", mapping={"fields": shown}))


def sent_fields(request: Request) -> SentFields:
    """Return the fields in the body of a request; none if it is not a JSON object."""
    sent = request.json_body if request.body and request.content_type.endswith("json") else None
    return SentFields(sent if isinstance(sent, dict) else {})
