"""A small folder such as people have: two languages, three formats, pictures, and things that must not get in."""

import pytest

from tests.factories import PIXEL

GUIDE_EN = """<!DOCTYPE html><html lang="en-US"><head><base href="../../"><title>Find a place - Help</title>
<meta name="description" content="How to find a place."><script src="help.js"></script></head><body>
<header><a href="en-US/index.html">Help</a></header><nav><a href="en-US/index.html">Contents</a></nav>
<div id="DisplayArea"><a name="bm_1"></a>
<h1 id="hd_1">Find a place</h1>
<p id="par_1" dir="auto">Women returning to work look for a <span class="emph">place</span> in a course, and
  <a href="en-US/guide/book.html#how">book</a> it. <a href="#later">Later</a> they <a href="../../etc/passwd">learn</a>
  or <a href="en-US/guide/gone.html">go</a> <a href="https://example.org/">elsewhere</a>.</p>
<br>
<div class="note"><div class="noteicon"><img src="media/note.svg" alt="note" style="width:40px;height:40px;"></div>
<div class="notetext"><p>Places are few.</p></div></div>
<h2 id="later">Later</h2>
<p>Press <span class="switchinline"><span hidden="true" class="MAC">Command</span><span hidden="true"
 id="default1">Ctrl</span></span>.</p>
<table border="1"><tr><th rowspan=""><p>Day</p></th><th><p>Room</p></th></tr>
<tr><td><p>Monday</p></td><td><p>4</p></td></tr></table>
<pre><code class="x">

    first
      second

</code></pre>
<p><img src="media/map.png" alt="The way" width="300"></p>
<p><img src="media/lost.png" alt="A lost picture" width="300"></p>
<p hidden>never shown</p><p style="display: none">nor this</p><form><p>In a form</p><input value="x"></form>
</div><footer>This page is: /text/guide</footer></body></html>"""

GUIDE_DE = """<html lang="de"><head><base href="../../"><title>Einen Platz finden</title></head><body>
<h1>Einen Platz finden</h1><p>Frauen, die in den Beruf zurückkehren, suchen einen Platz in einem Kurs und
<a href="de/guide/book.html">buchen</a> ihn.</p><div class="warning"><p>Plätze sind selten.</p></div></body></html>"""


@pytest.fixture
def folder(tmp_path):
    """The folder to be read."""
    files = {
        "en-US/guide/find.html": GUIDE_EN,
        "de/guide/find.html": GUIDE_DE,
        "en-US/guide/book.html": "<title>Book</title><h1>Book</h1><a name=how></a><p>How to book a place in a course. "
        "<a href='find.html'>Back</a>, <a href='./'>up</a>, <a href='../../media/map.png'>map"
        "</a></p>",
        "de/guide/book.html": "<html><title>Buchen</title><p>So bucht man einen Platz: <a href='find.html'>suchen</a>, "
        "dann anrufen und einen Termin vereinbaren.</p>",
        "en-US/readme.md": "# Read this first\n\nSee the [guide](guide/find.html#later), [notes](notes.txt) and "
        "[below](#more).\n\n## More\n\n- one\n- two\n",
        "en-US/notes.txt": "Notes of a meeting\n\nAnna\nBen\n\n"
        "It was agreed that the course begins in March and goes on\n"
        "until the summer, with a break at Easter.\n",
        "en-US/edit.html": "<p>A page called like a view, and long enough to be told as English.</p>",
        "en-US/empty.html": "<html><head><title>Nothing</title></head><body><h1>Nothing</h1></body></html>",
        "en-US/script.js": "alert(1)",
        "en-US/page.pdf": "<html>no PDF</html>",
        "en-US/tool.exe": "MZ",
        ".hidden/secret.txt": "not read",
    }
    for path, text in files.items():
        tmp_path.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(path).write_text(text, encoding="utf-8")
    tmp_path.joinpath("media").mkdir()
    tmp_path.joinpath("media/map.png").write_bytes(PIXEL)
    tmp_path.joinpath("en-US/greek.html").write_bytes(
        '<meta charset="iso-8859-7"><title>Βοήθεια</title><p>Ψηφιακές δεξιότητες για όλους τους πολίτες</p>'.encode(
            "iso-8859-7"
        )
    )
    tmp_path.joinpath("en-US/odd.html").write_bytes(b'<meta charset="utf-7"><p>+ADw-script+AD4- \xff\xfe\xfa</p>')
    tmp_path.joinpath("en-US/link.html").symlink_to("/etc/hostname")
    tmp_path.joinpath("en-US/loop").symlink_to(tmp_path)
    return tmp_path
