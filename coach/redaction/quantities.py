"""Numbers that count or date something: prices, measures, days, years; none of them leads to a person."""

import re

_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:(?:19|20)?\d\d)?)?"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)?\d\d|(?:19|20)\d\d[./-](?:0[1-9]|1[0-2])(?:[./-](?:0[1-9]|[12]\d|3[01]))?"
)
_DECIMAL = re.compile(r"\d{1,4}\.\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?|(?:0?[1-9]|1[0-2])/(?:19|20)\d\d")
_MONEY = re.compile(
    r"\s?(?:€|£|\$|%|°|(?:euros?|eur|chf|franken|sfr|dollars?|usd|gbp|pounds?|quid|pence|cents?|prozent|percent|uhr|o['’]clock)\b|,-|\.-)",
    re.I,
)
_MONEY_BEFORE = re.compile(r"(?:€|£|\$|\b(?:eur|euro|chf|usd|gbp|fr\.))\s?$", re.I)
_UNIT = re.compile(
    r"\s?(?:stück|stk|teile|pieces?|pcs|units?|items?|km|cm|mm|kg|gramm|g|l|liter|ml|kwh|watt|volt|gb|mb|tb|mah|grad|mal|times|x|blatt|seiten|pages|"
    r"personen|people|\w*punkte|points|meilen|miles|schritte|std|stunden?|minuten|tagen?|wochen|monaten?|jahren?|days?|weeks?|months?|years?|hours?|minutes?|"
    r"mbit|u/min|upm|rpm|meilen|klicks|besucher|einwohner|leute|views?|followers?|words?|wörter|zeichen|umdrehungen|sterne|kb|hz|zoll|inch(?:es)?|am|pm|artikeln?|kunden|customers|kilometer|meter|met(?:re|er)s|feet|ft|qm|m²|m2|sqm|bricks|boxes|packs?|kartons?|kisten|paar|pairs?)\b",
    re.I,
)


def amount(text: str, start: int, end: int) -> bool:
    """Tell whether the digits are a price, a share or a time of day."""
    return bool(_MONEY.match(text, end) or _MONEY_BEFORE.search(text[max(0, start - 6) : start]))


def plausible(text: str, start: int, end: int, digits: int) -> bool:
    """Tell whether a code is no date, no year, no count of things, and long enough."""
    code = text[start:end]
    if _DATE.fullmatch(code) or _DECIMAL.fullmatch(code) or (digits > 3 and _YEAR.fullmatch(code)):
        return False
    marked = bool(re.search(r"[A-Za-z]|\d[-_/]\d", code))
    return sum(c.isdigit() for c in code) >= (3 if marked else digits) or (marked and len(code) >= 6)


def counts_things(text: str, end: int) -> bool:
    """Tell whether a unit or a thing that is counted follows: "5000 Punkte"."""
    return bool(_UNIT.match(text, end))
