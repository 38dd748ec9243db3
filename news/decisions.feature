The page *Decisions* (``/queue``) lists everything that waits for your decision; the top bar shows the number. A decision can be assigned and has
notes for the other people who decide. Several can be decided at once. The changes of a new version are shown word by word.
