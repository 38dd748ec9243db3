A deleted post can be restored for 30 days, by the person who deleted it and by moderators. It returns to its place in the discussion.
