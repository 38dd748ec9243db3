"""Every threshold of the full-text search, in one place."""

#: How much of what a person typed is read, and how many words of it count.
TYPED_CHARS = 2_000
TYPED_WORDS = 32

#: A word is cut here, in the index and in a query alike, so that a word of 300 letters is still found. Xapian takes
#: terms of 245 bytes; what is left is for the prefix.
WORD_CHARS = 60
WORD_BYTES = 200
TERM_BYTES = 240

#: How much of one text is indexed, and how much of it is kept for excerpts.
INDEXED_CHARS = 2_000_000
STORED_CHARS = 10_000

EXCERPT_CHARS = 220

#: How much of a title counts when results are sorted by it.
TITLE_KEY_CHARS = 100

#: Words of a title, description and tag count as if they were written this often in the text.
TITLE_WEIGHT = 6
DESCRIPTION_WEIGHT = 2
SUBJECT_WEIGHT = 3

#: What a match of the stem adds to a match of the word as written.
STEM_WEIGHT = 0.5

#: Words between two fields, so that no phrase reaches from the title into the text.
FIELD_GAP = 100

#: A beginning of a word shorter than this matches only itself; a longer one becomes at most so many words.
PREFIX_CHARS = 2
PREFIX_WORDS = 100

#: Another spelling is looked for only where fewer than so many documents were found.
SUGGEST_BELOW = 3
SPELLING_CHARS = 4

#: Hits in one page of results, whatever was asked for.
PAGE = 1_000

#: Documents written in one commit, by the indexer and when everything is built anew.
BATCH = 1_000

#: Words whose stem and plain form are remembered while indexing (about 20 MB when full).
FORMS_KEPT = 2**16

#: Alternatives that are asked for together.
GROUP = 128

#: A facet's slot that fewer than one in so many documents fills is counted in a pass of its own.
RARE = 4

#: How often a search starts again because the index was written to meanwhile.
READ_ATTEMPTS = 8

#: Sets of access classes whose filter a thread keeps ready.
FILTERS_KEPT = 32
