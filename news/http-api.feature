Programs read and write everything at the addresses people use, in the dialect of plone.restapi: see “The HTTP API” in the documentation.
