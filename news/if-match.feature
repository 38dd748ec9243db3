The API answers ``412`` for a stale ``If-Match`` to every request that changes something, and the ``ETag`` of an item begins with the version that was shown. ``changeNote`` is stored with a version.
