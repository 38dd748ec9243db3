Scripts of other sites can use the HTTP API with bearer tokens, if their origin is in the setting ``moothall.cors_origins``.
