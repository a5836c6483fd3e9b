"""Postal addresses as Germans, Austrians and Swiss write them: "Hauptstr. 12a, 50667 Köln", "Am Markt 3", "8001 Zürich".

A house number is looked for first, then a street in front of it and a town behind it.
"""

import re
from collections.abc import Collection, Iterator

from coach.redaction.identifiers import Found
from coach.redaction.owners import is_owner
from coach.redaction.words import sections

_CAP = r"[A-ZÄÖÜÉ][\w'’]+(?:-[A-ZÄÖÜ]?[\w'’]+)*\.?"
_HOUSE = re.compile(
    r"(?<![\w,.:/€£$-])(?<!\d[.,]\s)\d{1,4}(?:[ \u00a0]?[a-zA-Z](?![\w'’]))?(?:\s?[-–/+]\s?(?:\d{1,4}(?:[a-z](?!\w))?|[a-z](?!\w))){0,3}(?![\w€%°]|[.,:]\d)"
    r"|(?<=str\.)\d{1,4}[a-z]?(?!\w)"
)
_NUMBERED = re.compile(r"(?:Nr\.?|Nummer|Hausnr\.?|Hausnummer)\s?$", re.I)  # "Hauptstraße Nr. 5"
_STREET_LENGTH = 60  # characters in front of a house number in which the street stands
_LAST_WORD = re.compile(r"[^\W\d_][\w'’-]*(?:\.-[\w'’-]+)*\.?\s*$")
_CODE_AND_TOWN = re.compile(r"\d{4,5}\s+[^\W\d_]")
_A_COUNT = re.compile(
    r"\.?[ \u00a0]?(?:uhr|€|eur|euro|mal|x|stück|stk|km|m|cm|min|minuten|stunden?|std|tagen?|wochen?|monaten?|jahren?|prozent|%|kg|grad|personen|"
    r"plätze|zoll|bar|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b",
    re.I,
)
_ALONE = re.compile(
    r"(?:stra(?:ß|ss)e|str\.?|gasse|allee|chaussee|weg|platz|ring|damm|ufer|markt|landstraße|promenade|steig|hof|höhe|berg|kai|quai)",
    re.I,
)
# Words with such an ending that nobody lives in.
_NO_STREET = re.compile(
    r"(?:(?:sitz|steh|steck|stell|park|arbeits|spiel|schlaf|lager|speicher|fenster|gang|stamm|abstell|kita|liege|einzel|studien|ausbildungs|camping|"
    r"warte|gäste|listen|tabellen|start|spitzen|pflege|kinder|krippen|therapie|termin|bau|er|boots|heim|reha)pl(?:atz|ätzen?)|\w*platz(?=nummer)"
    r"|(?:um|aus|hin|rück|heim|lösungs|rechts|versand|liefer|zahlungs|weit|bei|durch|halb|arbeits|schul|fuß|geh|rad|wander|radio|unter|dienst|meld)weg"
    r"|(?:kleider|ohr|ehe|schlüssel|dichtungs|hosen|o-|vor|ein|gummi|motor|frei|finger|schrauben?)ring|staudamm|passiersteig|bahnsteig|bürgersteig"
    r"|\w*(?:abstieg|einstieg|anstieg|ausstieg|aufstieg|umstieg|umweg)|(?:fest|be|er|ge|vor|zu)\w{0,3}(?:zeile)|adresszeile|betreffzeile|kopfzeile)s?",
    re.I,
)
_A_PART = re.compile(
    r"Tür|Top|Stiege|Stg|Stock|OG|Wohnung|Whg|App|Apartment|Eingang|Etage|Zimmer|Klingel", re.I
)  # of a house
_ADJECTIVE = re.compile(
    r"(?:Alte[nr]?|Neue[nr]?|Große[nr]?|Kleine[nr]?|Obere[nr]?|Untere[nr]?|Vordere[nr]?|Hintere[nr]?|Mittlere[nr]?|Lange[nr]?|Hohe[nr]?|Breite[nr]?|Sankt|St\.|Bad|Groß)[ ]$",
    re.I,
)
_LEAD = re.compile(rf"(?<![\w-])(?P<lead>{_CAP}|[a-zäöüß]{{3,}}(?:er|sche))[ ]$")
_NO_LEAD = re.compile(
    r"(?:adresse|anschrift|straße|lieferadresse|meine?r?|unsere?r?|dieser?|jeder|einer|der|aus|ihrer|deiner|ihnen|dir|euch|ein|kein|den|freier?|nur|noch|neuer?|nächster|weiterer|im|am|in)\.?$",
    re.I,
)
_AFTER_SOMEONE = re.compile(
    rf"(?<![\w-])(?:Straße|Platz|Allee|Ring|Weg|Ufer|Gasse)\s+(?:des|der|am|an\sder|zum|zur|von)\s+(?:\d{{1,2}}\.\s)?{_CAP}(?:\s{_CAP})?\s+$"
)
_ROMANCE = re.compile(
    rf"(?<![\w-])(?:Rue|Via|Avenue|Chemin|Route|Place|Piazza|Viale|Calle|Strada|Quai|Boulevard)\s(?:de\s|du\s|la\s|des\s|del\s|della\s|l['’])*{_CAP}(?:\s{_CAP})?\s+$"
)
_AT = re.compile(
    r"(?<![\w-])(?P<lead>(?i:am|an\s(?:der|den)|im|in\s(?:der|den|dem)|zum|zur|auf\s(?:der|dem|den)|unter\s(?:den|der|dem)|hinter\s(?:der|dem|den)"
    rf"|vor\s(?:dem|der)|beim|bei\sder|neben\sder))\s(?:(?:{_CAP}|alten?|neuen|hohen|großen|kleinen)\s)?(?P<noun>{_CAP})\s+$"
)
_AT_SMALL = re.compile(_AT.pattern, re.I)
_NO_PLACE = re.compile(
    r"(?:\w*tag|\w*woch|sonnabend|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|\w*abend|morgen|mittag|anfang|ende|"
    r"telefon|\w*preis|größe\w*|\w*nummer|schnitt|durchschnitt|jahr\w*|monat\w*|woche\w*|stunde\w*|alter|zimmer|raum|regal|gleis|\w*stock|zug|katalog|seite|"
    r"kapitel|\w*vertrag|\w*rechnung|system|\w*app|warenkorb|\w*shop|laden|lager|umkreis|version|tarif|abschnitt|punkt|terminal|gate|reihe|kanal|"
    r"fall|standort|schalter|\w*automat|filiale|tisch|kasse|stand|wert|farbe\w*|halle|haus|gesamt|paket|set|karton|datum|konto|internet|kurs|übrigen|schnellen|test|beispiel|prinzip|fach|ordner|team|liste|skala|karte|website|webseite|startseite|homepage|position|stelle|platz|rang|etage|ebene|flur|kalender|formular|bild|foto|display|\w*ung|\w*keit|\w*heit)",
    re.I,
)
_CUE_BEFORE = re.compile(
    r"(?:^|[\n,:;(\"„]\s*|\b(?:wohn\w*|adresse|anschrift|ist|an|nach|in|lautet|liefer\w*|bitte|und|oder|haus|versand|jetzt|bei|straße|strasse|str)\s+)$",
    re.I,
)
_CUE_BEHIND = re.compile(r"\s*(?:[,.;!?)\n\"“]|$|\d{4,5}\s|in\s[A-ZÄÖÜ]|und\b|oder\b)")

_TOWN = (
    r"(?:(?:Bad|Sankt|St\.|Groß|Klein|Markt|Schwäbisch|Hohen|Alt|Neu)\s)?[A-ZÄÖÜ][\wäöüß-]+"
    r"(?:\s(?:am|an\sder|im|in\sder|ob\sder|bei|vor\sder|auf|unter)\s[A-ZÄÖÜ][\wäöüß-]+|\s(?:v\.\s?d\.\s?H\.|a\.\s?M\.|a\.\s?d\.\s?\w+\.?)|\s?/\s?[A-ZÄÖÜ]\w+"
    r"|\s\([A-ZÄÖÜ][\w.\s]{1,15}\))?"
)
_STATE = r"(?:(?:D|A|CH|DE|AT)[-– ]\s?)?"
_BEHIND = re.compile(
    rf"(?:\s*[,;/|\n]\s*|\s[–-]\s|\s+)"
    rf"{_STATE}\d{{4,5}}(?!\w|[.,:]\d)(?:\s+(?!(?:und|oder|bitte|ist|ab|vom|nicht|das|liefern)\b)(?:{_TOWN}|[a-zäöüß]{{4,}}(?:\s(?:am|an\sder)\s[a-zäöüß]{{3,}})?))?(?!\w)"
    rf"|\s*,\s*(?!(?:\w+haus|\w+gebäude|Rgb|\w*geschoss|\w+eingang|\w*[Ee]tage|Klingel|Danke|Gruß|Grüße|Bitte|Liebe|Viele|LG|MfG|Whg|Wohnung|Top|OG|EG|DG|Herr|Frau|Tel\w*|Handy)\b)(?:{_TOWN})(?=\s*(?:[.,;!?)\n]|$))"
)
_PLACE = re.compile(rf"(?<![\w.,/€-])(?P<state>{_STATE})(?P<code>\d{{4,5}})\s+(?P<town>{_TOWN})(?!\w)")
_PLACE_CUE = re.compile(
    r"(?:\b(?:in|nach|aus|plz|postleitzahl|wohn\w*|adresse|anschrift|ort|wohnort|stadt|ist|statt|bei|von)\b[\s:,]*|^|[\n,:;(]\s*)$",
    re.I,
)
_NO_TOWN = re.compile(
    r"(?:eur|euro|chf|franken|dollar|stück|kilometer|km|schritte?n?|kunden|punkte?n?|meilen|mal|personen|einwohner|liter|watt|kwh|artikel|seiten|uhr|"
    r"mitarbeiter\w*|teile|tage|minuten|stunden|jahre|bonus\w*|follower|bestellungen|mbit\w*|mb|gb|lumen|mah|volt|zeichen|wörter|bewertungen|sterne|"
    r"mark|cent|prozent|blatt|flaschen|karten|kisten|kartons|pakete|umdrehungen|upm|hz|rpm|points?|prämien\w*|treue\w*|menschen|exemplare|tonnen|sekunden|betriebsstunden)",
    re.I,
)
_BOX = re.compile(rf"\b(?:Postfach\s\d[\d ]{{1,8}}\d|Packstation\s\d{{1,3}})(?:,?\s+\d{{4,5}}\s+{_TOWN})?", re.I)


def german_addresses(text: str) -> Iterator[Found]:
    """Yield streets with house numbers, with the town where it follows; and postcodes with a town."""
    end, starts, ends = 0, set(), set()
    for house in _HOUSE.finditer(text):
        if house.start() < end:
            continue
        behind = _BEHIND.match(text, house.end())
        placed = bool(behind and _CODE_AND_TOWN.search(behind.group()))
        start = _street(text, house.start(), house.end(), placed)
        if start is not None:
            end = behind.end() if behind else house.end()
            starts.add(start)
            ends.add(end)
            yield Found("address", start, end)
    for match in _PLACE.finditer(text):
        if (
            _is_place(text, match) or match.end() + 2 in starts or _is_near(match.start(), ends)
        ):  # "5020 Salzburg, Getreidegasse 8"
            yield Found("address", *match.span())
    for match in _BOX.finditer(text):
        yield Found("address", *match.span())


def _is_near(start: int, ends: Collection[int]) -> bool:
    """Tell whether a street ended a little in front: "Hauptplatz 3/Stiege 2, 8010 Graz"."""
    return any(start - gap in ends for gap in range(1, 32))


def _street(text: str, start: int, end: int, placed: bool) -> int | None:
    """Return where the street in front of the house number begins; `placed`: a postcode and a town follow."""
    base = max(0, start - _STREET_LENGTH)
    before = _NUMBERED.sub("", text[base:start])
    word = _LAST_WORD.search(before)
    if not word or (_A_COUNT.match(text, end) and not placed):
        return None
    known = _AFTER_SOMEONE.search(before) or _ROMANCE.search(before)
    if known:
        return base + known.start()
    at = (_AT_SMALL if placed else _AT).search(before)
    if at and not _NO_PLACE.fullmatch(at["noun"]) and (placed or _stands_alone(text, base + at.start(), end)):
        return base + at.start()
    if _ALONE.fullmatch(word.group().strip()):
        lead = _LEAD.search(before[: word.start()])
        if lead and not _NO_LEAD.fullmatch(lead["lead"]):
            return base + _with_adjective(before, lead.start())
        return base + word.start() if placed else None
    begin = base + _with_adjective(before, word.start())
    alone = _stands_alone(text, begin, end)
    name = word.group().strip().removesuffix(".")
    described = begin < base + word.start() and text[begin].isupper() and name[0].isupper()  # "Lange Reihe 12"
    if alone and described and (name == "Reihe" or not (_NO_PLACE.fullmatch(name) or is_owner(name))):
        return begin
    return begin if _is_street(name, placed, alone=alone, short=end - start <= 4) else None


def _with_adjective(before: str, start: int) -> int:
    extra = _ADJECTIVE.search(before[:start])
    return extra.start() if extra else start


def _is_street(name: str, placed: bool, *, alone: bool, short: bool) -> bool:
    """Tell whether a word is the name of a street; some endings only where an address may stand `alone`."""
    if (_NO_STREET.fullmatch(name) and not placed) or is_owner(name):
        return False
    endings, stem = sections("streets.txt"), name.lower()
    if stem.endswith(endings["sure"]) and stem not in endings["sure"]:
        return True
    if _A_PART.fullmatch(name):
        return False
    if placed and short and (name[0].isupper() or stem.endswith(endings["maybe"])):
        return True
    return alone and name[0].isupper() and stem.endswith(endings["maybe"]) and stem not in endings["maybe"]


def _stands_alone(text: str, start: int, end: int) -> bool:
    return bool(_CUE_BEFORE.search(text[max(0, start - 20) : start]) and _CUE_BEHIND.match(text, end))


def _is_place(text: str, match: re.Match[str]) -> bool:
    code, town = match["code"], match["town"]
    if _NO_TOWN.fullmatch(town) or town.isupper():
        return False
    if match["state"]:
        return True
    cue = _PLACE_CUE.search(text[max(0, match.start() - 18) : match.start()])
    if len(code) == 5:
        return bool(cue)
    return bool(cue and cue.group().strip(" \n,:;(")) and not 1900 <= int(code) <= 2099
