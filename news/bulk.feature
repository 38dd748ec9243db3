Several things in a library can be chosen: a page says what each of them allows, takes a step with those that allow it,
and can undo it.
