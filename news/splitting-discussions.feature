Moderators can move posts into a new discussion, merge discussions, and undo both (``@split``, ``@merge``, ``@undo``).
Old addresses redirect; followers, read marks, reactions and reports are kept.
