Statements of reasons and appeals: authors read what was restricted, why, on which rule and for how long, on the page and by email, and can appeal for
six months; someone else decides. Reporters can appeal when their report was dismissed. Rejected posts can be edited and sent again.
Emails about posts and bans no longer name the moderator.
