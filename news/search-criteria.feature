``@search`` accepts ``UID``, ``id``, ``Title``, ``created``, ``modified``, ``effective`` and ``path.depth``, with the options and spellings of plone.restapi, several orders,
and ``metadata_fields``. Summaries have ``effective``.
