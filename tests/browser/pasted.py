"""What other programs put on the clipboard as HTML, reduced to what matters."""

from pathlib import Path

#: As LibreOffice Writer 7.4 exports tests/data/libreoffice.fodt.
LIBREOFFICE = (Path(__file__).parent.parent / "data" / "libreoffice.html").read_text("utf-8")

GOOGLE_DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1f2e"><h2 dir="ltr"><span style="'
    'font-size:16pt;font-weight:400;">Plan</span></h2><p dir="ltr"><span style="font-weight:400;">We </span><span '
    'style="font-weight:700;">must</span><span style="font-weight:400;font-style:italic;"> try</span></p><br>'
    '<ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li>'
    '<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>inner</span></p></li></ul></ul>'
    "<table><colgroup><col /></colgroup><tbody><tr><td><p><span>a</span></p></td><td><p><span>b</span></p></td></tr>"
    "</tbody></table></b>"
)


def _word_item(level, sign, words):
    return (
        f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span lang=EN-US style='font-family:Symbol'><span style='mso-list:Ignore'>{sign}<span "
        f"style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]><span lang=EN-US>{words}"
        "<o:p></o:p></span></p>"
    )


WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- /* @list l0 */ --></style></head><body>'
    "<!--StartFragment--><p class=MsoNormal><b><span lang=EN-US>Bold</span></b><span lang=EN-US> words<o:p></o:p>"
    "</span></p>"
    + _word_item(1, "·", "First")
    + _word_item(2, "1.", "Nested")
    + _word_item(1, "·", "Second")
    + "<p class=MsoNormal><o:p>&nbsp;</o:p></p><table class=MsoTableGrid border=1><tr><td width=200 colspan=2>"
    "<p class=MsoNormal>Wide<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>x</p></td><td><p class=MsoNormal>y</p>"
    '</td></tr></table><p class=MsoNormal><img width=20 height=20 src="file:///C:/Temp/msohtmlclip1/01/clip.png"></p>'
    "<!--EndFragment--></body></html>"
)

MARKDOWN = "# Plan\n\n- **one**\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nSee https://müller.example/a_(b)."
