"""All limits and weights of the full-text search."""

#: Maximum length of a query in characters, and in words.
TYPED_CHARS = 2_000
TYPED_WORDS = 32

#: Maximum length of a word, in the index and in queries, so that a word of 300 letters is still found. Xapian accepts
#: terms of 245 bytes; the rest is for the prefix.
WORD_CHARS = 60
WORD_BYTES = 200
TERM_BYTES = 240

#: Characters of a text that are indexed, and that are stored for excerpts.
INDEXED_CHARS = 2_000_000
STORED_CHARS = 10_000

#: Approximate number of characters of an excerpt.
EXCERPT_CHARS = 220

#: Characters of a title that are used for sorting.
TITLE_KEY_CHARS = 100

#: Factor of the weight of a title that equals the whole query, so that it comes before all other matches.
SAME_TITLE_WEIGHT = 1_000

#: Weight of a word in a title, description or tag; a word in the text has weight 1.
TITLE_WEIGHT = 6
DESCRIPTION_WEIGHT = 2
SUBJECT_WEIGHT = 3

#: Weight that a match of the stem adds to a match of the word as written.
STEM_WEIGHT = 0.5

#: Positions between two fields, so that no phrase matches across them.
FIELD_GAP = 100

#: Minimum length of a prefix, and the maximum number of words that it expands to.
PREFIX_CHARS = 2
PREFIX_WORDS = 100

#: Another spelling is suggested if fewer documents were found; words must have this minimum length.
SUGGEST_BELOW = 3
SPELLING_CHARS = 4

#: Maximum number of hits in one page of results.
PAGE = 1_000

#: Documents written in one commit, by the indexer and by a rebuild.
BATCH = 1_000
#: Batches of a rebuild between two commits; Xapian needs about 25 MB of memory for the changes of each.
REBUILT_BATCHES = 3

#: Words whose stem and plain form are cached while indexing (about 20 MB when full).
FORMS_KEPT = 2**16

#: Items that are excluded by terms of a query; Xapian needs 18 kB of memory for each that the index has. More are
#: excluded by a filter that is called for each match.
EXCLUDED_TERMS = 500

#: Alternatives in one group of a query.
GROUP = 128

#: A slot of a facet that fewer than one in RARE documents fill is counted in a separate pass.
RARE = 4

#: Maximum attempts of a search while the index is being written.
READ_ATTEMPTS = 8

#: Sets of access classes whose filter a thread caches.
FILTERS_KEPT = 32
