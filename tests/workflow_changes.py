"""Changes of the workflow of content that several tests make, as functions of its data."""


def release_to_archived(table):
    """Add a transition that makes a draft visible to readers at once, in the state "archived"."""
    table["transitions"]["release"] = {
        "title": "Release", "from": ["draft"], "to": "archived", "who": ["creator"]}  # fmt: skip


def rename_archived(table):
    """Replace the state "archived" by one with the ID "shelved"."""
    table["states"]["shelved"] = table["states"].pop("archived")
    table["matrix"]["shelved"] = table["matrix"].pop("archived")
    for step in table["transitions"].values():
        step["from"] = ["shelved" if one == "archived" else one for one in step["from"]]
        step["to"] = "shelved" if step["to"] == "archived" else step["to"]
