"""Forms: label, help, error, field; a summary that links to each error; nothing inline."""

import colander
import deform
import pytest
from bs4 import BeautifulSoup
from deform import widget
from pyramid import testing

from moothall.core.content.schema import text_node
from moothall.ui.forms.renderer import FormRenderer


class Rows(colander.SequenceSchema):
    name = colander.SchemaNode(colander.String(), title="Place")


class Schema(colander.Schema):
    title = colander.SchemaNode(colander.String(), title="Title", description="As people will read it.")
    note = colander.SchemaNode(colander.String(), title="Note", missing="", validator=colander.Length(max=5))
    seen_by = colander.SchemaNode(
        colander.String(), title="Seen by", widget=widget.RadioChoiceWidget(values=[("all", "All"), ("few", "Few")])
    )
    kinds = colander.SchemaNode(
        colander.Set(), title="Kinds", missing=(), widget=widget.CheckboxChoiceWidget(values=[("a", "A"), ("b", "B")])
    )
    language = colander.SchemaNode(
        colander.String(),
        title="Language",
        missing="",
        widget=widget.SelectWidget(values=[("", "—"), ("de", "Deutsch")]),
    )
    agreed = colander.SchemaNode(colander.Boolean(), title="Agreed", missing=False)
    until = colander.SchemaNode(colander.Date(), title="Until", missing=None)
    at = colander.SchemaNode(colander.DateTime(), title="At", missing=None)
    password = colander.SchemaNode(
        colander.String(), title="Password", missing="", widget=widget.CheckedPasswordWidget()
    )
    text = text_node(missing="")
    places = Rows(title="Places", missing=())


@pytest.fixture(scope="module")
def schema():
    # Compiling the templates is what takes time here, so all tests share them.
    request = testing.DummyRequest()
    request.form_token = lambda: "the-token"
    request.static_address = lambda path: f"/static/{path}"
    with testing.testConfig(request=request) as config:
        config.include("pyramid_chameleon")
        config.commit()
        schema = Schema().bind(request=request)
        schema["text"].widget = widget.TextAreaWidget(attributes={"data-editor": ""})
        yield schema, FormRenderer()


@pytest.fixture
def form(schema):
    schema, renderer = schema
    return deform.Form(schema, buttons=("save",), renderer=renderer)


def soup_of(html):
    return BeautifulSoup(html, "html.parser")


def refused(form, *pairs):
    with pytest.raises(deform.ValidationFailure) as failure:
        form.validate(list(pairs))
    return soup_of(failure.value.render())


def test_nothing_is_inline(form):
    page = form.render({"places": ["Köln"]})
    assert not [bad for bad in ("<script", "<style", " style=", " on") if bad in page.replace(" one", "")]


def test_the_token_of_the_request_is_in_the_form(form):
    assert soup_of(form.render()).select_one("input[name=csrf_token]")["value"] == "the-token"


def test_optional_fields_are_marked_and_required_ones_are_not(form):
    labels = {label.get_text(): label for label in soup_of(form.render()).select("label.form-label")}
    assert {"Title", "Note(optional)"} <= set(labels)


def test_every_control_has_a_name_that_is_spoken(form):
    page = soup_of(form.render({"places": ["Köln"]}))
    for control in page.select("input:not([type=hidden]), select, textarea"):
        assert page.select_one(f'label[for="{control["id"]}"]'), control
    assert [legend.find(string=True) for legend in page.select("fieldset > legend")][:1] == ["Seen by"]


def test_help_and_error_are_tied_to_the_field(form):
    field = refused(form, ("title", ""), ("note", "far too long")).select_one("input[name=title]")
    page = field.find_parent("form")
    assert [page.select_one(f"#{name}").get_text() for name in field["aria-describedby"].split()] == [
        "As people will read it.", "Fill in: Title"]  # fmt: skip
    assert field["aria-invalid"] == "true"


def test_the_summary_links_to_every_error_and_names_its_field(form):
    page = refused(form, ("title", ""), ("note", "far too long"))
    links = page.select(".m-problems a")
    assert [link.get_text() for link in links] == [
        "Fill in: Title", "Note: Longer than maximum length 5", "Fill in: Seen by"]  # fmt: skip
    assert all(page.select_one(link["href"]) for link in links)


def test_what_was_typed_is_still_there(form):
    assert refused(form, ("title", ""), ("note", "far too long")).select_one("[name=note]")["value"] == "far too long"


def test_a_text_is_markdown_with_its_html_beside_it(form):
    page = soup_of(form.render({"text": "<p>Hello <strong>there</strong></p>"}))
    area = page.select_one("textarea[name=text]")
    assert (area.get_text(), area["data-html"]) == ("Hello **there**", "<p>Hello <strong>there</strong></p>")
    assert page.select_one("input[name=text_format]")["value"] == "markdown"


def test_a_form_can_send_what_it_shows(form):
    shown = {"title": "A", "seen_by": "few", "kinds": {"b"}, "language": "de", "places": ["Köln", "Bonn"]}
    page = soup_of(form.render(shown))
    for template in page.select("template"):
        template.decompose()
    pairs = [(field["name"], _value(field)) for field in page.select("input, select, textarea") if _is_sent(field)]
    values = form.validate(pairs)
    assert {name: values[name] for name in shown} == shown


def _is_sent(field):
    return field.get("name") and (field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"))


def _value(field):
    if field.name == "select":
        return field.select_one("option[selected]")["value"]
    return field.get_text() if field.name == "textarea" else field.get("value", "")
