Titles, names and other text written from right to left are shown in their own direction on every page, in forms and in emails. Words of
any length break and do not widen a page.
