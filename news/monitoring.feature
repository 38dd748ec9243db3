``moothall.status_listen`` opens ``/health``, ``/ready`` and ``/metrics`` (Prometheus format) on a port of their own.
