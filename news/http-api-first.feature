The same addresses answer to programs with JSON in the dialect of plone.restapi.
