``@users`` is filtered by ``search``, ``groups-filter`` and ``limit``, terms by ``token`` and ``tokens``; ``@history/<version>`` returns an earlier version. A 404 names a service that is not served.
