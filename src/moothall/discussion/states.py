"""States of posts and discussions that the code refers to."""

#: States of published posts.
SAID = "published"


#: States of a first post in which others see the discussion; in all others it waits for a moderator.
BEGUN = (SAID, "hidden")


#: The state of a discussion that waits for a moderator.
UNAPPROVED = "unapproved"
