An HTTP API in the dialect of plone.restapi reads and writes everything, at the addresses that people use. See "The HTTP API" in the
documentation.
