"""The constant texts of the components, translated once per page.

A discussion contains "Reply" fifty times, and each lookup in the catalog would cost more than the markup.  Templates
read `layout.words.reply`, and the first access translates it.
"""

from moothall.core.base.i18n import _

WORDS = {
    "actions": _("Actions"),
    "back": _("Go back"),
    "bold": _("Bold"),
    "bullet_list": _("Bulleted list"),
    "by": _("By"),
    "cancel": _("Cancel"),
    "caption": _("Caption"),
    "caption_optional": _("Caption (optional)"),
    "changed": _("Changed"),
    "choose_all": _("Select everything on this page"),
    "clear_filters": _("Remove all filters"),
    "code": _("Code"),
    "column_after": _("Insert column after"),
    "column_before": _("Insert column before"),
    "contents": _("Contents"),
    "delete_column": _("Delete column"),
    "delete_row": _("Delete row"),
    "delete_table": _("Delete table"),
    "draft_discard": _("Discard the draft"),
    "draft_kept": _("Your draft is saved in this browser."),
    "draft_elsewhere": _("You have another draft of this form, from another browser or page."),
    "draft_other": _("Another tab or window of this browser has a draft of this form."),
    "draft_show": _("Show it here"),
    "drop_failed": _("Some files could not be added:"),
    "drop_here": _("Drop files to add them here"),
    "drop_sending": _("Adding files…"),
    "filters": _("Filters"),
    "formatting": _("Formatting"),
    "header_column": _("Header column"),
    "header_row": _("Header row"),
    "heading": _("Heading"),
    "image": _("Image"),
    "image_decorative": _("Decorative image"),
    "image_description": _("Image description"),
    "image_failed": _("The image could not be sent. Check your connection and try again."),
    "image_file": _("Image file"),
    "image_needs_description": _("Enter a description, or select “Decorative image”."),
    "image_needs_file": _("Choose a file first."),
    "image_none": _("Images cannot be uploaded here."),
    "image_set": _("Insert image"),
    "image_width": _("Width in pixels"),
    "images_refused": _("These images were not added. Save them as files and upload them:"),
    "images_sending": _("Adding images…"),
    "in_reply_to": _("In reply to"),
    "mentions": _("People and groups to mention"),
    "mentions_found": _("People and groups found: {n}. Choose with the arrow keys and Enter, or continue typing."),
    "mentions_none": _("No one found who can see this discussion."),
    "italic": _("Italic"),
    "language": _("Language"),
    "late": _("late"),
    "latest": _("latest:"),
    "link": _("Link"),
    "link_address": _("Link address"),
    "link_remove": _("Remove the link"),
    "link_set": _("Set the link"),
    "markdown_help": _("You can use Markdown: *emphasis*, **strong**, lists, links and > quotations."),
    "members": _("Members"),
    "menu": _("Menu"),
    "merge_cells": _("Merge cells"),
    "more": _("More"),
    "name": _("Name"),
    "new": _("new"),
    "next": _("Next"),
    "numbered_list": _("Numbered list"),
    "optional": _("optional"),
    "pages": _("Pages"),
    "pinned": _("Pinned"),
    "plan_back": _("Cancel", context="scheduled action"),
    "preview": _("Preview"),
    "previous": _("Previous"),
    "problem": _("There is a problem"),
    "quotation": _("Quotation"),
    "redo": _("Redo"),
    "remove_filter": _("Remove this filter:"),
    "replies": _("replies"),
    "reply": _("Reply"),
    "row_above": _("Insert row above"),
    "row_below": _("Insert row below"),
    "search": _("Search"),
    "section": _("Sections of this space"),
    "select": _("Select"),
    "selected": _("Selected:"),
    "selection_clear": _("Clear selection"),
    "size": _("Size"),
    "split_cell": _("Split cell"),
    "state": _("State"),
    "subheading": _("Smaller heading"),
    "table": _("Table"),
    "undo": _("Undo"),
    "where_you_are": _("You are here"),
    "you_can": _("Actions"),
}


def active_filters(localizer, count):
    """Return "2 active", for a control that hides filters."""
    return localizer.pluralize("${n} active", "${n} active", count, domain="moothall", mapping={"n": count})


class ComponentTexts:
    """Texts as attributes: `words.reply` is "Reply" translated by `translate` on first access."""

    def __init__(self, translate):
        self._translate = translate

    def __getattr__(self, name: str) -> str:
        try:
            text = self._translate(WORDS[name])
        except KeyError:
            raise AttributeError(name) from None
        self.__dict__[name] = text
        return text
