"""Access classes of documents in tests."""

PUBLIC = "1:content:published"
PRIVATE = "2:content:published"
