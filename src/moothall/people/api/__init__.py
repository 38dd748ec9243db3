"""HTTP API of accounts and groups."""
