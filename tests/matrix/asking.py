"""Asking one actor everything about one item, and collecting each answer that is not the design's."""

import pytest

from tests.matrix import design


def at_depth(cases, quick):
    """Parameters (thorough, *case): those in ``quick`` are asked in each run, all of them in the long one."""
    cases = list(cases)
    return [
        *(pytest.param(False, *case, id="-".join(map(str, case))) for case in cases if quick(*case)),
        *(
            pytest.param(True, *case, id="-".join(map(str, case)) + "-thorough", marks=pytest.mark.long)
            for case in cases
        ),
    ]


class Asking:
    """One actor, asked about the item at ``path`` that ``judge`` has an answer for.

    ``wrong`` collects the differences, each in a line that names the act.
    """

    def __init__(self, world, actor, path, judge, standing, thorough, wrong=None, about=""):
        self.world, self.actor, self.path = world, actor, path
        self.judge, self.standing, self.thorough = judge, standing, thorough
        self.wrong = [] if wrong is None else wrong
        self.about = about

    def check(self, act, expected, found):
        if found != expected:
            self.wrong.append(f"{self.about}{act}: the design says {expected}, the site said {found}")

    def api(self, act, service, expected, method="GET", done=200, **kw):
        """A service below the item; what is refused, and what only reads, writes nothing."""
        answered = self.world.ask(self.actor.login, method, self.path + service, **kw)
        self._compare(act, expected, done, answered.status, method, answered)
        return answered

    def page(self, act, page, expected, method="GET", done=200, **kw):
        """A page below the item; a guest is asked to log in, in place or at the page for it."""
        answered = self.world.ask(self.actor.login, method, self.path + page, page=True, **kw)
        status = answered.status
        if status == 303 and "/login?came_from=" in answered.response.location:
            status = 401
        self._compare(act, expected, done, status, method, answered)
        return answered

    def _compare(self, act, expected, done, status, method, answered):
        self.check(act, done if expected == 200 else expected, status)
        if method == "GET" or expected != 200:
            self.check(f"{act}, objects written", 0, answered.writes)

    # -- what every item is asked

    def may(self, permission, state):
        return self.judge.may(self.standing, permission, state)

    def takes_back(self, permission, state):
        """No state keeps access from being taken away: who may do that in another one may do it."""
        expected = self.may(permission, state)
        return 200 if expected == 409 else expected

    def permissions(self, state, names):
        """``@permissions`` says of each permission what doing it would be answered."""
        found = self.api("GET @permissions", "/@permissions", 200)
        if found.status == 200:
            said = {one["id"]: one["allowed"] for one in found.response.json["items"]}
            expected = {"view": True, **{name: self.may(name, state) == 200 for name in names}}
            self.check("@permissions", expected, {name: said.get(name) for name in expected})

    def change(self, state, sent, look=None):
        """PATCH and the page with the form; returns what came of the first."""
        expected = self.may("edit", state)
        answered = self.api("PATCH", "", expected, "PATCH", 204, body=sent, look=look)
        self.page("edit page", "/edit", expected)
        if self.thorough and expected != 200:
            self.page("POST edit", "/edit", expected, "POST", params={"title": "Mine"})
        return answered

    def deletion(self, state, look=None, after=None):
        """DELETE and the page that asks before; ``after`` is what ``look`` must see then."""
        expected = self.may("delete", state)
        answered = [
            self.api("DELETE", "", expected, "DELETE", 204, look=look),
            self.page("POST delete", "/delete", expected, "POST", 303, look=look),
        ]
        if self.thorough:
            self.page("delete page", "/delete", expected)
        if after is not None and expected == 200:
            for one in answered:
                self.check("deleted, then", after, one.seen)

    def steps(self, state, look=None, after=None):
        """Every transition, with and without a reason; ``after(name)`` is what ``look`` must see then."""
        judge = self.judge
        allowed = [name for name in judge.names if judge.takes(self.standing, name, state) == 200]
        refused = [name for name in judge.names if name not in allowed]
        found = self.api("GET @workflow", "/@workflow", 200)
        if found.status == 200:
            self.check("@workflow", set(allowed), {one["id"] for one in found.response.json["transitions"]})
        for name in judge.names:
            expected = judge.takes(self.standing, name, state)
            answered = self.api(
                name, f"/@workflow/{name}", expected, "POST", body={"comment": "So.", "rule": "law"}, look=look
            )
            if expected == 200 and answered.status == 200 and after is not None:
                self.check(f"{name}, then", after(name), answered.seen)
        for name in allowed:
            self._forms(name, look, after)
        for name in refused if self.thorough else refused[:1]:
            expected = judge.takes(self.standing, name, state)
            self.page(f"POST form of {name}", f"/workflow/{name}", expected, "POST")
            if self.thorough:
                self.page(f"form of {name}", f"/workflow/{name}", expected)

    def _forms(self, name, look, after):
        if design.needs_reason(self.judge.transitions, name):
            self.api(f"{name} without a reason", f"/@workflow/{name}", 400, "POST", body={})
            self.api(
                f"{name} with an empty reason", f"/@workflow/{name}", 400, "POST", body={"comment": " ", "rule": "law"}
            )
            self.page(f"{name} without a reason, by its form", f"/workflow/{name}", 422, "POST")
        if self.thorough:
            self.page(f"form of {name}", f"/workflow/{name}", 200)
        taken = self.page(
            f"{name} by its form",
            f"/workflow/{name}",
            200,
            "POST",
            303,
            params={"reason": "So.", "rule": "law"},
            look=look,
        )
        if after is not None:
            self.check(f"{name} by its form, then", after(name), taken.seen)

    def hidden(self):
        """Everything about what somebody may not see is answered as if it were not there."""
        services, pages, steps = ("",), ("",), self.judge.names[:1]
        if self.thorough:
            services = ("", "/@permissions", "/@workflow", "/@history", "/@sharing", "?edition=live")
            pages, steps = ("", "/edit", "/delete", "/workflow/submit", "/history"), self.judge.names
        for service in services:
            self.api(f"GET {service}", service, 404)
        self.api("PATCH", "", 404, "PATCH", body={"title": "Mine"})
        self.api("DELETE", "", 404, "DELETE")
        for name in steps:
            self.api(name, f"/@workflow/{name}", 404, "POST", body={"comment": "So.", "rule": "law"})
        for page in pages:
            self.page(f"page {page}", page, 404)
        for page in ("/edit", "/delete", "/workflow/submit") if self.thorough else ("/edit",):
            self.page(f"POST {page}", page, 404, "POST", params={"title": "Mine"})
