"""HTTP at its edges: what is let in, what every answer carries, and how errors look."""


def includeme(config):
    for name in ("headers", "hosts", "limits", "denied"):
        config.include(f".{name}")
