"""What one person can see, compared with what they should see."""


class Comparison:
    """The base of the ways to look; ``wrong`` collects what does not agree."""

    #: Who looks, and when.
    who = ""

    def __init__(self, everything):
        self.all = everything
        self.wrong = []

    def compare(self, what, expected, found):
        if expected == found:
            return
        if isinstance(expected, set):
            self.wrong.append(
                f"{self.who}, {what}: {self._said(expected - found)} is missing, and there should not be "
                f"{self._said(found - expected)}"
            )
        else:
            self.wrong.append(f"{self.who}, {what}: {expected!r} expected, not {found!r}")

    def _said(self, values):
        return ", ".join(sorted(str(self.all.paths.get(value, value)) for value in values)) or "nothing"
