"""Generate spreadsheets and text templates."""

import zipfile

from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import H, List, ListItem, P
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from tools.sample_files.style import ACCENT, MADE, TINT

EURO = '#,##0 "€"'


def sheet(book, title, widths, rows, money=()):
    """Add a sheet whose first row is its header; values that begin with ``=`` are formulas."""
    page = book.create_sheet(title)
    for row in rows:
        page.append(row)
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        page.column_dimensions[letter].width = width
    for cell in page[1]:
        cell.font = Font(bold=True, color=ACCENT[1:])
        cell.fill = PatternFill("solid", fgColor=TINT[1:])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter in money:
        for cell in page[letter][1:]:
            cell.number_format = EURO
    page.freeze_panes = "A2"
    return page


def finish(book, path, title, language):
    del book["Sheet"]
    properties = book.properties
    properties.title, properties.language, properties.creator = title, language, "Sample content of Moothall"
    properties.created = properties.modified = MADE.replace(tzinfo=None)
    book.save(path)
    _settle(path)


def _settle(path):
    """Set the same date on every part of a zipped document, so that the output is reproducible."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info.filename, info.compress_type, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, compression, data in parts:
            if name == "docProps/core.xml":
                now = data.split(b"<dcterms:modified", 1)[1].split(b">", 1)[1].split(b"<", 1)[0]
                data = data.replace(now, MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode())
            info = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            info.compress_type = compression
            archive.writestr(info, data)


def cohort_budget(path):
    book = Workbook()
    rows = [
        ["Item", "Number", "Unit", "€ per unit", "€", "Remark"],
        ["Coordinator", 180, "hours", 36, None, "12 weeks of 15 hours"],
        ["Childcare", 210, "hours", 19, None, "early group 14 evenings × 3 h × 2 carers; late group 14 × 3 h × 3"],
        ["Loan laptops", 30, "months", 15, None, "10 machines, 3 months"],
        ["Room and refreshments", 4, "evenings", 160, None, ""],
        ["Travel", 48, "persons", 30, None, "24 mentees and 24 mentors"],
        ["Evaluation by telephone", 16, "hours", 38.75, None, "24 calls of 40 minutes, person from outside"],
    ]
    for number, row in enumerate(rows[1:], 2):
        row[4] = f"=B{number}*D{number}"
    rows += [
        ["Subtotal", None, None, None, "=SUM(E2:E7)", ""],
        ["Reserve", 0.05, "share", None, "=E8*B9", "substitute carers"],
        ["Total", None, None, None, "=E8+E9", ""],
        ["Per woman", 24, "women", None, "=E10/B11", ""],
    ]
    page = sheet(book, "Budget", (26, 10, 11, 12, 12, 62), rows, "DE")
    page["D7"].number_format = '#,##0.00 "€"'
    page["B9"].number_format = "0 %"
    for line in (8, 10, 11):
        page[f"A{line}"].font = page[f"E{line}"].font = Font(bold=True)
    sheet(
        book,
        "Cash flow",
        (22, 12, 12, 12),
        [
            ["Month", "Out", "In", "Balance"],
            ["January", 1900, 0, "=C2-B2"],
            ["February", 4100, 5700, "=D2+C3-B3"],
            ["March", 4350, 0, "=D3+C4-B4"],
            ["April", 3951, 0, "=D4+C5-B5"],
            ["September (audit)", 0, 8601, "=D5+C6-B6"],
        ],
        "BCD",
    )
    sheet(
        book,
        "How to use",
        (100,),
        [
            ["How to use"],
            ["Change the numbers in column B and D of the budget; everything else follows."],
            ["Without childcare a third of the women do not come: do not delete line 3 to make it cheaper."],
            ["Employers' working time for mentors is not a cost here; report it separately."],
        ],
    )
    finish(book, path, "Budget for a cohort of twenty-four", "en")


def eight_figures(path):
    book = Workbook()
    names = [
        "interested",
        "applied",
        "began",
        "finished",
        "applied for work",
        "in ICT work",
        "in chosen training",
        "not reached",
    ]
    when = [
        "until start",
        "until start",
        "week 3",
        "week 12",
        "week 12",
        "six months after",
        "six months after",
        "six months after",
    ]
    who = ["coordinator", "coordinator", "trainer", "trainer", "mentor", *["somebody outside"] * 3]
    lyon = [61, 38, 24, 21, 17, 12, 3, 2]
    rows = [["Figure", "When", "Who asks", "Lyon (sample)", "Yours", "Share of those who began"]]
    rows += [
        [name, moment, asker, number, None, f'=IF(E4<8,"fewer than 8: in words",E{line}/E4)']
        for line, (name, moment, asker, number) in enumerate(zip(names, when, who, lyon, strict=True), 2)
    ]
    page = sheet(book, "Eight figures", (22, 20, 20, 14, 10, 26), rows)
    for line in range(4, 10):
        page[f"F{line}"].number_format = "0 %"
    for line in (2, 3):
        page[f"F{line}"] = None
    sheet(
        book,
        "Definitions",
        (22, 78),
        [
            ["Figure", "Definition"],
            ["began", "present at two of the first three meetings"],
            ["finished", "present at nine of twelve"],
            ["left", "not seen for ten days; weeks are course weeks"],
            ["in ICT work", "paid, 15 hours a week or more"],
            ["not reached", "three calls on different days"],
            ["rule", 'The denominator is always "began". Groups of fewer than eight are published in words.'],
        ],
    )
    finish(book, path, "Eight figures for a returner programme", "en")


def van_routes(path):
    book = Workbook()
    routes = (
        ("Lunes, ribera", 6, 60, 36),
        ("Martes, páramo", 7, 92, 42),
        ("Miércoles, sierra", 5, 104, 30),
        ("Jueves, pinares", 7, 86, 42),
        ("Viernes, vega", 5, 68, 30),
    )
    rows = [["Ruta", "Pueblos", "Km por salida", "Salidas al año", "Km al año", "Gasóleo al año"]]
    rows += [[*route, f"=C{line}*D{line}", f"=E{line}*0.13"] for line, route in enumerate(routes, 2)]
    rows.append(["Total", "=SUM(B2:B6)", None, "=SUM(D2:D6)", "=SUM(E2:E6)", "=SUM(F2:F6)"])
    sheet(book, "Rutas", (22, 10, 8, 16, 16, 16), rows, "F")
    costs = [
        ["Concepto", "Cálculo", "€"],
        ["Dos personas, media jornada", "2 × 14 × 985", "=2*14*985"],
        ["Seguridad social", "32 %", "=ROUND(C2*0.32,0)"],
        ["Furgoneta", "12 × 390", "=12*390"],
        ["Gasóleo", "14.800 km × 0,13", "=14800*0.13"],
        ["Móviles y datos", "8 × 9 × 12", "=8*9*12"],
        ["Café, papel, garbanzos", "360 × 4", "=360*4"],
        ["Averías", "", 1200],
        ["Total", "", "=SUM(C2:C8)"],
        ["Por visita", "360 visitas", "=C9/360"],
    ]
    sheet(book, "Gastos", (30, 24, 12), costs, "C")
    sheet(
        book,
        "Ingresos",
        (24, 12, 40),
        [
            ["De", "€", "Condición"],
            ["Diputación", 24000, "informe trimestral"],
            ["Treinta ayuntamientos", 9000, "300 € cada uno"],
            ["Fundación", 8000, "hasta diciembre"],
            ["Caja rural", 3500, "un adhesivo en la furgoneta"],
            ["Total", "=SUM(B2:B5)", ""],
            ["Falta", "=Gastos!C9-B6", ""],
        ],
        "B",
    )
    finish(book, path, "Rutas y gastos de una furgoneta", "es")


class Letter:
    """Write an ODT template with real headings, which screen readers can navigate."""

    def __init__(self, title, language, country):
        self.document = OpenDocumentText()
        self.document.meta.childNodes.clear()
        for name, size, family in (("Title", "22pt", "paragraph"), ("Section", "14pt", "paragraph")):
            style = Style(name=name, family=family)
            style.addElement(
                TextProperties(fontsize=size, fontweight="bold", color=ACCENT, language=language, country=country)
            )
            style.addElement(ParagraphProperties(margintop="0.5cm", marginbottom="0.2cm"))
            self.document.styles.addElement(style)
        body = Style(name="Body", family="paragraph")
        body.addElement(TextProperties(fontsize="11pt", language=language, country=country))
        body.addElement(ParagraphProperties(marginbottom="0.2cm"))
        self.document.styles.addElement(body)
        self.document.text.addElement(H(outlinelevel=1, stylename="Title", text=title))

    def heading(self, text):
        self.document.text.addElement(H(outlinelevel=2, stylename="Section", text=text))

    def say(self, text):
        self.document.text.addElement(P(stylename="Body", text=text))

    def points(self, lines):
        listing = List()
        for line in lines:
            item = ListItem()
            item.addElement(P(stylename="Body", text=line))
            listing.addElement(item)
        self.document.text.addElement(listing)

    def grid(self, rows):
        table = Table()
        table.addElement(TableColumn(numbercolumnsrepeated=len(rows[0])))
        for row in rows:
            line = TableRow()
            for text in row:
                cell = TableCell()
                cell.addElement(P(stylename="Body", text=text))
                line.addElement(cell)
            table.addElement(line)
        self.document.text.addElement(table)

    def save(self, path):
        self.document.save(path)
        _settle(path)


def charter_template(path):
    letter = Letter("Charter of [name of the group]", "en", "IE")
    letter.say(
        "A template of one and a half pages. What stands in brackets is filled in; whatever you never use is deleted."
    )
    letter.heading("1. What we are for")
    letter.say(
        "We are [who] who want [what changes, for whom]. We meet because [the question that reaches "
        "each of us separately]."
    )
    letter.heading("2. What we do together")
    letter.points(
        [
            (
                "We collect [what], written down only by people who have done it, with how many began and how "
                "many finished."
            ),
            "We test with [two organisations in two countries] before we recommend.",
            "We share budgets, contracts and lesson plans so that the next group can begin on Monday.",
        ]
    )
    letter.heading("3. What members promise")
    letter.points(
        [
            'to answer a question addressed to them within [ten] working days, even with "I do not know"',
            "to publish failures in the same folder as successes",
            "to name nobody without consent in writing",
            "to write so that a colleague with a third language can follow",
        ]
    )
    letter.heading("4. How we decide")
    letter.grid(
        [
            ["Matter", "Who decides", "How"],
            ["A document is published", "[a facilitator]", "reads within [five] working days"],
            ["A good practice is proposed", "the meeting", "no reasoned objection within [two weeks]"],
            ["Money, letters in our name", "[two named persons]", "both agree in writing"],
            ["This charter", "[the spring meeting]", "two thirds of those present, at least [twelve]"],
        ]
    )
    letter.heading("5. When we disagree")
    letter.say("Both reasons are written down. Whoever did not prevail may ask for a second look after [six months].")
    letter.heading("6. Who may join")
    letter.say(
        "[Who]. Members may start discussions and add documents from the first day. Firms are welcome; "
        "advertising is not."
    )
    letter.say("Adopted on [date] at [place] by [number] persons.")
    letter.save(path)


def mentoring_agreement(path):
    letter = Letter("Convenio de mentoría", "es", "ES")
    letter.say(
        "Entre la participante [nombre], la mentora o el mentor [nombre] y la entidad [entidad], "
        "representada por [coordinadora]."
    )
    letter.heading("1. Qué acordamos")
    letter.points(
        [
            "Nos reunimos una vez por semana durante doce semanas, sesenta minutos.",
            "Quien no pueda acudir avisa con veinticuatro horas.",
            "La mentora acompaña: no enseña un curso, no busca empleo y no evalúa ante terceros.",
            "Cualquiera puede pedir cambio de pareja hasta la quinta semana sin dar razones.",
            "Lo que se cuenta en la reunión se queda en la reunión, salvo riesgo grave para alguien.",
        ]
    )
    letter.heading("2. Qué aporta la entidad")
    letter.grid(
        [
            ["Concepto", "Detalle"],
            ["Ordenador en préstamo", "hasta tres meses, con seguro"],
            ["Cuidado de menores", "durante las reuniones, de 17:00 a 20:00"],
            ["Transporte", "hasta 30 € por persona"],
            ["Persona para quejas", "[nombre], que no es la coordinadora"],
        ]
    )
    letter.heading("3. Datos personales")
    letter.say(
        "Guardamos nombre, teléfono, fechas y el resultado a los seis meses. Se borran un año después "
        "de terminar. Se pueden ver, "
        "corregir o borrar escribiendo a [correo]."
    )
    letter.heading("4. Fin")
    letter.say("Termina en la semana doce o cuando una de las partes lo comunica por escrito. No hay penalización.")
    letter.say(
        "Lugar y fecha: ____________________     Firmas: ____________________   ____________________   "
        "____________________"
    )
    letter.save(path)


FILES = {
    "budget-cohort-24.xlsx": cohort_budget,
    "eight-figures.xlsx": eight_figures,
    "rutas-furgoneta.xlsx": van_routes,
    "charter-template.odt": charter_template,
    "convenio-mentoria.odt": mentoring_agreement,
}
