"""Remove a draft in the transaction that stores the form."""

from moothall.draft.store import drafts_of, drafts_to_change


def forget_received(request, token):
    """Remove the draft of a form that the server has accepted."""
    person = request.person.id
    known = drafts_of(request.people, person) if request.impersonation is None else None
    if known is not None and known.has_form(token):
        drafts_to_change(request.people, person).receive(token, request.now)


def includeme(config):
    config.add_form_received("drafts", forget_received)
