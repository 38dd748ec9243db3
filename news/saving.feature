When someone else saved while you had a form open, you see both texts and a proposed merge instead of overwriting theirs.
Every save of a document, file, link or repository item can carry a change note, which the history shows.
