New posts, edits, removals and reactions appear on an open page of a discussion without reloading.
