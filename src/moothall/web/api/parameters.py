"""Parse the parameters in an address of the API, in all spellings that Plone's clients use.

A name is followed by an option (``path.depth``), by brackets (``UID[]``) and by converters of Zope's publisher
(``UID:list``), see https://zope.readthedocs.io/en/latest/zdgbook/ObjectPublishing.html#argument-conversion.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.search.index.interface import Span

_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9_\-]+)(?:\.(?P<option>[A-Za-z0-9_\-.]+))?(?P<many>\[[0-9]*\])?(?P<converters>(?::[a-z0-9_]+)*)\Z"
)
#: Converters that change nothing here: each value is read as its criterion needs it.
_CONVERTERS = frozenset(
    (  # noqa: SIM905 - one name a line would take a page
        "boolean date date_international default float ignore_empty int list long record records required "
        "string text tuple ustring utext utf8"
    ).split()
)
#: Converters that split one value into several.
_SPLITTING: Mapping[str, Callable[[str], list[str]]] = {
    "tokens": str.split,
    "utokens": str.split,
    "lines": str.splitlines,
    "ulines": str.splitlines,
}
_YES = ("", "1", "y", "yes", "t", "true", "active", "enabled", "on")
_NO = ("0", "n", "no", "f", "false", "inactive", "disabled", "off")
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_RANGES = ("min", "max", "min:max", "minmax")
#: A time whose offset has a space for its plus sign, which an address must encode.
_LOST_PLUS = re.compile(r"(?P<time>[T ][0-9:.]{5,15}) (?=[0-9]{2}:?[0-9]{2}\Z)")
_UTC = re.compile(r" ?(?:UTC|GMT|Z)\Z")
_TIME = re.compile(r"[T ][0-9]{2}(?::?[0-9]{2})?(?P<seconds>:?[0-9]{2})?(?P<fraction>[.,][0-9]+)?")


#: The possible names, and the options of each.
Known = Mapping[str, Iterable[str] | None]


class Parameters:
    """The values that a request sends for each name and option; ``known`` maps the possible names to their options.

    A name with None instead of options is written in one way only, without brackets and converters.
    To pass over all others would answer another question than the one that was asked: see :meth:`refuse_unknown`.
    """

    def __init__(self, sent: Iterable[tuple[str, str]], known: Known) -> None:
        self._values: dict[tuple[str, str], list[str]] = {}
        self._unknown: set[str] = set()
        for key, value in sent:
            parsed = _NAME.match(key)
            converters = parsed["converters"].split(":")[1:] if parsed is not None else []
            option = (parsed["option"] or "") if parsed is not None else ""
            options = known.get(parsed["name"]) if parsed is not None else None
            if key in known and options is None:
                options = ()
            if (
                parsed is None
                or options is None
                or option not in ("", *options)
                or not _CONVERTERS.union(_SPLITTING).issuperset(converters)
            ):
                self._unknown.add(key[:50])
                continue
            splitting = [_SPLITTING[name] for name in converters if name in _SPLITTING]
            values = splitting[0](value) if splitting else [value]
            self._values.setdefault((parsed["name"], "" if option == "query" else option), []).extend(values)

    def refuse_unknown(self) -> None:
        """Raise BadInput, with their names, for parameters that are not known."""
        if self._unknown:
            names = ", ".join(sorted(self._unknown)[:10])
            raise BadInput(_("There are no fields with these names here: ${fields}.", mapping={"fields": names}))

    def values(self, name: str, option: str = "") -> list[str]:
        """Return the distinct values that are not empty."""
        values = (value.strip() for value in self._values.get((name, option), ()))
        return [value for value in dict.fromkeys(values) if value]

    def every(self, name: str) -> list[str]:
        """Return the parts of the values between commas, in order and with repetitions."""
        values = [part.strip() for value in self._values.get((name, ""), ()) for part in value.split(",")]
        return [value for value in values if value]

    def needed(self, name: str) -> list[str]:
        """Return the values of a criterion; raise BadInput if it is sent without one, or only with options."""
        values = self.values(name)
        if not values and any(key[0] == name for key in self._values):
            raise BadInput(_("“${name}” needs a value.", mapping={"name": name}))
        return values

    def last(self, name: str, option: str = "") -> str | None:
        """Return the last value, which can be empty; None if none was sent."""
        values = self._values.get((name, option))
        return values[-1].strip() if values else None

    def one(self, name: str, choices: Iterable[str], option: str = "") -> str | None:
        """Return the value, which must be one of ``choices``, or None if none was sent."""
        value = self.last(name, option)
        return value if value is None else one_of(f"{name}.{option}" if option else name, value, choices)

    def is_on(self, name: str, default: bool = False) -> bool:
        """Return whether a switch is on; its name without a value switches it on."""
        value = self.last(name)
        if value is None:
            return default
        return value.lower() in _YES or one_of(name, value.lower(), ("true", *_NO)) not in _NO

    def number(self, name: str, default: int, least: int) -> int:
        """Return a number of up to nine digits, or ``default`` if none was sent."""
        value = self.last(name)
        if value is None:
            return default
        if not _NUMBER.match(value) or int(value) < least:
            raise BadInput(_("“${name}” must be a number, ${least} or more.", mapping={"name": name, "least": least}))
        return int(value)

    def depth(self, name: str) -> int | None:
        """Return the depth of a criterion; None without one, and for -1, which means any depth in Plone."""
        value = self.last(name, "depth")
        if value is None or value == "-1":
            return None
        if not (value.isascii() and value.isdecimal()):
            mapping = {"name": f"{name}.depth", "least": 0}
            raise BadInput(_("“${name}” must be a number, ${least} or more.", mapping=mapping))
        return int(value[:9])

    def _number(self, name: str) -> int:
        """Return how many values of a criterion are not empty, repetitions included."""
        return sum(1 for value in self._values.get((name, ""), ()) if value.strip())

    def spans(self, name: str) -> Sequence[Span]:
        """Return the spans of time of a criterion: from or to a time, between two, or one for each value."""
        spans = [_span(name, value) for value in self.needed(name)]
        side = self.one(name, _RANGES, "range") or ""
        first, last = min((one[0] for one in spans), default=None), max((one[0] for one in spans), default=None)
        if side.startswith("min") and side.endswith("max") and self._number(name) < 2:
            raise BadInput(_("“${name}” needs two values for this range.", mapping={"name": name}))
        if not side or not spans:
            return spans
        return [(first if "min" in side else None, last if "max" in side else None)]


def one_of(name: str, value: str, choices: Iterable[str]) -> str:
    """Return ``value``; raise BadInput if it is not one of ``choices``."""
    if value not in choices:
        mapping = {"name": name, "values": ", ".join(choices)}
        raise BadInput(_("“${name}” must be one of: ${values}.", mapping=mapping))
    return value


def _span(name: str, value: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a day, a minute or a second, without a time zone in UTC."""
    text = _LOST_PLUS.sub(r"\g<time>+", _UTC.sub("+00:00", value.replace("/", "-")))
    try:
        first = datetime.fromisoformat(text)
        first = first.replace(tzinfo=UTC) if first.tzinfo is None else first.astimezone(UTC)
        return first, first + _length(text) - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        mapping = {"name": name}
        raise BadInput(
            _("“${name}” must be a date, such as 2026-12-31 or 2026-12-31T12:00Z.", mapping=mapping)
        ) from None


def _length(text: str) -> timedelta:
    """Return how long the moment is that a date in ISO 8601 names."""
    time = _TIME.search(text)
    if time is None:
        return timedelta(days=1)
    if time["fraction"]:
        return timedelta(microseconds=1)
    return timedelta(seconds=1) if time["seconds"] else timedelta(minutes=1)
