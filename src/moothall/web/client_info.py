"""Where a request comes from, as far as its sender may be reminded of it: a network and a kind of device.

Neither the full address nor the browser's whole name for itself is kept anywhere.
"""

import ipaddress
import re

#: What a browser calls itself → what people call it; the first that fits.
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
    """The /24 or /64 that an address belongs to; what cannot be read is one network."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))


def device_of(user_agent: str | None) -> str:
    """Browser and system in two words, such as ``Firefox (Linux)``; a program's name for itself; or nothing."""
    said = (user_agent or "")[:500]
    words = [next((name for sign, name in known if sign in said), "") for known in (_BROWSERS, _SYSTEMS)]
    if not any(words):
        program = _PROGRAM.match(said)
        return program[0] if program else ""
    browser, system = words
    return f"{browser} ({system})" if browser and system else browser or system
