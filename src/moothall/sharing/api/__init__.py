"""HTTP API of sharing."""
