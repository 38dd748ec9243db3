"""The base of the HTTP API: routing, services, representation, batching."""
