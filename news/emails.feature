People are notified by email of decisions about their items, replies and changes of their memberships. Everyone with waiting decisions gets
one email a day. A post that waits for a moderator is announced immediately.
