"""The parts of the processes of a site: the server of the pages, the listener for monitoring, and the shutdown."""
