The author of a rejected or removed post reads the reason in the discussion.
