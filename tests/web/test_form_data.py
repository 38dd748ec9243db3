"""Forms are parsed within limits: what is refused costs no memory, and files lie on the disk."""

import io
import tracemalloc
from dataclasses import replace

import pytest
from pyramid.request import Request

from moothall.core.base.errors import BadInput, TooLarge
from moothall.web.form_data import (
    BROKEN_FORM,
    FORM_TOO_LARGE,
    MOST_FILES,
    TOO_MANY_FIELDS,
    TOO_MANY_FILES,
    close_files,
    parse_multipart,
    parse_urlencoded,
    rewind_files,
)
from moothall.web.settings import WebSettings

END = b"--X--\r\n"
FORM, URLENCODED = "multipart/form-data; boundary=X", "application/x-www-form-urlencoded"


def part(name, value, filename=None, more=b""):
    file = f'; filename="{filename}"' if filename is not None else ""
    head = f'--X\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'.encode()
    return head + more + b"\r\n" + value + b"\r\n"


def parsed(body, kind=FORM, **limits):
    request = Request.blank("/", method="POST", body=body, content_type=kind)
    settings = replace(WebSettings(), **limits)
    if kind == FORM:
        parse_multipart(request, settings, {"file"})
    else:
        parse_urlencoded(request, settings)
    return request


def refusal(body, **limits):
    with pytest.raises((BadInput, TooLarge)) as raised:
        parsed(body, **limits)
    return raised.value


def test_fields_keep_their_order_and_their_repetitions():
    body = part("b", "ü\r\n".encode()) + part("a", b"1") + part("b", b"") + part("file", b"", "") + END
    assert list(parsed(body).POST.items()) == [("b", "ü\r\n"), ("a", "1"), ("b", ""), ("file", "")]
    assert list(parsed(b"b=%C3%BC+1&a=&b", URLENCODED).POST.items()) == [("b", "ü 1"), ("a", ""), ("b", "")]


def test_files_have_a_name_and_what_a_browser_escapes_in_it():
    body = part("file", b"\xff\0", "a%22b ü.txt", b"Content-Type: text/plain\r\n") + END
    request = parsed(body)
    value = request.POST["file"]
    assert (value.filename, value.file.read()) == ('a"b ü.txt', b"\xff\0")
    close_files(request.environ)


def test_a_large_file_lies_on_the_disk_can_be_read_again_and_is_closed():
    content = b"0123456789" * 100_000
    request = parsed(part("text", b"x") + part("file", content, "a.bin") + END)
    file = request.POST["file"].file
    assert isinstance(file._file, io.BufferedRandom)
    for _attempt in range(2):
        rewind_files(request.environ)
        assert file.read() == content
    close_files(request.environ)
    assert file.closed


@pytest.mark.parametrize("kind", [FORM, URLENCODED])
def test_a_hundred_thousand_fields_cost_no_memory(kind):
    body = part("a", b"b") * 100_000 + END if kind == FORM else b"a=b&" * 100_000
    request = Request.blank("/", method="POST", body=body, content_type=kind)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge) as raised:
            parse_multipart(request, WebSettings(), ()) if kind == FORM else parse_urlencoded(request, WebSettings())
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert raised.value.message == TOO_MANY_FIELDS


def test_a_thousand_longer_texts_open_no_thousand_files():
    request = parsed(part("a", b"x" * 70_000) * 1000 + END, max_form_text_size=10**8)
    assert len(request.POST.getall("a")) == 1000


@pytest.mark.parametrize(("body", "sentence"), [
    (part("file", b"x", "a.txt") * (MOST_FILES + 1) + END, TOO_MANY_FILES),
    (part("a", b"x" * 60_000) + part("b", b"x" * 60_000) + END, FORM_TOO_LARGE),
    (part("a", b"x" * 120_000) + END, FORM_TOO_LARGE),
    (part("a", b"x", more=b"X-A: " + b"x" * 10_000 + b"\r\n") + END, TooLarge().message),
    (part("a", b"x", more=b"X-A: x\r\n" * 20) + END, TooLarge().message),
    (b"--X\r\n" + b"x" * 1_000_000, TooLarge().message),
    (part("a", b"x"), BROKEN_FORM),
    (part("file", b"x" * 100_000, "a.txt")[:-10], BROKEN_FORM),
    (part("a", b"x").replace(b"\r\n", b"\n") + END, BROKEN_FORM),
    (part("a", b"x").replace(b"form-data", b"attachment") + END, BROKEN_FORM),
    (part("", b"x") + END, BROKEN_FORM),
], ids=range(11))  # fmt: skip
def test_what_is_refused_says_why(body, sentence):
    assert refusal(body, max_form_text_size=100_000).message == sentence
