"""``@warnings`` and ``@silences`` of a space, beside ``@bans``."""

from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.core.workflow.grounds import MAX_RULE_ID_LENGTH
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.moderation.sanctions.sanctioning import (
    check_may_sanction,
    lift_silence,
    require_to_sanction,
    silence,
    silence_of,
    silences_in,
    warn,
    warning_named,
    warnings_in,
    withdraw_warning,
)
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class _SanctionService(Service):
    segments = 1
    parameters = BATCH

    def _sent(self):
        """Return (account, act, body) of a sanction."""
        body = self.body()
        require_to_sanction(self.viewer, self.context)
        login = body.get("person")
        account = self.request.people.by_login(login) if isinstance(login, str) else None
        if account is None:
            raise BadInput(_("“${field}” must be the username of someone here.", mapping={"field": "person"}))
        check_may_sanction(self.viewer, self.context, account.id)
        act = self.request.act(text_of(body, "comment", MAX_REASON_LENGTH).strip())
        return account, act.citing(text_of(body, "rule", MAX_RULE_ID_LENGTH)), body

    def _rule(self, id, ground):
        if ground is None:
            return None
        return {"id": id, "number": ground[0], "title": self.translate(_(ground[1]))}


class WarningsService(_SanctionService):
    """The warnings in a space; moderators list, give and withdraw them."""

    def get(self):
        self.no_rest()
        require_to_sanction(self.viewer, self.context)
        rows = [self._row(one) for one in warnings_in(self.context)]
        return {"@id": self.url("@warnings"), **Batch(self.request).of(rows)}

    def post(self):
        self.no_rest()
        account, act, body = self._sent()
        until_of(body.get("until"), self.request.site_zone)
        done = warn(act, self.context, account.id)
        self.request.registry.notify(done)
        self.request.response.status_int = 201
        return self._row(done.event)

    def delete(self):
        (name,) = self.rest() or ("",)
        require_to_sanction(self.viewer, self.context)
        event = warning_named(self.context, name)
        check_may_sanction(self.viewer, self.context, event.key)
        self.request.registry.notify(withdraw_warning(self.request.act(), self.context, event))
        return self.nothing()

    def _row(self, event):
        return {
            "@id": self.url("@warnings", uid_name(event.id)),
            "id": uid_name(event.id),
            "person": self.show.login(event.key),
            "comment": event.reason,
            "rule": self._rule(event.rule, event.ground),
            "since": moment(event.at),
            "by": self.show.login(event.actor),
        }


class SilencesService(_SanctionService):
    """The people who read a space but cannot write in it; moderators silence people and lift silences."""

    def get(self):
        self.no_rest()
        require_to_sanction(self.viewer, self.context)
        rows = [self._row(*pair) for pair in silences_in(self.context, self.request.now)]
        return {"@id": self.url("@silences"), **Batch(self.request).of(rows)}

    def post(self):
        self.no_rest()
        account, act, body = self._sent()
        done = silence(act, self.context, account.id, until_of(body.get("until"), self.request.site_zone))
        self.request.registry.notify(done)
        self.request.response.status_int = 201
        return self._row(account.id, silence_of(self.context, account.id, self.request.now))

    def delete(self):
        (login,) = self.rest() or ("",)
        require_to_sanction(self.viewer, self.context)
        account = self.request.people.by_login(login)
        if account is None or silence_of(self.context, account.id, self.request.now) is None:
            raise NotFound()
        check_may_sanction(self.viewer, self.context, account.id)
        self.request.registry.notify(lift_silence(self.request.act(), self.context, account.id))
        return self.nothing()

    def _row(self, person, one):
        login = self.show.login(person)
        return {
            "@id": self.url("@silences", login),
            "person": login,
            "comment": one.reason,
            "rule": self._rule(one.rule, one.ground),
            "since": moment(one.since),
            "until": moment(one.until),
            "by": self.show.login(one.by),
        }


def includeme(config):
    for name, service in (("@warnings", WarningsService), ("@silences", SilencesService)):
        for method in ("get", "post", "delete"):
            config.add_service(service, name=name, attr=method, method=method.upper(), context=Space)
