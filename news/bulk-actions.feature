Several items of a library, a repository or a list of discussions can be selected. A page shows what each allows, applies the action, can
undo it, and returns to the same list.
