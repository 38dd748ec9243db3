"""Sample values for every component, in German: long words are where layouts break."""

from datetime import UTC, datetime, timedelta

from moothall.discussion.components import DiscussionRow, PostRow, TimelineDate
from moothall.queue.components import QueueRow
from moothall.repository.cards import RepositoryCard
from moothall.space.components import Country, MemberRow, SpaceHead
from moothall.ui.layout.components import (
    Activity,
    Chip,
    Composer,
    Confirmation,
    Empty,
    ErrorPage,
    Facet,
    Heading,
    ItemHead,
    ItemRow,
    Listing,
    Pages,
    PersonLink,
    Progress,
    Result,
    RowSelection,
)
from moothall.ui.layout.dates import Clock
from moothall.ui.layout.macros import macros_of
from moothall.ui.layout.presenters import (
    Action,
    Avatar,
    Crumb,
    CurrentUser,
    LanguageLink,
    Layout,
    Link,
    Message,
    avatar_of,
)
from moothall.ui.layout.texts import ComponentTexts, active_filters

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)


class Html(str):
    """Stands for the sanitiser's type: HTML that a template inserts as it is."""

    def __html__(self):
        return str(self)


TEXT = Html(
    "<p>Wir haben in drei Stadtbibliotheken die Digitalkompetenzweiterbildungen für Wiedereinsteigerinnen ausprobiert. "
    "Am besten liefen die Abende, an denen <strong>niemand ein Gerät mitbringen musste</strong>; die Unterlagen stehen "
    '<a href="#">in der Bibliothek</a>.</p><blockquote><p>Wer hat Erfahrungen mit Kinderbetreuung während der '
    "Kurse?</p></blockquote><p>Zwei Fragen bleiben offen:</p><ul><li>Wie lange vorher anmelden?</li>"
    "<li>Wer bezahlt die <code>Raummiete</code>?</li></ul>"
)
LONG_TEXT = Html(
    '<h2 id="anlass">Anlass und Ziel</h2><p>Der Lehrkräftefortbildungsplan beschreibt, wie die nationale Koalition in '
    "zwei Jahren zwölfhundert Lehrerinnen und Lehrer erreicht. Er beruht auf den Erfahrungen aus Estland und Portugal "
    "und auf den Rückmeldungen von vierzig Schulen.</p>"
    '<h2 id="stand">Stand der Dinge</h2><p>Die Umfrage vom Frühjahr zeigt ein gemischtes Bild.</p>'
    "<table><thead><tr><th>Bundesland</th><th>Schulen</th><th>Teilnehmende</th></tr></thead><tbody>"
    "<tr><td>Mecklenburg-Vorpommern</td><td>14</td><td>212</td></tr>"
    "<tr><td>Nordrhein-Westfalen</td><td>26</td><td>1 048</td></tr></tbody></table>"
    '<h3 id="hindernisse">Was hindert</h3><p>Vor allem fehlende Vertretungsstunden, nicht die Technik.</p>'
    "<ol><li>Vertretung sichern</li><li>Leihgeräte beschaffen</li><li>Termine mit den Schulämtern "
    "abstimmen</li></ol>"
    '<h2 id="plan">Der Plan</h2><p>Jede Fortbildung dauert sechs Nachmittage. Danach begleitet eine Mentorin '
    "die Schule ein halbes Jahr lang.</p><pre><code>Anmeldung → Auftakt → sechs Nachmittage → Begleitung</code></pre>"
    '<h2 id="naechste">Nächste Schritte</h2><p>Bis März liegt die Finanzierungszusage vor.</p>'
)
PEOPLE = (
    ("Maria Grünewald-Castellanos", "mhx3k7", "Moderatorin"),
    ("Ana Ferreira", "p2vqa9", "Mitglied"),
    ("Jörg Öztürk", "zz8n4t", "Facilitator · Autor"),
    ("Éva Szabó", "kq7wde", "Mitglied"),
    ("Tomasz Wiśniewski", "b4mmx2", ""),
)
COUNTRIES = (
    "at Österreich",
    "be Belgien",
    "bg Bulgarien",
    "hr Kroatien",
    "cy Zypern",
    "cz Tschechien",
    "dk Dänemark",
    "ee Estland",
    "fi Finnland",
    "fr Frankreich",
    "de Deutschland",
    "gr Griechenland",
    "hu Ungarn",
    "ie Irland",
    "it Italien",
    "lv Lettland",
    "lt Litauen",
    "lu Luxemburg",
    "mt Malta",
    "nl Niederlande",
    "pl Polen",
    "pt Portugal",
    "ro Rumänien",
    "sk Slowakei",
    "si Slowenien",
    "es Spanien",
    "se Schweden",
)


def layout_of(registry, localizer, static, **values):
    """A filled frame; `values` replace what a page needs otherwise."""
    frame = {
        "title": "Muster",
        "ui": macros_of(registry),
        "words": ComponentTexts(localizer.translate),
        "clock": Clock(NOW, localizer),
        "static": static,
        "active_filters": lambda count: active_filters(localizer, count),
        "lang": "de",
        "places": [
            Link("Koalitionen", "#", current=True),
            Link("Arbeitsbereiche", "#"),
            Link("Repositorium", "#"),
            Link("Suche", "#"),
        ],
        "breadcrumbs": [
            Crumb("Koalitionen", "#"),
            Crumb("Deutschland", "#"),
            Crumb("Lehrkräftefortbildung", "#", lock="Nur für Eingeladene"),
        ],
        "person": CurrentUser(
            "Jörg Öztürk",
            "#",
            avatar_of("Jörg Öztürk", "zz8n4t"),
            [Link("Profil", "#"), Link("Entwürfe", "#", count=2)],
            [Link("Warteschlange", "#", count=3, icon="queue")],
        ),
        "languages": [
            LanguageLink("de", "Deutsch", True),
            LanguageLink("en", "English"),
            LanguageLink("fr", "Français"),
        ],
        "csrf_token": "sample",
        "footer": [
            Link("Über diese Seite", "#"),
            Link("Barrierefreiheit", "#"),
            Link("Datenschutz", "#"),
            Link("Kontakt", "#"),
            Link("Feed", "#"),
        ],
    }
    return Layout(**(frame | values))


def person(number: int) -> PersonLink:
    name, person_id, _roles = PEOPLE[number % len(PEOPLE)]
    return PersonLink(name, avatar_of(name, person_id), "#", "Volkshochschulverband Rheinland-Pfalz")


def posts(clock: Clock, count: int, actions: bool = True) -> list[PostRow]:
    """A thread with a first post, a tombstone, a pending post and a line where the new ones begin."""
    made = []
    for n in range(count):
        acts = [
            Action("Antworten", "#reply", icon="reply"),
            Action("Zitieren", "#", icon="quotation"),
            Action("Danke", "#", post=True, icon="heart"),
            Action("Melden", "#", icon="flag"),
        ]
        made.append(
            PostRow(
                anchor=f"p-{n}",
                url=f"#p-{n}",
                author=person(n),
                roles=PEOPLE[n % 5][2],
                time=clock.moment(NOW - timedelta(hours=3 * (count - n))),
                text=TEXT
                if n % 3 == 0
                else Html("<p>Das sehe ich genauso. Bei uns im Kreis hat es mit Voranmeldung besser geklappt.</p>"),
                actions=acts if actions else [],
                first=n == 0,
                new_line="Neu seit Dienstag" if n == 4 else "",
                removed="Von der Moderation entfernt: Werbung für ein kommerzielles Angebot." if n == 3 else "",
                chip=Chip("Wartet auf Freigabe", "waiting") if n == 5 else None,
                edited=Link("bearbeitet", "#") if n == 2 else None,
                in_reply_to=Link("Ana Ferreira", "#p-1") if n == 2 else None,
            )
        )
    return made


def everything(layout) -> dict:
    """The inputs of all macros by name."""
    clock = layout.clock
    ago = lambda **since: clock.moment(NOW - timedelta(**since))  # noqa: E731 – read as a word below
    chips = [
        Chip("Entwurf", "draft"),
        Chip("Wartet auf Freigabe", "waiting"),
        Chip("Änderungen erbeten", "changes"),
        Chip("Veröffentlicht", "published"),
        Chip("Archiviert", "closed"),
    ]
    return {
        "chips": chips,
        "people": [person(n) for n in range(5)] + [PersonLink("Sofía", Avatar("S", n)) for n in range(8)],
        "space": SpaceHead(
            "Frauen zurück in die Informationstechnik",
            "#",
            "Wie Wiedereinsteigerinnen nach der Familienzeit in Digitalberufe finden: Erfahrungen, Kurse, Förderung.",
            Avatar("FI", 3),
            ["Öffentlich", "34 Mitglieder"],
            Chip("Aktiv", "published"),
            Action("Verlassen", "#"),
            True,
            "",
            [
                Link("Überblick", "#"),
                Link("Diskussionen", "#", True, 12),
                Link("Dokumente", "#"),
                Link("Veranstaltungen", "#"),
                Link("Menschen", "#"),
                Link("Über uns", "#"),
            ],
        ),
        "posts": posts(clock, 7),
        "rail": [TimelineDate("3. Nov.", "#"), TimelineDate("Gestern", "#"), TimelineDate("Jetzt", "#", True)],
        "composer": Composer("#", "Antwort schreiben", "Antwort senden", author=person(2)),
        "discussions": [
            DiscussionRow(
                "Kinderbetreuung während der Abendkurse: wer hat Erfahrungen?",
                "#",
                person(0),
                24,
                ago(hours=2),
                "Ana Ferreira",
                "#",
                5,
                True,
                None,
                ["betreuung", "abendkurse"],
                id="1",
            ),
            DiscussionRow(
                "Fördermittelbeantragungsfristen 2027",
                "#",
                person(1),
                3,
                ago(days=2),
                "Éva Szabó",
                "#",
                id="2",
            ),
            DiscussionRow(
                "Begrüßung der neuen Mitglieder",
                "#",
                person(4),
                118,
                ago(days=40),
                "Jörg Öztürk",
                "#",
                chip=Chip("Geschlossen", "closed"),
            ),
        ],
        "choosing": RowSelection(frozenset("12"), [Action("Was man damit tun kann", "#")]),
        "doc": ItemHead(
            "Lehrkräftefortbildungsplan für die Digitalkompetenz 2027",
            chips[1],
            [Link("Ana Ferreira", "#"), Link("Jörg Öztürk", "#")],
            ago(days=5),
            ["Fassung 3"],
            "Wartet seit Dienstag auf Maria Grünewald-Castellanos.",
            Action("Veröffentlichen", "#", post=True),
            [Action("Änderungen anfragen", "#")],
            Link("Es gibt einen neueren Entwurf dieses Dokuments", "#"),
        ),
        "text": LONG_TEXT,
        "headings": [
            Heading("Anlass und Ziel", "anlass"),
            Heading("Stand der Dinge", "stand"),
            Heading("Was hindert", "hindernisse", 3),
            Heading("Der Plan", "plan"),
            Heading("Nächste Schritte", "naechste"),
        ],
        "listing": Listing(
            "Dokumente dieses Arbeitsbereichs",
            [
                ItemRow(
                    "1",
                    "Fortbildungsunterlagen",
                    "#",
                    "folder",
                    "Ordner",
                    None,
                    "Ana Ferreira",
                    ago(days=3),
                    "12 Einträge",
                ),
                ItemRow(
                    "2",
                    "Lehrkräftefortbildungsplan für die Digitalkompetenz 2027",
                    "#",
                    "document",
                    "Dokument",
                    chips[1],
                    "Ana Ferreira",
                    ago(hours=5),
                    "4 Seiten",
                ),
                ItemRow(
                    "3",
                    "Teilnehmendenbefragung_Auswertung_2026.xlsx",
                    "#",
                    "file",
                    "Datei",
                    chips[3],
                    "Éva Szabó",
                    ago(days=60),
                    "1,2 MB",
                ),
                ItemRow(
                    "4",
                    "DigComp 2.2 auf europa.eu",
                    "#",
                    "link",
                    "Verweis",
                    chips[0],
                    "Jörg Öztürk",
                    ago(minutes=4),
                    "",
                ),
            ],
            RowSelection(frozenset("134"), [Action("Was man damit tun kann", "#")]),
            "#upload",
            {"name": Link("Name", "#", True, icon="ascending"), "changed": Link("Geändert", "#")},
        ),
        "filters": [
            Link("Alle", "#", True),
            Link("Ungelesen", "#", count=5),
            Link("Unbeantwortet", "#", count=2),
        ],
        "active_filters": [Link("Sprache: Deutsch", "#"), Link("Zielgruppe: Bildung", "#")],
        "clear_url": "#",
        "facets": [
            Facet(
                "Art",
                [
                    Link("Dokument", "#", True, 1204),
                    Link("Diskussion", "#", False, 88),
                    Link("Weiterbildungsunterlagen", "#", False, 12),
                ],
            ),
            Facet("Sprache", [Link("Deutsch", "#", False, 640), Link("Français", "#", False, 211)]),
        ],
        "results": [
            Result(
                "Lehrkräftefortbildungsplan 2027",
                "#",
                "document",
                "Dokument",
                "Frauen in der IT",
                "#",
                ago(days=5),
                Html(
                    "… beschreibt, wie die nationale Koalition zwölfhundert <mark>Lehrkräfte</mark> erreicht; die "
                    "<mark>Fortbildung</mark> dauert sechs Nachmittage und beruht auf Erfahrungen aus …"
                ),
                [chips[3]],
                ["schule", "mentoring"],
            ),
            Result(
                "Wer bildet die Lehrkräfte der Berufsschulen fort?",
                "#",
                "discussion",
                "Diskussion",
                "Koalition Österreich",
                "#",
                ago(days=90),
                Html("Wir suchen <mark>Fortbildung</mark> für Abende."),
            ),
        ],
        "query": "Lehrkräfte Fortbildung",
        "cards": [
            RepositoryCard(
                "Digital-Café in der Stadtbibliothek",
                "#",
                "Gute Praxis",
                "Ehrenamtliche begleiten ältere Menschen bei ersten Schritten mit Onlinebehördendiensten.",
                [
                    ("Zielgruppe", "Alle Bürgerinnen und Bürger"),
                    ("Niveau", "Grundlagen"),
                    ("Sprache", "Deutsch"),
                    ("Land", "Österreich"),
                ],
                None,
                ["bibliothek"],
                "goodpractice",
            ),
            RepositoryCard(
                "MOOC Cybersicherheit für kleine Unternehmen",
                "#",
                "Ressource",
                "Sechs Wochen, kostenlos.",
                [
                    ("Zielgruppe", "Beschäftigte"),
                    ("Niveau", "Mittel"),
                    ("Sprache", "Deutsch, Français"),
                    ("Land", "Frankreich"),
                ],
                chips[1],
                ["sicherheit", "kmu"],
            ),
        ],
        "pages": Pages(
            "21 bis 40 von 312 Dokumenten",
            "#",
            "#",
            [Link("1", "#"), Link("2", "#", True), Link("3", "#"), Link("…", ""), Link("16", "#")],
        ),
        "queue": [
            QueueRow(
                "Lehrkräftefortbildungsplan für die Digitalkompetenz 2027",
                "#",
                "document",
                "Veröffentlichung",
                "Ana Ferreira",
                "Frauen in der IT",
                "9 Tage",
                True,
                True,
            ),
            QueueRow(
                "Éva Szabó möchte beitreten", "#", "people", "Beitritt", "Éva Szabó", "Koalition Ungarn", "3 Std."
            ),
        ],
        "activity": [
            Activity(
                person(1),
                "hat veröffentlicht:",
                Link("Lehrkräftefortbildungsplan", "#"),
                ago(hours=3),
                Link("Frauen in der IT", "#"),
            ),
            Activity(
                person(2), "hat geantwortet auf", Link("Kinderbetreuung während der Abendkurse", "#"), ago(days=1)
            ),
        ],
        "members": [
            MemberRow(person(0), "Eigentümerin, Facilitator", "seit 3. März 2025", "", []),
            MemberRow(
                person(3),
                "Mitglied",
                "seit gestern",
                "bis 31. Dezember",
                [Action("Rollen ändern", "#"), Action("Entfernen", "#", kind="danger")],
            ),
        ],
        "countries": [
            Country(
                line[:2],
                line[3:],
                f"Koalition für {line[3:]}",
                "" if line[:2] in ("cy", "sk") else "#",
                "14 Mitglieder",
            )
            for line in COUNTRIES
        ],
        "facts": [("Sichtbarkeit", "Öffentlich"), ("Beitritt", "auf Anfrage"), ("Beiträge von", "Mitgliedern")],
        "figures": [
            Link("Diskussionen", "#", count=40),
            Link("Dokumente", "#", count=212),
            Link("Mitglieder", "", count=34),
        ],
        "progress": Progress("Dateien werden eingelesen", 2500, 1180, "1 180 von 2 500"),
        "empty": Empty(
            "Noch keine Diskussion",
            "Fragen Sie die anderen, was sie beschäftigt.",
            Action("Diskussion beginnen", "#"),
            [
                Action("Laden Sie Menschen ein", "#", title="Mit einer Nachricht an Ihre Koalition"),
                Action("Stellen Sie die erste Frage", "#"),
            ],
        ),
        "question": Confirmation(
            "#",
            "„Lehrkräftefortbildungsplan“ wird zurückgegeben.",
            "Zurückgeben",
            "#",
            False,
            ["Ana Ferreira erfährt davon auf der Seite und per E-Mail.", "Leserinnen sehen weiterhin die Fassung 2."],
            [],
            reason_label="Was fehlt?",
            reason_help="Ana liest diese Worte.",
            reason_required=True,
            error="Schreiben Sie bitte, was fehlt.",
        ),
        "error": ErrorPage(
            "Diese Seite gibt es nicht",
            "Vielleicht wurde sie verschoben, oder sie ist nicht für Ihr Konto bestimmt.",
            Link("Zu den Arbeitsbereichen", "#"),
            Action("Anmelden", "#"),
        ),
        "message": Message("Ihre Antwort steht in der Diskussion.", undo=Action("Zurücknehmen", "#", post=True)),
    }
