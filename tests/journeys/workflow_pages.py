"""The pages of the workflow editor."""

ADMIN = "/admin/workflows"


def form_to(page, action):
    """The form of a page that is sent to an address."""
    return next(form for form in page.forms.values() if form.action.endswith(action))


def main(page):
    return " ".join(page.html.select_one("main").text.split())


def tick(page, action, on=(), off=()):
    """The state's form with some cells ticked and others not."""
    form = form_to(page, action)
    for box in form.fields["cell"]:
        if box._value in on:
            box.checked = True
        if box._value in off:
            box.checked = False
    return form


def copied(as_admin, workflow, title):
    """Begin another workflow as a copy."""
    form = form_to(as_admin.get(f"{ADMIN}/{workflow}"), "/copy")
    form["title"] = title
    form.submit(status=303)


def unseen(as_admin, workflow):
    """Let only facilitators see what is published, in the draft of a workflow."""
    page = as_admin.get(f"{ADMIN}/{workflow}/state/published")
    tick(page, "/state/published", off=["view readers"], on=["view facilitator"]).submit(status=303)


def activate(editor, note="Because.", **moved):
    form = form_to(editor("activate"), "/activate")
    form["note"] = note
    for state, target in moved.items():
        form[f"moved-{state}"] = target
    return form.submit()


def boxes(form, name):
    return {box._value: box.checked for box in form.fields[name]}
