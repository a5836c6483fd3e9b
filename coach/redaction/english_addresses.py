"""Postal addresses as British, Irish and Americans write them: "12 Station Road, Leeds LS1 4AB", "Boise, ID 83702"."""

import re
from collections.abc import Iterator

from coach.redaction.identifiers import Found

_CAP = r"[A-Z][\w'’]+(?:-[A-Z]?[\w'’]+)*"
_TYPE = (
    r"(?:Streets?|Roads?|Avenue|Lane|Close|Drive|Court|Place|Way|Terrace|Crescent|Gardens?|Grove|Hill|Square|Boulevard|Parkway|Mews|Row|Walk|View|Rise|"
    r"Green|Circle|Trail|Park|Quay|Wharf|Yard|Parade|Highway|Loop|Bank|Vale|Meadows?|Mount|Ridge|Broadway|Heights|Croft|Fields?|End|Wynd|Brae|Strand|"
    r"Gate|Alley|Esplanade|Pike|Turnpike|Plaza|Common|Paddocks?|Orchard|(?:St|Rd|Ave?|Ln|Dr|Ct|Pl|Cres|Gdns|Gr|Sq|Blvd|Pkwy|Cir|Hwy)\.?)"
)
_SMALL_TYPE = "(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|terrace|crescent|gardens|grove|court|square|mews|boulevard|blvd|parkway|way|row|walk|hill|place|green|rise|croft|view)"
_FLAT = r"(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Ste\.?|Floor)\s?\#?(?!(?:at|in|on|is|for|no|and|to|the|of)\b)[\w/]{1,5}|\#\s?\d{1,5}\w?)"
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[ACDEFHKNPRTVWXY]\d[\dW]\s?[A-Z\d]{4})"
_ZIP = r"(?:[A-Z]{2}|[A-Z][a-z]+)[,\s]\s?\d{5}(?:-\d{4})?"
_TOWNS = rf"(?:{_CAP}\.?(?:\s(?:{_CAP}|upon|on|le|under))*?\s*(?:,\s*|\n\s*|\s)){{0,3}}?"
_TAIL = rf"(?:(?:,\s*|\s*\n\s*|\s){_TOWNS}(?:{_POSTCODE}|{_ZIP})(?!\w))"
_CITY_TAIL = rf"(?:,\s(?!(?:Flat|Apt|Unit|I|We|The|Please|Thanks|It|My)\b)(?:Dublin\s\d{{1,2}}W?|{_CAP}(?:\s{_CAP})?)(?=\s*(?:[.,;!?)\n]|$)))"
_HOUSE = r"(?<![\w.,£€$-])\d{1,5}[A-Za-z]?(?:[-–/]\d{1,4}[a-zA-Z]?)?,?\s"
_HOUSE_NAME = rf"(?:(?:{_FLAT},\s)?(?:The\s)?(?:{_CAP}\s){{1,2}}(?:House|Cottage|Cottages|Farm|Lodge|Barn|Hall|Mill|Court|Bakery|Rectory|Vicarage|School),\s)"
_STREET = re.compile(
    rf"(?<![\w-])(?:(?:{_FLAT},?\s)?{_HOUSE}|{_FLAT},\s)(?:(?:[NSEW]|North|South|East|West)\.?\s)?(?:(?:The|{_CAP}|St\.|\d{{1,3}}(?:st|nd|rd|th))\s){{1,3}}?{_TYPE}(?![\w'’])"
    rf"(?:\s[NSEW][EW]?(?![\w'’]))?(?:,?\s{_FLAT})?(?:{_TAIL}|{_CITY_TAIL})?"
)
_SMALL = re.compile(
    rf"(?:{_FLAT},?\s)?{_HOUSE}(?!(?:minutes?|hours?|days?|times?|of|in|to|and|or|more|the|a|people|x|st|nd|rd|th|way|on|at|is|from|by|down)\b)"
    rf"(?:[a-z'’]{{3,}}\s){{1,2}}?{_SMALL_TYPE}(?![\w'’])\.?(?P<tail>,?\s(?:[a-z]{{3,}},?\s){{0,2}}?(?:[a-z]{{1,2}}\d[a-z\d]?\s?\d[a-z]{{2}}|[a-z]{{2}}\s\d{{5}})(?!\w))?",
    re.I,
)
_HOUSE_IN_FRONT = re.compile(rf"(?<![\w-]){_HOUSE_NAME}$")
_NAMED_HOUSE = re.compile(rf"(?<![\w-]){_HOUSE_NAME}(?:{_CAP}\s){{1,2}}{_TYPE}(?![\w'’]){_TAIL}")
_NUMBERED_LINE = re.compile(rf"{_HOUSE}(?:{_CAP}\s?){{1,3}},\s{_TOWNS}{_POSTCODE}(?!\w)")
_PLACE = re.compile(
    rf"(?<![\w-])(?:{_CAP}(?:\s{_CAP})?,?\s)?(?:[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}|[AC-FHKNPRTV-Y]\d[\dW]\s(?=\d*[A-Z]\d*[A-Z\d])[A-Z\d]{{4}})(?!\w)|(?<![\w-])(?!DIN|ISO){_CAP}(?:\s{_CAP})?,?\s(?!EN\b)[A-Z]{{2}}\s\d{{5}}(?:-\d{{4}})?(?!\w)"
)
_CODE = re.compile(
    r"\bpost\s?code(?:\s(?:is|=))?[\s:]{1,3}([A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?!\w)",
    re.I,
)
_BOX = re.compile(rf"\bP\.?\s?O\.?\sBox\s\d{{1,6}}(?:{_TAIL})?", re.I)
_CUE = re.compile(r"(?:\b(?:at|to|address|is|live|moved|from|new|now|or|home)\b[\s:,]*|^|[\n,:;(]\s*)$", re.I)
_NO_PLACE = re.compile(r"(?:Order|Invoice|Ref|Case|Ticket|Model|Part|The|Our|My|Error|Code)\b")


def english_addresses(text: str) -> Iterator[Found]:
    """Yield streets with house numbers, with town and postcode where they follow; and towns with a postcode."""
    for match in _STREET.finditer(text):
        base = max(0, match.start() - 50)
        house = _HOUSE_IN_FRONT.search(text[base : match.start()])
        yield Found("address", base + house.start() if house else match.start(), match.end())
    for pattern in (_NAMED_HOUSE, _NUMBERED_LINE, _BOX):
        for match in pattern.finditer(text):
            yield Found("address", *match.span())
    for match in _SMALL.finditer(text):
        if match["tail"] or _CUE.search(text[max(0, match.start() - 12) : match.start()]):
            yield Found("address", *match.span())
    for match in _PLACE.finditer(text):
        lead = _NO_PLACE.match(match.group())
        start = match.start() + (lead.end() + 1 if lead else 0)
        yield Found("address", start, match.end())
    for match in _CODE.finditer(text):
        yield Found("address", *match.span(1))
