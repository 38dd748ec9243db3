Public pages name their canonical address and their description for search engines.
