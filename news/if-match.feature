The API refuses every changing request with a stale ``If-Match`` with ``412``, and the ``ETag`` of an item begins with the version that was shown. ``changeNote`` is stored with a version.
