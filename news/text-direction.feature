Titles, names and other text from right to left are laid out by their own direction on every page, in forms and in emails. Words of
any length break and do not widen a page.
