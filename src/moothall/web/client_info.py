"""The network and the kind of device of a request, for the list of a person's sessions.

Neither the full address nor the full User-Agent header is stored.
"""

import ipaddress
import re

#: (token in a User-Agent header, browser name); the first match applies.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Vivaldi", "Vivaldi"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Chromium", "Chromium"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_PROGRAM = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,30}")


def network_of(address: str | None) -> str:
    """Return the /24 or /64 network of an address; invalid addresses share one value."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))


def device_of(user_agent: str | None) -> str:
    """Return browser and system, such as ``Firefox (Linux)``, the name of a program, or an empty text."""
    said = (user_agent or "")[:500]
    words = [next((name for sign, name in known if sign in said), "") for known in (_BROWSERS, _SYSTEMS)]
    if not any(words):
        program = _PROGRAM.match(said)
        return program[0] if program else ""
    browser, system = words
    return f"{browser} ({system})" if browser and system else browser or system
