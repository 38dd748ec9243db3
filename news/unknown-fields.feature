The HTTP API names unknown fields of a ``PATCH`` and accepts its own ``GET`` responses in ``PATCH``. ``in_reply_to`` of a new post is used. Actions in histories are those that were performed, not inferred from states.
``@search`` refuses unknown parameters.
