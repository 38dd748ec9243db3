"""HTTP API of spaces."""
