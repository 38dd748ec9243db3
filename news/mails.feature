People are told by mail what was decided about theirs, what waits for them, and of replies and memberships.
