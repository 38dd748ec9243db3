Workflow definitions are kept in versions with author, date and note: a draft is edited, an active version holds, earlier
ones stay. Each recorded step names the version it ran under, and a space may be under another definition than the site.
