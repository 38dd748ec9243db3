"""Pages of libraries, folders, documents, files and links."""


def includeme(config):
    for name in ("library", "item", "download"):
        config.include(f".{name}")
