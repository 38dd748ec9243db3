"Restore this version" brings an earlier version back, from its page or a comparison, and can be undone. In the API, use ``PATCH …/@history``, as in Plone.
Versions are compared word by word, and tables cell by cell.
