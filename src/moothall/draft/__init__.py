"""Drafts on the server: what a person has typed and not sent is the same in all of their browsers.

They are stored with the person.  No one else reads them, and neither search, logs nor administrators who view the site
as that person do.
"""


def includeme(config):
    for part in ("received", "periodic_tasks", "personal_data", "api", "views", "panels"):
        config.include(f".{part}")
