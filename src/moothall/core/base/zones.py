"""Time zones: names of the IANA database, and local times in them.

The data are those of pytz, which is pinned, so that all machines have the same zones and changes of clocks.  Stored
times are UTC; a time with one of these zones is only shown or read.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import pytz

#: Areas of zones that no one chooses: those of one country repeat others, such as America/New_York.
_REPEATED = ("Canada", "US")
_REPEATED_NAMES = ("GMT",)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of zones to choose from, in the order of the alphabet."""
    names = pytz.common_timezones
    return tuple(name for name in names if name.split("/")[0] not in _REPEATED and name not in _REPEATED_NAMES)


@cache
def _by_folded() -> dict[str, str]:
    known = set(zone_names())
    found = {name.casefold(): name for name in pytz.all_timezones}
    # Browsers send old names, such as Asia/Calcutta.
    with pytz.open_resource("tzdata.zi") as file:
        lines = file.read().decode("utf-8").splitlines()
    for line in lines:
        kind, *names = line.split(" ")
        if kind == "L" and names[1] not in known and names[0] in known:
            found[names[1].casefold()] = names[0]
    for name in known:
        # The city alone is enough if only one zone has that name.
        found.setdefault(name.rsplit("/", 1)[-1].casefold(), name)
    return found


def zone_name(text: str) -> str:
    """Return the name of the zone that a person or a browser means; empty if there is none."""
    return _by_folded().get("_".join(text.split()).casefold(), "") if len(text) <= 100 else ""


@cache
def _zone(name: str) -> tzinfo:
    with pytz.open_resource(name) as file:
        return ZoneInfo.from_file(file, key=name)


def zone_of(name: str) -> tzinfo:
    """Return the zone of a name that :func:`zone_name` returned."""
    return UTC if name == "UTC" else _zone(name)


def name_of(zone: tzinfo) -> str:
    """Return the name of a zone."""
    return zone.key if isinstance(zone, ZoneInfo) and zone.key else "UTC"


def local(at: datetime, zone: tzinfo) -> datetime:
    """Return an aware time in a zone; the first and last hours that Python can represent stay as they are."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def instant(on: datetime, zone: tzinfo) -> datetime:
    """Return the UTC time of a time on the clocks of a zone, by the rules of RFC 5545, section 3.3.5.

    A time that occurs twice is the first one.  A time that does not occur, because clocks go forward, is read with
    the offset before the change: 2:30 becomes 3:30.
    """
    local_time = on.replace(tzinfo=zone, fold=0)
    try:
        return local_time.astimezone(UTC)
    except OverflowError:
        return on.replace(tzinfo=UTC, fold=0)


def offset_text(at: datetime) -> str:
    """Return the offset of an aware time from UTC, such as "UTC+5:30"."""
    return text_of_offset(at.utcoffset() or timedelta())


@lru_cache(1000)
def text_of_offset(offset: timedelta) -> str:
    """Return an offset from UTC, such as "UTC+5:30"."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
