"""Generate PDF files for printing."""

from fpdf import FPDF
from fpdf.fonts import FontFace

from tools.sample_files.style import ACCENT, BOLD, LINE, MADE, MUTED, OBLIQUE, REGULAR, TEXT, TINT, rgb


class Sheet(FPDF):
    """An A4 page with a title, headings, paragraphs, lists and tables."""

    def __init__(self, title, language, footer):
        super().__init__(format="A4")
        self.footer_text = footer
        for style, path in (("", REGULAR), ("B", BOLD), ("I", OBLIQUE)):
            self.add_font("Sans", style, path)
        self.set_title(title)
        self.set_lang(language)
        self.set_creation_date(MADE)
        self.set_author("Sample content of Moothall")
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(True, 20)
        self.add_page()
        self.set_text_color(*rgb(TEXT))
        self.say(title, 20, "B", ACCENT, after=3)

    def footer(self):
        self.set_y(-14)
        self.set_font("Sans", "", 8)
        self.set_text_color(*rgb(MUTED))
        self.cell(0, 5, f"{self.footer_text} · {self.page_no()}/{{nb}}")
        self.set_text_color(*rgb(TEXT))

    def say(self, text, size=10.5, style="", colour=TEXT, after=2.5):
        self.set_font("Sans", style, size)
        self.set_text_color(*rgb(colour))
        self.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*rgb(TEXT))
        self.ln(after)

    def heading(self, text):
        self.ln(2)
        self.say(text, 13, "B", ACCENT, after=1.5)

    def points(self, lines, mark="•"):
        for number, line in enumerate(lines, 1):
            self.set_font("Sans", "", 10.5)
            self.cell(7, 5.5, f"{number}." if mark == "1" else mark)
            self.multi_cell(0, 5.5, line, align="L", new_x="LMARGIN", new_y="NEXT")
            self.ln(0.8)
        self.ln(1.5)

    def grid(self, rows, widths, align=None, size=9.5):
        self.set_font("Sans", "", size)
        self.set_draw_color(*rgb(LINE))
        head = FontFace(emphasis="BOLD", color=rgb(TEXT), fill_color=rgb(TINT))
        with self.table(
            col_widths=widths, text_align=align or "LEFT", line_height=size * 0.55, padding=1.2, headings_style=head
        ) as table:
            for row in rows:
                line = table.row()
                for cell in row:
                    line.cell(str(cell))
        self.ln(3)


def false_invoices(path):
    """Write two invoices for the workshop, with the solution on the second page."""
    pdf = Sheet("Two invoices: would you pay?", "en", "Emajõe Security Workshop (sample) · CC BY 4.0 · invented firms")
    pdf.say(
        "Copy this page once per firm. Give three minutes, alone and in silence, with a pen. Collect "
        "hands, then turn over.",
        colour=MUTED,
    )
    pdf.heading("Invoice A")
    pdf.grid(
        [
            ["From", "Kivilaane Sawmill Parts, Rebase village"],
            ["To", "[name of your firm]"],
            ["Number", "4417"],
            ["For", "Gearbox GX-40, delivered on the 3rd, as ordered by telephone"],
            ["Amount", "€14,300.00"],
            ["Pay to", "EE00 0000 0000 0000 1234, within 5 days"],
            [
                "Note",
                "Our bank has merged; use the new account. Questions only by e-mail, our telephone is being moved.",
            ],
        ],
        (25, 145),
        size=10,
    )
    pdf.heading("Invoice B")
    pdf.grid(
        [
            ["From", "Linaketrus Electrical, Rebase village"],
            ["To", "[name of your firm]"],
            ["Number", "0981"],
            ["For", "Repair of the switch cabinet, 6 hours, and material (list overleaf of the delivery note)"],
            ["Amount", "€612.40"],
            ["Pay to", "EE00 0000 0000 0000 9876, within 14 days"],
            ["Note", "Thank you for the coffee."],
        ],
        (25, 145),
        size=10,
    )
    pdf.add_page()
    pdf.heading("What to see")
    pdf.say(
        "Invoice A is real apart from one line. The seller's mailbox had been read for weeks; the "
        "gearbox had been ordered "
        "and delivered. Seven firms in ten paid it. Invoice B is genuine, although it looks less tidy."
    )
    pdf.points(
        [
            "a new account, announced in the invoice itself",
            "a reason why you cannot telephone",
            "five days instead of the usual fourteen",
            "nothing else: logo, number, names and amount were right",
        ],
        "–",
    )
    pdf.heading("The rule to take home")
    pdf.say(
        "New bank details are paid only after a call to the number you already had. Above €2,000 two "
        "people look at the payment.",
        12,
        "B",
    )
    pdf.heading("For the trainer")
    pdf.grid(
        [
            ["minutes", "what", "how"],
            [10, "Who pays in your firm, and on which day?", "round, standing"],
            [15, "The invoices: pay or not?", "alone, with a pen"],
            [15, "Who paid A tells why", "the trainer goes first"],
            [20, "Call back: two volunteers telephone", "everybody listens"],
            [10, "Write the rule in your own words", "read aloud"],
        ],
        (22, 88, 60),
    )
    pdf.say(
        "After three months: 38 of 60 firms had used the call back, three had stopped a payment "
        "(€1,900, €6,240, €22,700). "
        "Sample figures.",
        colour=MUTED,
    )
    pdf.output(path)


def three_faces(path):
    """Write the self-assessment with 21 lines."""
    pdf = Sheet("What can I do?", "en", "Library of the Three Bridges (sample) · after DigComp 2.2 · CC0")
    pdf.say("Use a pencil. Nobody adds up points, and the sheet is yours. Tick one box in each line.", colour=MUTED)
    lines = [
        ("1.1", "I find out when the doctor is on holiday"),
        ("1.2", "I notice when a message wants to trick me"),
        ("1.3", "I find a picture from last year again"),
        ("2.1", "I make a call with a picture"),
        ("2.2", "I send a document so that it arrives"),
        ("2.3", "I make an appointment at an office"),
        ("2.4", "I write in a list together with others"),
        ("2.5", "I know when to answer to all and when to one"),
        ("2.6", "I know which of my addresses belongs where"),
        ("3.1", "I make a notice for the staircase"),
        ("3.2", "I turn a long text into a short one"),
        ("3.3", "I know whether I may print a picture from the net"),
        ("3.4", "I make a rule that works by itself, such as a reminder"),
        ("4.1", "My phone is locked and up to date"),
        ("4.2", "I decide what an app may know about me"),
        ("4.3", "I put it away when I want to"),
        ("4.4", "I know where an old device can go"),
        ("5.1", "When something is stuck, I try two things before asking"),
        ("5.2", "I can say what I need before I buy something"),
        ("5.3", "I use it to make something of my own"),
        ("5.4", "I know what I want to learn next"),
    ]
    pdf.grid(
        [["", "", "alone", "with help", "not yet"], *[[code, line, "☐", "☐", "☐"] for code, line in lines]],
        (12, 98, 18, 24, 18),
        ("LEFT", "LEFT", "CENTER", "CENTER", "CENTER"),
        size=10,
    )
    pdf.say("Show us one thing you do alone. Choose one line with help: that is what we learn first.", 10.5, "B")
    pdf.output(path)


def eight_evenings(path):
    """Write the course plan of the series, in German."""
    pdf = Sheet("Acht Abende im Lesesaal: Kursplan", "de", "Alpenblick Volkshochschule (Beispiel) · CC BY 4.0")
    pdf.say(
        "Für zehn Erwachsene ohne Kurserfahrung, DigComp-Stufen 1 und 2. Jeder Abend dauert neunzig "
        "Minuten: zehn ankommen, "
        "zwanzig gemeinsam auf Papier, vierzig zu zweit an einem Gerät, zwanzig mit der Hand aufschreiben."
    )
    pdf.grid(
        [
            ["Nr.", "Abend", "DigComp", "was man mitnimmt"],
            [1, "Was steckt in meinem Telefon?", "5.4, 1.3", "eine Zeichnung mit fünf Namen"],
            [2, "So fragen, dass man findet", "1.1", "drei Suchwörter auf einer Karte"],
            [3, "Wahr, falsch oder alt?", "1.2", "die drei Fragen"],
            [4, "Briefe, die ankommen", "2.1, 2.2", "eine Antwort auf eine echte Nachricht"],
            [5, "Passwörter ohne Verzweiflung", "4.1, 2.6", "ein geändertes Passwort, am guten Ort notiert"],
            [6, "Ein Amtsweg", "2.3", "ein erledigter Amtsweg oder ein Name mit Nummer"],
            [7, "Meine Bilder", "1.3, 3.1", "zehn Bilder in einem Ordner, eine Kopie daheim"],
            [8, "Und jetzt?", "5.4", "eine Postkarte an sich selbst"],
        ],
        (12, 58, 24, 76),
    )
    pdf.heading("Die Kiste")
    pdf.points(
        [
            "zehn Karten in großer Schrift, Lineal, Haftnotizen",
            "fünf Ladekabel, zwei Leihtelefone, Verlängerung",
            "zwei Lesebrillen",
            "ein Schild „Bitte hereinkommen, wir haben angefangen“",
            "eine Blechdose mit Sand für aufgeblähte Akkus",
        ]
    )
    pdf.heading("Abend 2 im Einzelnen: So fragen, dass man findet")
    pdf.grid(
        [
            ["Minuten", "was geschieht", "worauf achten"],
            [10, "Ankommen. Hat die Zeichnung daheim jemand erkannt?", "Kaffee zuerst"],
            [
                20,
                "Die Frage aufschreiben, wie man sie der Nachbarin stellt. Alle Wörter streichen, die nicht helfen.",
                "auf Papier, Geräte in der Tasche",
            ],
            [
                40,
                "Der Bus am Feiertag ins Krankenhaus: einmal gesucht, einmal beim Betreiber. Wo steht das Datum?",
                "eine tippt, eine liest vor, nach zwanzig Minuten wechseln",
            ],
            [20, "Drei Suchwörter auf die Karte", "mit eigener Hand, eigene Rechtschreibung"],
        ],
        (20, 95, 55),
    )
    pdf.say(
        "Werbung über den Treffern nicht vorher erklären: Wenn die Erste darauf getippt hat, gemeinsam hinschauen.",
        style="I",
    )
    pdf.output(path)


def first_month_checklist(path):
    """Write the checklist for the first month, in French."""
    pdf = Sheet(
        "Le premier mois : liste de contrôle", "fr", "D'après « The first month: a plan for returners » · CC BY 4.0"
    )
    pdf.say(
        "À cocher avant le premier jour, puis à accrocher au mur. Ce qui est écrit ici est une promesse "
        "aux participantes."
    )
    for heading, lines in (
        (
            "Avant",
            [
                "Horaires, lieu, garde d'enfants et le nom d'une personne, sur papier",
                "L'argent pour la garde est arrivé (et non commandé)",
                "Le discours du premier soir a été répété à voix haute",
                "La petite chose réelle du deuxième jour existe, et quelqu'un la publiera",
            ],
        ),
        (
            "Semaines 1 et 2",
            [
                "Chacune a terminé quelque chose avec son nom dessus",
                "Première tâche seule : vingt minutes, réponse dans la journée, pas de note",
                "Le cahier des formateurs est tenu : date, demi-journée, ce qu'on a fait, temps pour rattraper",
            ],
        ),
        (
            "Semaine 3",
            [
                "Lundi : rien de nouveau. 8 h 30 : créneau de rattrapage",
                "Aucun travail noté",
                "Toutes ont été appelées une fois, présentes ou non",
            ],
        ),
        ("Semaine 4", ["Le grand travail, à deux", "La date avec la mentore est fixée"]),
    ):
        pdf.heading(heading)
        pdf.points(lines, "☐")
    pdf.heading("L'appel du premier jour d'absence")
    pdf.say(
        "« Il te manque exactement deux heures, je te les fais lundi à 8 h 30. » Avant midi, par "
        "quelqu'un qu'elle connaît. "
        "Le nombre d'heures est le plus important.",
        11.5,
        "B",
    )
    pdf.grid([["date", "qui", "heures manquées", "rattrapage"], *[["", "", "", ""]] * 6], (35, 55, 40, 40), size=12)
    pdf.output(path)


FILES = {
    "false-invoice-workshop.pdf": false_invoices,
    "three-faces-sheet.pdf": three_faces,
    "acht-abende-kursplan.pdf": eight_evenings,
    "premier-mois-liste.pdf": first_month_checklist,
}
