The list of coalitions names their countries and is sorted by them, in the language of the reader. The HTTP API adds ``country_name``.
