"""Define the colours and fonts that sample files share with the site."""

from datetime import UTC, datetime

FONTS = "/usr/share/fonts/truetype/dejavu"
REGULAR, BOLD, OBLIQUE = (f"{FONTS}/DejaVuSans{cut}.ttf" for cut in ("", "-Bold", "-Oblique"))
TEXT, MUTED, ACCENT, TINT, PAGE, LINE = "#1C2430", "#535C6A", "#0B6175", "#E1F0F3", "#FAF9F6", "#DEDCD4"
AMBER, AMBER_TINT, GREEN, GREEN_TINT = "#7A4B00", "#FFEFD1", "#1B6138", "#DDF3E4"
VIOLET, VIOLET_TINT = "#5A4488", "#ECE6F7"

#: The date in every file, so that generating them again changes nothing.
MADE = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)


def rgb(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
