"""Somebody at a browser: opens pages, follows links, fills in fields by their labels and presses buttons.

What is looked for is what people see: words in headings, links, buttons and labels.
A page that does not offer it fails the test with what it does offer.
"""

from urllib.parse import urljoin, urlsplit

from bs4 import NavigableString, Tag
from webtest import Upload

HEADINGS = ["h1", "h2", "h3"]
#: Elements within a line.
RUNNING = ("a", "b", "code", "em", "i", "mark", "s", "strong", "time")


class Visitor:
    """One person's browser window, over a WebTest client."""

    def __init__(self, client):
        self.client = client
        self.page = None

    # -- going about

    def open(self, address, status=200):
        """Go to an address, and on to where it leads."""
        return self._arrive(self.client.get(str(address), status="*"), status)

    def follow(self, words, status=200):
        """Follow the link with these words."""
        return self.open(urljoin(self.page.request.path_qs, self.link(words)), status)

    def press(self, words, status=200):
        """Press the button with these words, with its form as it is filled in."""
        button = self._one(self._buttons(), words, "button")
        action, number = button.get("formaction"), self._form_of(button)
        if number is None:
            # A button without a form of its own belongs to the one at the top of each page.
            token = self.page.html.select_one("#act [name=csrf_token]")["value"]
            named = {button["name"]: button.get("value", "")} if button.get("name") else {}
            found = self.client.post(action, {"csrf_token": token, **named}, status="*")
        else:
            form = self.page.forms[number]
            if action:
                form.action = action
            found = form.submit(button.get("name"), value=button.get("value") or None, status="*")
        return self._arrive(found, status)

    def _arrive(self, response, status):
        while response.status_int in (302, 303):
            response = response.follow(status="*")
        self.page = response
        assert response.status_int == status, (
            f"{response.status} at {response.request.path_qs}: {self._complaint(response)}"
        )
        return self

    def _complaint(self, response):
        main = response.html.main if response.content_type == "text/html" else None
        return words_of(main)[:600] if main else response.text[:600]

    # -- filling in

    def fill(self, **fields):
        """Fill in fields by their labels; blanks in a label are underscores here."""
        for label, value in fields.items():
            self.type(label.replace("_", " "), value)
        return self

    def type(self, label, value):
        """Fill in the field with this label: a text, or ``(file name, bytes)``."""
        _number, field = self._field(label)
        field.force_value(Upload(*value) if isinstance(value, tuple) else value)
        return self

    def choose(self, words):
        """Choose the radio button, or tick the box, with these words."""
        mark = self._one(self.page.html.select("main label, aside label"), words, "choice")
        element = self.page.html.find(id=mark["for"])
        form = self.page.forms[self._form_of(element)]
        if element["type"] == "radio":
            form[element["name"]].force_value(element["value"])
        else:
            next(field for field in form.fields[element["name"]] if field.id == element["id"]).checked = True
        return self

    def select(self, label, words):
        """Choose from a list by the words in it."""
        _number, field = self._field(label)
        field.select(text=words)
        return self

    def typed(self, label):
        """What a field holds."""
        return self._field(label)[1].value.strip()

    # -- looking

    @property
    def words(self):
        """All that can be read on the page."""
        return words_of(self.page.html.body)

    @property
    def heading(self):
        return words_of(self.page.html.h1)

    @property
    def headings(self):
        return [words_of(one) for one in self.page.html.find_all(HEADINGS)]

    @property
    def links(self):
        return [_name(one) for one in self.page.html.select("a[href]")]

    @property
    def buttons(self):
        return [_name(one) for one in self._buttons()]

    @property
    def said(self):
        """The sentence that says what has just happened."""
        return words_of(self.page.html.find(role="status"))

    @property
    def problem(self):
        """The summary of what is wrong with what was sent."""
        return words_of(self.page.html.find(role="alert"))

    @property
    def path(self):
        return urlsplit(self.page.request.url).path

    def sees(self, *texts):
        """Whether all of this can be read here."""
        words = self.words
        return all(_plain(text) in words for text in texts)

    def link(self, words):
        """Where the link with these words leads."""
        return self._one(self.page.html.select("a[href]"), words, "link")["href"]

    def part(self, heading):
        """What stands under a heading, as words."""
        found = self._one(self.page.html.find_all(HEADINGS), heading, "heading")
        return words_of(found.find_parent(["section", "article", "main"]))

    def post(self, words):
        """The post that says this; its buttons and links can be asked for with ``within``."""
        found = [one for one in self.page.html.select("article") if _plain(words) in words_of(one)]
        assert found, f"no post says {words!r}"
        return found[-1]

    def in_post(self, words, act):
        """Press or follow what a post offers under its text."""
        element = self._one(self.post(words).select("a, button"), act, "act")
        if element.name == "a":
            return self.open(urljoin(self.page.request.path_qs, element["href"]))
        token = self.page.html.select_one("#act [name=csrf_token]")["value"]
        return self._arrive(self.client.post(element["formaction"], {"csrf_token": token}, status="*"), 200)

    def acts(self, words):
        """What can be done with the post that says this."""
        return [_name(one) for one in self.post(words).select("a, button")]

    # -- finding

    def _buttons(self):
        return self.page.html.select("button")

    def _form_of(self, element):
        """The number of the WebTest form an element is in, or ``None`` where it is outside of all."""
        around = element.find_parent("form")
        if around is None:
            return None
        every = self.page.html.find_all("form")
        return next(number for number, one in enumerate(every) if one is around)

    def _field(self, label):
        marks = [one for one in self.page.html.find_all("label") if one.get("for")]
        # Optional fields say so beside their label.
        mark = next((one for one in marks if words_of(one).removesuffix("(optional)").strip() == label), None)
        assert mark is not None, f"no field {label!r} among {[words_of(one) for one in marks]}"
        element = self.page.html.find(id=mark["for"])
        number = self._form_of(element)
        fields = self.page.forms[number].fields[element["name"]]
        return number, next((field for field in fields if field.id == element["id"]), fields[0])

    def _one(self, elements, words, kind):
        # People look at the page before they look around it.
        elements = sorted(elements, key=lambda one: one.find_parent(["main", "aside"]) is None)
        exact = [one for one in elements if _name(one) == words]
        found = exact or [one for one in elements if _name(one).startswith(words)]
        assert found, f"no {kind} {words!r} among {[_name(one) for one in elements]}"
        return found[0]


def _name(element):
    return _plain(element.get("aria-label") or "") or words_of(element)


def words_of(element):
    """What an element says: running text stays together, blocks stand apart."""
    return _plain("".join(_pieces(element)))


def _pieces(element):
    for child in element.children:
        if isinstance(child, Tag):
            apart = "" if child.name in RUNNING else " "
            yield apart
            yield from _pieces(child)
            yield apart
        elif type(child) is NavigableString:
            yield str(child)


def _plain(text):
    return " ".join(text.split())
