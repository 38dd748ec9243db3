API clients list waiting decisions and decide with ``@queue``. Features add types of decisions with ``config.add_decision_type``.
