Moderators set a slow mode for a discussion, with a reason and an end.
