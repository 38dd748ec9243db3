Readers report posts by a rule of the space, moderators decide on all reports about a post at once under Decisions, and enough reports hide a post until then. Spaces have numbered rules.
