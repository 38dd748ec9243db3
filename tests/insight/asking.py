"""What programs ask about access."""


def told(program, path, query="", status=200):
    return program.get(f"{path}/@explain{query}", status=status).json


def rehearsed(program, path, status=200, **change):
    return program.post_json(f"{path}/@rehearse", {"change": change}, status=status).json


def pairs(rows):
    return {(row["person"], row["permission"], row["@id"].removeprefix("http://localhost")) for row in rows}
