"""The sentence about earlier versions that stay hidden when an item is moved or opened."""


def hidden_versions_text(localizer, n):
    """Return how many earlier versions new readers will not see; an empty text for none."""
    if not n:
        return ""
    return localizer.pluralize(
        "${n} earlier version stays hidden from people who could not read it where it was made.",
        "${n} earlier versions stay hidden from people who could not read them where they were made.",
        n,
        domain="moothall",
        mapping={"n": n},
    )
