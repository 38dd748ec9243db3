"""States of posts and discussions that the code refers to."""

#: States of published posts.
PUBLISHED = "published"
#: The state of posts that wait for a moderator.
PENDING = "pending"
#: The state of rejected posts.
REFUSED = "refused"


#: States of a first post in which others see the discussion; in all others it waits for a moderator.
BEGUN = (PUBLISHED, "hidden")


#: The state of a discussion that waits for a moderator.
UNAPPROVED = "unapproved"
