"""Draw a workflow: states as boxes in reading order, and below them an arrow for each transition.

Each state has a vertical line and each transition a row of its own, so that no arrow crosses a text,
for any number of transitions.  A list beside the drawing has the same content.  Colours are in the
style sheet.
"""

from markupsafe import Markup

from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE

COLUMN, BOX, HIGH = 164, 148, 52
TOP, ROW, FOOT = 8, 40, 14
#: Maximum characters of one line in a box, and the approximate width of a character of a label.
LINE, LETTER = 19, 7
#: Units per em of the page's text, so that the drawing grows with the text.
REM = 16

SVG = Markup(
    '<svg class="m-flow" role="img" aria-labelledby="flow-title flow-desc" viewBox="0 0 {width} {height}" '
    'width="{wide}rem" height="{high}rem"><title id="flow-title">{title}</title><desc id="flow-desc">{desc}</desc>'
    "{body}</svg>"
)
BOXES = Markup(
    '<g class="m-flow-{hue}"><line class="m-flow-life" x1="{x}" y1="{low}" x2="{x}" y2="{end}"/>'
    '<rect class="m-flow-box{first}" x="{left}" y="{top}" width="{wide}" height="{high}" rx="8"/>{words}</g>'
)
WORDS = Markup('<text class="m-flow-word" x="{x}" y="{y}">{word}</text>')
ARROW = Markup(
    '<g><line class="m-flow-line{back}" x1="{start}" y1="{y}" x2="{stop}" y2="{y}"/>'
    '<path class="m-flow-head" d="M{tip} {y}l{side} -5v10z"/></g>'
)
TAIL = Markup('<circle class="m-flow-tail" cx="{x}" cy="{y}" r="3.5"/>')
LABEL = Markup('<text class="m-flow-label" x="{x}" y="{y}">{word}</text>')


class Diagram:
    """The drawing of one definition as an SVG element; ``translate`` is that of a request."""

    def __init__(self, translate, data):
        self._translate = translate
        self._data = data
        self._states = [id for id, state in data["states"].items() if not state.get("hidden")]
        self._at = {id: COLUMN * number + COLUMN // 2 for number, id in enumerate(self._states)}

    def __bool__(self):
        """Return True if there are transitions to draw; without any, the list of states is enough."""
        return bool(self._data["transitions"]) and bool(self._states)

    @property
    def width(self):
        return COLUMN * len(self._states)

    def __html__(self):
        steps = [step for step in self._data["transitions"].values() if self._sources(step)]
        height = TOP + HIGH + ROW * len(steps) + FOOT
        body = [self._box(id, height) for id in self._states]
        for number, step in enumerate(steps, 1):
            body += self._arrow(step, TOP + HIGH + ROW * number)
        return SVG.format(
            width=self.width,
            height=height,
            wide=self.width / REM,
            high=height / REM,
            title=self._translate(_(self._data["title"])),
            desc=self._describe(),
            body=Markup("").join(body),
        )

    def _describe(self):
        """Return the description for screen readers: each transition with its target."""
        return " ".join(
            self._translate(
                _(
                    "${step}: from ${source} to ${target}.",
                    mapping={
                        "step": self._translate(_(step["title"])),
                        "source": ", ".join(map(self._title, step["from"])),
                        "target": self._title(step["to"]),
                    },
                )
            )
            for step in self._data["transitions"].values()
        )

    def _title(self, id):
        if id == BEFORE:
            return self._translate(_("the previous state"))
        return self._translate(_(self._data["states"][id]["title"])) if id in self._data["states"] else id

    def _sources(self, step):
        return [state for state in step["from"] if state in self._at]

    def _box(self, id, height):
        state, x = self._data["states"][id], self._at[id]
        lines = _lines(self._translate(_(state["title"])))
        first = TOP + HIGH / 2 + 4.5 - 9 * (len(lines) - 1)
        words = Markup("").join(WORDS.format(x=x, y=first + 18 * row, word=line) for row, line in enumerate(lines))
        return BOXES.format(
            hue=state.get("hue", "draft") if state.get("hue") in ("waiting", "published", "closed") else "draft",
            x=x,
            low=TOP + HIGH,
            end=height - FOOT / 2,
            left=x - BOX // 2,
            top=TOP,
            wide=BOX,
            high=HIGH,
            words=words,
            first=" m-flow-first" if id == self._data["initial"] else "",
        )

    def _arrow(self, step, y):
        sources = sorted(self._at[state] for state in self._sources(step))
        back = step["to"] not in self._at
        # A transition to the previous state has no fixed target: its arrow ends at the edge.
        tip = 6 if back else self._at[step["to"]]
        for start in {sources[0], sources[-1]}:
            if start != tip and (start == sources[0] or (sources[0] < tip) != (start < tip)):
                side = -9 if start < tip else 9
                yield ARROW.format(
                    start=start, stop=tip + side, tip=tip, side=side, y=y, back=" m-flow-back" if back else ""
                )
        for x in sources:
            if x != tip:
                yield TAIL.format(x=x, y=y)
        word = self._translate(_(step["title"]))
        if back:
            word = f"{word} → {self._title(BEFORE)}"
        far = max((abs(x - tip), x) for x in sources)[1]
        half = len(word) * LETTER / 2 + 4
        x = min(max((far + tip) / 2, half), max(self.width - half, half))
        yield LABEL.format(x=x, y=y - 7, word=word)


def _lines(title):
    """Return a title on at most two lines; the list beside the drawing has the rest."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    cut = [line if len(line) <= LINE + 1 else f"{line[:LINE]}…" for line in lines[:2]]
    if len(lines) > 2 and not cut[1].endswith("…"):
        cut[1] = f"{cut[1][:LINE]}…"
    return cut
