Workflows have versions with author, date and note: a draft, an active version and earlier ones. Each recorded action names the version that
applied. Removing a state asks for a replacement only if items are in that state.
