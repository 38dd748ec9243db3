Several things in a library, several discussions and several things in a repository can be chosen: a page says what each of
them allows, takes a step with those that allow it, can undo it, and leads back to the same list.
