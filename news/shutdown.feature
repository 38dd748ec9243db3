On SIGTERM, a server answers the requests that have begun, for up to 30 seconds.
