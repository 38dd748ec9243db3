"""The site answers under its own name only, or on one's own machine under its local ones.

Links in pages are built from the request; a Host header that somebody made up
would end up in them, and from there in caches and mails.
"""

from urllib.parse import urlsplit

from pyramid.tweens import INGRESS

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.web.error_responses import plain_error_response

#: What the server on one's own machine is called; one whose address is any of these answers to all of them.
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})

_DEFAULT_PORTS = {"http": "80", "https": "443"}


def hosts_tween_factory(handler, registry):
    """Refuse other hosts, and make the request's own address the configured one."""
    site = urlsplit(settings_of(registry).site_url)
    netloc = site.netloc.lower()
    is_local = _name(netloc) in LOCAL
    spellings = {netloc}
    if site.port is None:
        spellings.add(f"{netloc}:{_DEFAULT_PORTS[site.scheme]}")

    def hosts_tween(request):
        environ = request.environ
        host = environ.get("HTTP_HOST", "").lower()
        if host in spellings:
            # Behind a proxy the request arrives as http; what people see is the configured address.
            environ["HTTP_HOST"] = netloc
            environ["wsgi.url_scheme"] = site.scheme
        elif not (is_local and _name(host) in LOCAL):
            return plain_error_response(request, BadInput(_("This server does not serve that host name.")))
        return handler(request)

    return hosts_tween


def _name(host):
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def includeme(config):
    config.add_tween(
        "moothall.web.hosts.hosts_tween_factory",
        under=("moothall.web.headers.headers_tween_factory", INGRESS),
    )
