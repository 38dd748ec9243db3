"""The word before a note, a tip or a warning, in the language of the page it stands in.

It becomes part of the imported text, so it follows the text's language and not the interface's.
"""

NOTE = {
    "bg": "Бележка", "cs": "Poznámka", "da": "Bemærk", "de": "Hinweis", "el": "Σημείωση", "en": "Note", "es": "Nota",
    "et": "Märkus", "fi": "Huomautus", "fr": "Remarque", "ga": "Nóta", "hr": "Napomena", "hu": "Megjegyzés",
    "it": "Nota", "lt": "Pastaba", "lv": "Piezīme", "mt": "Nota", "nl": "Opmerking", "pl": "Uwaga", "pt": "Nota",
    "ro": "Notă", "sk": "Poznámka", "sl": "Opomba", "sv": "Obs!",
}
TIP = {
    "bg": "Съвет", "cs": "Tip", "da": "Tip", "de": "Tipp", "el": "Συμβουλή", "en": "Tip", "es": "Consejo",
    "et": "Vihje", "fi": "Vihje", "fr": "Astuce", "ga": "Leid", "hr": "Savjet", "hu": "Tipp", "it": "Suggerimento",
    "lt": "Patarimas", "lv": "Padoms", "mt": "Parir", "nl": "Tip", "pl": "Wskazówka", "pt": "Dica", "ro": "Sfat",
    "sk": "Tip", "sl": "Nasvet", "sv": "Tips",
}
WARNING = {
    "bg": "Внимание", "cs": "Varování", "da": "Advarsel", "de": "Warnung", "el": "Προειδοποίηση", "en": "Warning",
    "es": "Advertencia", "et": "Hoiatus", "fi": "Varoitus", "fr": "Avertissement", "ga": "Rabhadh", "hr": "Upozorenje",
    "hu": "Figyelmeztetés", "it": "Avviso", "lt": "Įspėjimas", "lv": "Brīdinājums", "mt": "Twissija",
    "nl": "Waarschuwing", "pl": "Ostrzeżenie", "pt": "Aviso", "ro": "Avertisment", "sk": "Varovanie",
    "sl": "Opozorilo", "sv": "Varning",
}
LABELS = {"note": NOTE, "admonition": NOTE, "tip": TIP, "hint": TIP, "important": WARNING, "warning": WARNING,
          "caution": WARNING, "danger": WARNING}
