"""Generate diagrams, drawn at twice their size and scaled down for smooth edges."""

from PIL import Image, ImageDraw, ImageFont

from tools.sample_files.style import (
    ACCENT,
    AMBER,
    AMBER_TINT,
    BOLD,
    GREEN,
    GREEN_TINT,
    LINE,
    MUTED,
    PAGE,
    REGULAR,
    TEXT,
    TINT,
    VIOLET,
    VIOLET_TINT,
)

SCALE = 2


class Drawing:
    """A canvas of ``width`` × ``height`` with boxes, arrows and texts."""

    def __init__(self, width, height, title=""):
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), PAGE)
        self.pen = ImageDraw.Draw(self.image)
        if title:
            self.words(40, 34, title, 30, BOLD, ACCENT)

    def words(self, x, y, text, size=20, font=REGULAR, colour=TEXT, anchor="la", spacing=6):
        self.pen.multiline_text(
            (x * SCALE, y * SCALE),
            text,
            colour,
            ImageFont.truetype(font, size * SCALE),
            anchor if "\n" not in text else anchor[0] + "a",
            spacing * SCALE,
            "center" if anchor[0] == "m" else "left",
        )

    def box(self, x, y, width, height, fill, edge=None, radius=12):
        self.pen.rounded_rectangle(
            [x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE],
            radius * SCALE,
            fill,
            edge,
            2 * SCALE if edge else 0,
        )

    def line(self, points, colour=MUTED, width=3):
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], colour, width * SCALE, joint="curve")

    def arrow(self, x, y, to, colour=MUTED):
        """Draw a horizontal arrow."""
        self.line([(x, y), (to - 8, y)], colour)
        self.pen.polygon(
            [(to * SCALE, y * SCALE), ((to - 14) * SCALE, (y - 8) * SCALE), ((to - 14) * SCALE, (y + 8) * SCALE)],
            colour,
        )

    def circle(self, x, y, radius, fill, edge=None):
        self.pen.ellipse(
            [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE],
            fill,
            edge,
            2 * SCALE if edge else 0,
        )

    def save(self, path):
        image = self.image.resize(self.size, Image.LANCZOS)
        if path.suffix == ".png":
            image.quantize(160, dither=Image.Dither.NONE).save(path, optimize=True)
        else:
            image.save(path, quality=82, optimize=True, progressive=True)


def twelve_weeks(path):
    drawing = Drawing(1200, 560, "Twelve weeks of mentoring")
    parts = [
        ("Weeks 1–2", "list of what\nI can still do", 2, TINT, ACCENT),
        ("3–4", "one rusty thing,\ntogether", 2, TINT, ACCENT),
        ("5", "half-time:\nchange\npossible", 1, AMBER_TINT, AMBER),
        ("6–8", "a small piece of work\nfor an association", 3, GREEN_TINT, GREEN),
        ("9", "show\nit", 1, GREEN_TINT, GREEN),
        ("10–11", "application and\nmock interview", 2, VIOLET_TINT, VIOLET),
        ("12", "close,\nnext date", 1, VIOLET_TINT, VIOLET),
    ]
    x, unit = 40, 93
    for weeks, what, length, fill, colour in parts:
        width = length * unit - 8
        drawing.box(x, 120, width, 210, fill, colour)
        drawing.words(x + 12, 138, weeks, 19, BOLD, colour)
        drawing.words(x + 12, 190, what, 14 if length == 1 else 18)
        x += length * unit
    drawing.line([(44, 400), (1148, 400)], LINE, 4)
    for week in range(12):
        drawing.circle(40 + week * unit + 42, 400, 9, AMBER if week == 4 else ACCENT)
        drawing.words(40 + week * unit + 42, 432, str(week + 1), 17, REGULAR, MUTED, "ma")
    drawing.words(
        40,
        492,
        "One meeting of 60 minutes a week, three hours of one's own. Everybody meets in weeks 1, 5 and 12.",
        19,
        REGULAR,
        MUTED,
    )
    drawing.save(path)


def why_they_left(path):
    drawing = Drawing(1200, 700, "Why they left: reasons named by 412 women")
    reasons = [
        ("Hours and care of children or parents", 189),
        ("No further step in sight", 117),
        ("The team", 104),
        ("End of a contract or of the firm", 97),
        ("Relocation with a partner", 88),
        ("Health", 61),
        ("Other", 53),
        ("Lost interest in the subject", 32),
    ]
    for number, (reason, women) in enumerate(reasons):
        y = 112 + number * 62
        colour = ACCENT if number == 0 else AMBER if women == 32 else "#6F9AA6"
        drawing.words(430, y + 9, reason, 19, BOLD if number == 0 else REGULAR, TEXT, "ra")
        drawing.box(450, y, women * 3.3, 40, colour, radius=6)
        drawing.words(462 + women * 3.3, y + 8, str(women), 20, BOLD)
    drawing.words(
        40, 640, "Up to two reasons each. Sample data of an invented survey; not a random sample.", 18, REGULAR, MUTED
    )
    drawing.save(path)


def backup(path):
    drawing = Drawing(1200, 600, "Backup 3-2-1: three copies, two kinds, one elsewhere")
    drawing.box(40, 130, 620, 360, "#FFFFFF", LINE)
    drawing.words(64, 150, "The workshop", 22, BOLD, MUTED)
    drawing.box(800, 130, 360, 360, "#FFFFFF", LINE)
    drawing.words(824, 150, "The bar across the street", 22, BOLD, MUTED)
    for x, number, name, what, fill, colour in (
        (90, "1", "The computer", "what we work on", TINT, ACCENT),
        (390, "2", "A disk beside it", "every night, by itself", GREEN_TINT, GREEN),
        (870, "3", "A second disk", "every Friday,\nin a sealed envelope", AMBER_TINT, AMBER),
    ):
        drawing.box(x, 215, 220, 200, fill, colour)
        drawing.circle(x + 34, 250, 20, colour)
        drawing.words(x + 34, 250, number, 22, BOLD, "#FFFFFF", "mm")
        drawing.words(x + 18, 290, name, 21, BOLD)
        drawing.words(x + 18, 330, what, 17, REGULAR, MUTED)
    drawing.arrow(314, 315, 386, GREEN)
    drawing.arrow(614, 315, 866, AMBER)
    drawing.words(735, 275, "Friday", 20, BOLD, AMBER, "ma")
    drawing.words(
        40, 525, "The test: somebody else picks ten files. All ten come back, and you note how long it took.", 21
    )
    drawing.save(path)


def ninety_minutes(path):
    drawing = Drawing(1200, 480, "Ninety minutes in the reading room")
    x = 40
    for minutes, name, what, fill, colour in (
        (10, "Arrive", "coffee;\ndid it\nwork?", AMBER_TINT, AMBER),
        (20, "Together", "on paper,\nno device", TINT, ACCENT),
        (40, "In pairs", "one device for two, change half-way;\nthe guide sits", GREEN_TINT, GREEN),
        (20, "Write down", "by hand, in\none's own words", VIOLET_TINT, VIOLET),
    ):
        width = minutes * 12.4
        drawing.box(x, 130, width - 8, 200, fill, colour)
        drawing.words(x + 14, 150, name, 18 if minutes == 10 else 23, BOLD, colour)
        drawing.words(x + 14, 198, what, 17 if minutes == 10 else 19)
        drawing.words(x + (width - 8) / 2, 352, f"{minutes} min", 20, BOLD, MUTED, "ma")
        x += width
    drawing.words(
        40,
        420,
        "Of 64 people called after four weeks, 41 had used the sheet they wrote; 9 the printed hand-out.",
        19,
        REGULAR,
        MUTED,
    )
    drawing.save(path)


def room_plan(path):
    drawing = Drawing(1000, 720, "The room for ten people")
    drawing.box(60, 110, 880, 520, "#FFFFFF", MUTED, 4)
    for x in (180, 400, 620):
        drawing.box(x, 102, 140, 16, TINT, ACCENT, 3)
    drawing.words(250, 132, "window", 16, REGULAR, MUTED, "ma")
    for x, y in ((170, 210), (430, 210), (690, 210), (300, 400), (560, 400)):
        drawing.box(x, y, 130, 90, AMBER_TINT, AMBER, 6)
        drawing.box(x + 42, y + 28, 46, 32, "#FFFFFF", MUTED, 3)
        for seat in (30, 100):
            drawing.circle(x + seat, y - 26, 17, TINT, ACCENT)
    drawing.box(770, 540, 140, 60, GREEN_TINT, GREEN, 6)
    drawing.words(840, 570, "coffee", 18, REGULAR, GREEN, "mm")
    drawing.box(80, 540, 150, 60, VIOLET_TINT, VIOLET, 6)
    drawing.words(155, 570, "the box", 18, REGULAR, VIOLET, "mm")
    drawing.box(430, 622, 120, 16, PAGE, TEXT, 2)
    drawing.words(490, 590, "door, no step", 17, REGULAR, TEXT, "mm")
    drawing.words(
        60,
        655,
        "Two share one device. Everybody sees the door, and nobody has to look into the light.",
        17,
        REGULAR,
        MUTED,
    )
    drawing.save(path)


def poster(path):
    drawing = Drawing(720, 1018)
    drawing.box(30, 30, 660, 958, "#FFFFFF", TEXT, 4)
    drawing.words(360, 170, "Votre téléphone\nvous énerve ?", 60, BOLD, TEXT, "ma", 18)
    drawing.words(360, 430, "Venez avec.\nGratuit. Café.", 52, REGULAR, TEXT, "ma", 22)
    drawing.words(360, 650, "Samedi, 10 h – 12 h", 48, BOLD, ACCENT, "ma")
    drawing.line([(90, 850), (630, 850)], TEXT, 3)
    drawing.words(360, 866, "(le lieu, au feutre)", 18, REGULAR, MUTED, "ma")
    drawing.save(path)


FILES = {
    "twelve-weeks.png": twelve_weeks,
    "why-they-left.png": why_they_left,
    "backup-3-2-1.png": backup,
    "ninety-minutes.png": ninety_minutes,
    "room-plan.jpg": room_plan,
    "poster-telephone.jpg": poster,
}
