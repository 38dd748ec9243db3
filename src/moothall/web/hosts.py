"""Accept requests for the site's own host name only, or for local names on a development machine.

Links in pages are built from the request.  A forged Host header would otherwise end up in pages, caches and emails.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.richtext.addresses import LOCAL
from moothall.web.error_responses import plain_error_response

_DEFAULT_PORTS = {"http": "80", "https": "443"}


def hosts_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Refuse other hosts, and give the request the configured address."""
    site = urlsplit(settings_of(registry).site_url)
    netloc = site.netloc.lower()
    is_local = _name(netloc) in LOCAL
    spellings = {netloc}
    if site.port is None:
        spellings.add(f"{netloc}:{_DEFAULT_PORTS[site.scheme]}")

    def hosts_tween(request: Request) -> Response:
        environ = request.environ
        host = environ.get("HTTP_HOST", "").lower()
        if host in spellings:
            # Behind a proxy the request arrives as http, but links need the configured address.
            environ["HTTP_HOST"] = netloc
            environ["wsgi.url_scheme"] = site.scheme
        elif not (is_local and _name(host) in LOCAL):
            return plain_error_response(request, BadInput(_("This server does not serve that host name.")))
        return handler(request)

    return hosts_tween


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween(
        "moothall.web.hosts.hosts_tween_factory",
        under=("moothall.web.headers.headers_tween_factory", INGRESS),
    )
