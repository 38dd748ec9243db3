"""Families of sample documents: many short papers of one form, each generated from a line of data.

Each function takes no arguments and yields documents in the form of ``data/documents/*.yaml``.  The data
are under ``data/families/``; nothing here is random, so that the sample is always the same.
"""

from moothall.demo.data import read

LIBRARY_GUIDES = ("tereza.mala", "marek.zielinski", "inese.ozola", "bastien.morel", "wouter.claes", "paolo.bernardi")
SECURITY_TRAINERS = (
    "declan.roche",
    "rasmus.tamm",
    "georgi.stoyanov",
    "nikos.papadakis",
    "radu.ionescu",
    "gabor.szalai",
)
CREDENTIAL_WRITERS = ("aino.korhonen", "vytautas.grigas", "mathilde.perrin", "maja.zupan")
PLACEMENT_WRITERS = ("bram.dekker", "ainhoa.etxeberria", "davide.greco", "kinga.sobczak", "radek.hruska")


def family_documents():
    """Yield all documents of all families."""
    for family in (session_cards, cyber_cards, micro_credentials, traineeships, fact_sheets, pledges, minutes):
        yield from family()


def session_cards():
    """Yield one page for a library session per DigComp competence."""
    for number, card in enumerate(read("families/session_cards.yaml")["cards"]):
        competence = card["competence"]
        total = sum(minutes for minutes, _ in card["steps"])
        steps = "\n".join(f"| {minutes} | {what} |" for minutes, what in card["steps"])
        yield _published(
            space="digcomp-in-libraries",
            folder=["Session cards"],
            key=f"card-{competence.replace('.', '-')}",
            title=f"Session card {competence}: {card['title']}",
            language="en",
            description=card["aim"],
            subjects=["DigComp", "session card", f"DigComp {competence}"],
            by=LIBRARY_GUIDES[number % len(LIBRARY_GUIDES)],
            days=250 - 10 * number,
            text=(
                f"**DigComp {competence}**, level {card['level']} · {card['group']} · {total} minutes\n\n"
                f"{card['aim']}\n\n## Course\n\n| minutes | what happens |\n| ---: | --- |\n{steps}\n\n"
                f"## You need\n\n{card['need']}\n\n## How you see that it worked\n\n{card['check']}\n\n"
                f"## Beware\n\n{card['trap']}\n"
            ),
        )


def cyber_cards():
    """Yield cards for small firms: one risk, one measure, one hour."""
    for number, card in enumerate(read("families/cyber_cards.yaml")["cards"], 1):
        steps = "\n".join(f"{place}. {step}" for place, step in enumerate(card["do"], 1))
        yield _published(
            space="cyber-rural-smes",
            folder=["Cards"],
            key=f"card-{number:02}",
            title=f"Card {number}: {card['title']}",
            language="en",
            description=f"For {card['who']}. Takes {card['time']}; costs {card['cost']}.",
            subjects=["cyber-security", "card", "small firms"],
            by=SECURITY_TRAINERS[number % len(SECURITY_TRAINERS)],
            days=345 - 22 * number,
            text=(
                f"{card['story']}\n\n## What to do\n\n{steps}\n\n"
                f"| for | time | cost |\n| --- | --- | --- |\n| {card['who']} | {card['time']} | {card['cost']} |\n\n"
                f"## The sign that it is needed\n\n{card['sign']}\n\n"
                "*Sample: firm and figures are invented.*\n"
            ),
        )


def micro_credentials():
    """Yield descriptions of short certificates on the common sheet."""
    for number, one in enumerate(read("families/micro_credentials.yaml")["credentials"]):
        outcomes = "\n".join(f"- {outcome}" for outcome in one["outcomes"])
        yield _published(
            space="micro-credentials",
            folder=["Sheets"],
            key=f"sheet-{number + 1:02}",
            title=one["title"],
            language="en",
            description=f"A micro-credential of {one['ects'] * 25} hours for {one['for']}.",
            subjects=["micro-credentials", "sheet", f"EQF {one['eqf']}"],
            by=CREDENTIAL_WRITERS[number % len(CREDENTIAL_WRITERS)],
            days=180 - 13 * number,
            text=(
                f"Awarded by **{one['provider']}**, for {one['for']}.\n\n## Can do\n\nThe holder can\n\n{outcomes}\n\n"
                f"## How we know\n\nAssessed by somebody who did not teach: {one['assessment']}.\n\n"
                "| workload | level | DigComp | places a term | price |\n| --- | --- | --- | ---: | --- |\n"
                f"| {one['ects'] * 25} hours, {one['ects']} ECTS | EQF {one['eqf']} | {one['level']} "
                f"| {one['places']} | {one['price']} |\n\n"
                "Identity is checked at the assessment. A second try within three months is free. Counted by: "
                "see the register, with a date and the number of people so far.\n"
            ),
        )


def traineeships():
    """Yield places for trainees, in comparable descriptions."""
    for number, one in enumerate(read("families/traineeships.yaml")["places"]):
        tasks = "\n".join(f"- {task}" for task in one["tasks"])
        yield _published(
            space="traineeships",
            folder=["Offers"],
            key=f"place-{number + 1:02}",
            title=one["title"],
            language="en",
            description=f"{one['host']}, {one['town']}. {one['weeks']} weeks of {one['hours']} hours, {one['pay']}.",
            subjects=["traineeship", "offer", one["town"]],
            by=PLACEMENT_WRITERS[number % len(PLACEMENT_WRITERS)],
            days=120 - 11 * number,
            text=(
                f"**{one['host']}** in {one['town']} · {one['weeks']} weeks · {one['hours']} hours a week · "
                f"start: {one['start']} · pay: **{one['pay']}**\n\n## What you will do\n\n{tasks}\n\n"
                f"## What you will have learned\n\nAbove all {one['learns']}. It is shown at the end in a piece of "
                "work that stays, presented to somebody who did not help.\n\n"
                f"## What you bring\n\n{_sentence(one['needs'])}\n\n## Who looks after "
                f"you\n\n{_sentence(one['mentor'])} "
                f"Work from home: {one['remote']}.\n\nPlaces follow the model agreement of this space. "
                "*Sample: firm and place are invented.*\n"
            ),
        )


def fact_sheets():
    """Yield a sheet of five figures per coalition, in its language."""
    labels = read("families/labels.yaml")
    coalitions = {coalition["id"]: coalition for coalition in read("coalitions.yaml")}
    for number, sheet in enumerate(read("families/fact_sheets.yaml")["sheets"]):
        coalition = coalitions[sheet["id"]]
        language = coalition["language"]
        words = labels["fact_sheet"][language]
        rows = "\n".join(
            f"| {words[name]} | {_figure(name, *sheet[name])} |"
            for name in ("basic", "specialists", "women", "firms", "offers")
        )
        yield _published(
            space=sheet["id"],
            folder=[],
            key=f"fact-sheet-{sheet['id']}",
            title=words["title"].format(country=labels["countries"][language][sheet["id"]]),
            language=language,
            description=words["description"],
            subjects=words["subjects"],
            by=coalition["owner"],
            days=75 - number,
            text=(
                f"| {words['head']} |\n| --- | ---: | ---: |\n{rows}\n\n"
                + "".join(f"## {words[part]}\n\n{sheet[part]}\n\n" for part in ("seen", "gap", "next"))
                + f"*{words['note']}*\n"
            ),
        )


def pledges():
    """Yield the pledges of members of each coalition, and their progress."""
    labels = read("families/labels.yaml")
    coalitions = {coalition["id"]: coalition for coalition in read("coalitions.yaml")}
    for number, register in enumerate(read("families/pledges.yaml")["registers"]):
        coalition = coalitions[register["id"]]
        language = coalition["language"] if coalition["language"] in labels["pledges"] else "en"
        words = labels["pledges"][language]
        rows = register["pledges"]
        share = round(sum(min(done / promised, 1) for *_, promised, done in rows) / len(rows) * 100)
        behind = [who for who, _what, _kind, promised, done in rows if done * 2 < promised]
        late = words["late"].format(names=", ".join(behind)) if behind else words["ontime"]
        table = "\n".join(f"| {who} | {what} | {promised} | {done} |" for who, what, _kind, promised, done in rows)
        yield _published(
            space=register["id"],
            folder=[],
            key=f"pledges-{register['id']}",
            title=words["title"].format(country=labels["countries"][language][register["id"]]),
            language=language,
            description=words["description"],
            subjects=words["subjects"],
            by=coalition["owner"],
            days=190 - 5 * number,
            text=(
                f"{words['intro']}\n\n| {words['head']} |\n| --- | --- | ---: | ---: |\n{table}\n\n"
                f"{words['standing'].format(share=share, late=late)}\n\n"
                f"**{words['remark']}** {register['note']}\n\n*{words['note']}*\n"
            ),
        )


def minutes():
    """Yield minutes of meetings, with discussions and decisions."""
    labels = read("families/labels.yaml")["minutes"]
    names = {person["key"]: person["name"] for person in read("people.yaml")}
    for meeting in read("families/minutes.yaml")["meetings"]:
        words = labels[meeting["language"]]
        items = "".join(
            f"## {number}. {heading}\n\n{said}\n\n"
            + (f"**{words['decided']}:** {decided}\n\n" if decided else f"{words['open']}\n\n")
            for number, (heading, said, decided) in enumerate(meeting["items"], 1)
        )
        days = int(meeting["at"][1:-1]) - 1
        document = _published(
            space=meeting["space"],
            folder=[meeting["folder"]],
            key=f"minutes-{meeting['space']}-{meeting['number']}",
            title=words["title"].format(number=meeting["number"]),
            language=meeting["language"],
            description=words["description"].format(topics=", ".join(item[0] for item in meeting["items"])),
            subjects=words["subjects"],
            by=meeting["by"],
            days=days,
            text=(
                words["line"].format(**meeting)
                + f"\n\n{items}"
                + f"*{words['written'].format(name=names[meeting['by']])}*\n"
            ),
        )
        if "approved_by" in meeting:
            document["history"] = [
                {"transition": "submit", "by": meeting["by"], "at": f"-{days - 1}d20h"},
                {"transition": "approve", "by": meeting["approved_by"], "at": f"-{days - 1}d2h"},
            ]
        yield document


def _published(days, **document):
    """Return a document that was added and published on the same day."""
    return {**document, "at": f"-{days}d", "state": "published"}


def _figure(name, value, change):
    if name == "offers":
        return f"{value:d} | {change:+d}"
    return f"{value:.1f} % | {change:+.1f}"


def _sentence(text):
    return f"{text[0].upper()}{text[1:]}."
