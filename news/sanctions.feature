Moderators warn people in a space, and silence them until a date: they read but do not write there. Both need a rule and a reason, and the person can
appeal. Decisions about a post show its author's history in that space.
