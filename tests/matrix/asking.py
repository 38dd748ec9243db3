"""Asking one actor everything about one item, and collecting each answer that is not the design's."""

from tests.matrix import design


class Wrong(list):
    """The answers that differ, each in a line that names the act."""

    def check(self, act, expected, found):
        if found != expected:
            self.append(f"{act}: the design says {expected}, the site said {found}")


def wants_log_in(response):
    """Whether a page asks a guest to log in: in place, or at the page for it."""
    status = response.status_int
    return status == 401 or (status == 303 and "/login?came_from=" in response.location)


def page_status(answered):
    """The status of a page as the API would say it; following a redirect would be another request."""
    return 401 if wants_log_in(answered.response) else answered.status


def ask_page(world, wrong, actor, act, path, expected, method="GET", done=None, **kw):
    """A page, or a form: 200 or a redirect where it is done, and otherwise what the API answers."""
    answered = world.ask(actor.login, method, path, page=True, **kw)
    wrong.check(act, expected if expected != 200 else (done or 200), page_status(answered))
    if method == "GET" or expected != 200:
        wrong.check(f"{act}, objects written", 0, answered.writes)
    return answered


def ask_api(world, wrong, actor, act, path, expected, method="GET", done=200, **kw):
    """A service; what is refused, and what only reads, writes nothing."""
    answered = world.ask(actor.login, method, path, **kw)
    wrong.check(act, expected if expected != 200 else done, answered.status)
    if method == "GET" or expected != 200:
        wrong.check(f"{act}, objects written", 0, answered.writes)
    return answered


def ask_permissions(world, wrong, actor, path, judge, standing, state, names):
    """``@permissions`` says of each permission what doing it would be answered."""
    found = ask_api(world, wrong, actor, "GET @permissions", f"{path}/@permissions", 200)
    if found.status == 200:
        said = {one["id"]: one["allowed"] for one in found.response.json["items"]}
        expected = {"view": True, **{name: judge.may(standing, name, state) == 200 for name in names}}
        wrong.check("@permissions", expected, {name: said.get(name) for name in expected})


def ask_steps(world, wrong, actor, path, judge, standing, state, pages=True, look=None, after=None):
    """Every transition of the table, with and without a reason; ``after(name)`` is what ``look`` must then see."""
    allowed = {name for name in judge.names if judge.takes(standing, name, state) == 200}
    found = ask_api(world, wrong, actor, "GET @workflow", f"{path}/@workflow", 200)
    if found.status == 200:
        wrong.check("@workflow", allowed, {one["id"] for one in found.response.json["transitions"]})
    for name in judge.names:
        expected = judge.takes(standing, name, state)
        step = f"{path}/@workflow/{name}"
        answered = ask_api(world, wrong, actor, name, step, expected, "POST", body={"comment": "So."}, look=look)
        if expected != 200:
            continue
        if answered.status == 200 and after is not None:
            wrong.check(f"{name}, then", after(name), answered.seen)
        if design.needs_reason(judge.transitions, name):
            for reason in ({}, {"comment": " "}):
                ask_api(world, wrong, actor, f"{name} without a reason", step, 400, "POST", body=reason)
        if pages:
            form = f"{path}/workflow/{name}"
            ask_page(world, wrong, actor, f"form of {name}", form, 200)
            taken = ask_page(world, wrong, actor, f"{name} by its form", form, 200, "POST", 303,
                             params={"reason": "So."}, look=look)
            if after is not None:
                wrong.check(f"{name} by its form, then", after(name), taken.seen)
    if pages:
        refused = next((name for name in judge.names if name not in allowed), None)
        if refused is not None:
            expected = judge.takes(standing, refused, state)
            for method in ("GET", "POST"):
                ask_page(world, wrong, actor, f"{method} form of {refused}", f"{path}/workflow/{refused}",
                         expected, method)


def ask_hidden(world, wrong, actor, path, steps, pages=True):
    """Everything about what somebody may not see is answered as if it were not there."""
    for service in ("", "/@permissions", "/@workflow", "/@history", "/@sharing", "?edition=live"):
        ask_api(world, wrong, actor, f"GET {service}", path + service, 404)
    ask_api(world, wrong, actor, "PATCH", path, 404, "PATCH", body={"title": "Mine"})
    ask_api(world, wrong, actor, "DELETE", path, 404, "DELETE")
    for name in steps:
        ask_api(world, wrong, actor, name, f"{path}/@workflow/{name}", 404, "POST", body={"comment": "So."})
    if pages:
        for page in ("", "/edit", "/delete", f"/workflow/{steps[0]}"):
            ask_page(world, wrong, actor, f"page {page}", path + page, 404)
        for page in ("/edit", "/delete", f"/workflow/{steps[0]}"):
            ask_page(world, wrong, actor, f"POST {page}", path + page, 404, "POST", params={"title": "Mine"})
