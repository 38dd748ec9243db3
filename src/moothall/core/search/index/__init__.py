"""Full-text search behind an interface.

`interface` defines what an index can do; `xapian` implements it with a folder on disk, `memory`
with a dictionary, and one contract test covers both. `indexer` updates an index from the queue of
changed items. Nothing persistent crosses the interface: documents are plain values, and hits are
uids, which the caller resolves and checks again.
"""
