Items can be moved, one or several at a time. The page shows the effect of a move before it happens. The old address redirects.
