A step of a workflow can ask for more than the right to take it: somebody else than the creator, several people who
approve, filled fields, translations, a date. An approval counts for as long as what it was given for stays as it was.
