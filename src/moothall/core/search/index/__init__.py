"""Full-text search behind a port.

`port` says what can be asked for; `xapian` answers it from a folder on disk,
`memory` from a dictionary, and both are held to the same contract test.
`indexer` keeps an index in step with the queue of changed items. Nothing
persistent crosses the port: documents come in as plain values and hits go out
as uids, to be resolved, and checked again, by whoever asked.
"""
