"""What somebody can do with an item, asked of pages, the API, lists and the search at once."""


class Access:
    """Methods return the status of an act; :meth:`sees` fails where the ways of looking disagree."""

    def __init__(self, api, actors):
        self.api, self.actors = api, actors

    def sees(self, login, item, listed=True):
        """Whether they see it, by page, program, search and, where they see its container, the list there."""
        path, program = str(item), self.api(login)
        found = {
            "program": program.get(path, status="*").status_int == 200,
            "page": self.actors(login).get(path, status="*").status_int == 200,
        }
        if listed:
            found["search"] = program.get(f"/@search?path={path}").json["items_total"] == 1
            around = program.get(path.rpartition("/")[0] + "?b_size=500", status="*")
            if around.status_int == 200:
                found["list"] = any(one["@id"].endswith(path) for one in around.json["items"])
        assert len(set(found.values())) == 1, (login, path, found)
        return found["page"]

    def id_of(self, login):
        """The opaque id of somebody."""
        return self.api.admin.get(f"/@users/{login}").json["profile"].rsplit("/", 1)[-1]

    def page(self, login, item):
        return self.actors(login).get(str(item))

    def edit(self, login, item, fields=None):
        fields = fields or {"title": "Mine"}
        form = self.actors(login).get(f"{item}/edit", status="*").status_int
        status = self.api(login).patch_json(str(item), fields, status="*").status_int
        assert {204: 200}.get(status, status) == form or form == 303, (login, str(item), status, form)
        return status

    def delete(self, login, item):
        return self.api(login).delete(str(item), status="*").status_int

    def step(self, login, item, name):
        return self.api(login).post_json(f"{item}/@workflow/{name}", {"comment": "So."}, status="*").status_int

    def plan(self, login, item, name):
        body = {"transition": name, "at": "2036-01-01T12:00:00+00:00"}
        return self.api(login).post_json(f"{item}/@schedule", body, status="*").status_int

    def share(self, login, item, principal="reviewer", kind="user", **roles):
        entry = {"id": principal, "type": kind, "roles": roles or {"reader": True}}
        return self.api(login).post_json(f"{item}/@sharing", {"entries": [entry]}, status="*").status_int

    def move(self, login, item, target):
        return self.api(login).post_json(f"{target}/@move", {"source": str(item)}, status="*").status_int

    def reply(self, login, discussion):
        body = {"@type": "post", "text": "<p>So.</p>"}
        return self.api(login).post_json(str(discussion), body, status="*").status_int
