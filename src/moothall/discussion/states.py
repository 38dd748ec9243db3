"""States of posts and discussions that the code itself refers to."""

#: Post states that count as said.
SAID = "published"


#: States of a first post in which others see the discussion; in any other one it waits for a moderator.
BEGUN = (SAID, "hidden")


#: The state of a discussion that waits for one.
UNAPPROVED = "unapproved"
