"""Names that their place gives away: behind a title, in a greeting, under a message, in an introduction.

A given name counts wherever it stands alone. Many names are words as well ("Will you …", "im Mai"): those count only in a
place for names. `whose` tells who is meant, as far as the place tells it: the archive must not find an agent.
"""

import re
from collections.abc import Iterator

from coach.redaction.owners import is_owner
from coach.redaction.people import (
    CAPITALISED,
    NAME_ENDS,
    TITLE,
    UPPER,
    Name,
    is_business,
    is_given,
    is_no_name,
    is_plainly_given,
    name_end,
    small_end,
    small_given_end,
    small_pair_end,
)

_HELLO = (
    r"hallo|hall[oö]chen|hi|hiya|hey|hej|moin(?:\smoin)?|servus|grüezi|grüß\s(?:dich|sie|gott)|guten?\s(?:morgen|tag|abend|nachmittag)|"
    r"sehr\sgeehrter?s?|liebe[rs]?|dear|hello|good\s(?:morning|afternoon|evening|day)|morning|afternoon|evening|ciao|tach|mahlzeit|werter?|huhu"
)
_DEGREES = r"(?:(?:dr|prof|professor|doktor|dipl|ing|med|mag|rer|nat|phil|jur|h\.c)\b\.?-?\s?){0,4}"
_TITLED = re.compile(rf"(?<![\w-])(?:(?P<hello>{_HELLO})[,\s]\s?)?(?P<title>{TITLE})\s+{_DEGREES}", re.I)
_GREETED = re.compile(
    rf"(?<![\w-])(?:{_HELLO})(?:[ ](?:liebe[rs]?|nochmals?|again|there|zusammen|und|and))?,?[ ](?!{TITLE}\s)", re.I
)
_FIRM_TITLES = ("herr", "herrn", "mr", "mrs", "ms")  # a name follows, even one written small
_POSSESSED = re.compile(r"\b(?:[mds]eine[rn]?|ihre[rn]?)\s$", re.I)

_MANY = r"(?:lieben?|vielen?|besten?|freundlichen?|freundlichem|herzlichen?|schönen?|sonnigen?|kollegialen?)"
_CLOSE = re.compile(
    rf"(?<![\w-])(?:(?:(?:mit\s)?{_MANY}\s(?:grü(?:ß|ss)en?|gruß|dank)|lg|vg|bg|mfg|gr(?:u|ü)(?:ß|ss)e?|merci|thx|ty|tschüss|"
    r"danke(?:\s(?:schön|dir|ihnen|euch|vorab|im\svoraus|sehr|nochmals?))?|dankeschön|bis\s(?:dann|bald|morgen|später)|"
    r"es\sgrüßt(?:\s(?:sie|dich|euch|herzlich|freundlich))*|gez\.|i\.\s?a\.|im\sauftrag|hochachtungsvoll|"
    r"(?:with\s)?(?:kind(?:est)?|best|warm(?:est)?|many)\s(?:regards|wishes|thanks)|regards|best|cheers|"
    r"thanks(?:\s(?:a\slot|again|so\smuch|in\sadvance))?|thank\syou(?:\s(?:very|so)\smuch)?|sincerely|"
    r"yours(?:\s(?:truly|sincerely|faithfully))?|love|take\scare|cordially|respectfully|bye|xx?)(?<=[\w.])(?!\w)"
    r"[ \t]*[,.!;:–-]*\s*|(?:^|\n)[-–—~/][ ]?|(?<=[.!?\n])\s*(?=(?:Ihre?|Dein|Deine|Euer|Eure|Yours?)\s))"
    r"(?:(?:von|from|wünscht|aus\s\w+,?|ihre?|deine?|eure?|euer|yours?)\s){0,2}" + _DEGREES + rf"(?:{TITLE}\s+)?",
    re.I,
)
_SMALL_CLOSE = re.compile(
    r"(?:lg|vg|bg|mfg|gr(?:u|ü)(?:ß|ss)e?n?|regards|wishes|cheers|thx)\W*(?:von\s|ihre?\s)?$", re.I
)
_YOURS = re.compile(r"\s*(?:ihre?|dein|deine|euer|eure|yours?)\s", re.I)
_OF_A_HOUSE = re.compile(r"(?:ihre|eure|your)\s$", re.I)  # "Ihre DB"
_LINE_ENDS = re.compile(r"[ .,!]*(?:\n|$|\()")
_LAST_MARKS = " \n.!,-xX🌻🙂😊❤️🙏👍"
_LAST_LINE = re.compile(rf"(?:\n|[.!?🙂😊👍🙏]\s)\s*(?P<name>{CAPITALISED}(?:[ ]{CAPITALISED}){{0,2}})\W*$")

_NAMED = re.compile(
    r"(?<![\w-])(?:(?:mein|my)\sname(?:\s(?:ist|lautet|is|wäre)|['’]s|:)|(?:vor-?\s?und\s)?(?:nach|vor)?name\s?[:=]|ich\shei(?:ß|ss)e|"
    r"(?:full|last|first|sur)\s?name\s?[:=]|the\sname\sis|(?<=[\n,.!]\s)name\s(?:is|ist)|^name\s(?:is|ist)|gez\.|signed|(?:konto|karten|vertrags)inhaber(?:in)?\s?(?:ist|:)?|"
    r"(?:account|card)\s?holder\s?(?:is|:)?|ansprechpartner(?:in)?\s?(?:ist|:)?|(?:empfänger|absender|besteller|auftraggeber|mieter|gast|patient|rechnungsempfänger|versicherte|fahrer|kunde|kontakt|kontaktperson)(?:in)?[ ]?:|(?:recipient|sender|contact|contact\sperson|addressee|guest|passenger|attendee|tenant|holder|customer|ordered\sby|booked\sby|placed\sby|signed\sby|unterschrieben\svon|bestellt\svon|ask\sfor|speak\sto|spoke\s(?:to|with))[ ]?:?|(?:auf|unter)\s(?:den|dem|meinem|meinen)\snamen|"
    r"(?:in|under)\s(?:the|my)\sname(?:\sof)?|im\snamen\svon|on\sbehalf\sof|das\skonto\svon|(?:gebucht|reserviert)\s(?:für|auf)|booked\sfor|"
    r"z\.\s?hd\.(?:\svon)?|zu\shänden(?:\svon)?|attn:?|c/o|i\.\s?v\.|genannt|namens|called|named)\s+"
    + rf"(?:{TITLE}\s+)?{_DEGREES}",
    re.I,
)
# Someone met, named, or at whose door something was left: a capital must follow.
_MET = re.compile(
    r"(?<![\w-])(?:(?:gesprochen|telefoniert|geredet|geschrieben|geklärt|vereinbart)(?:\s[a-zäöüß]+){0,3}\smit|(?:abgegeben|hinterlegt|abgestellt|geklingelt)\sbei|"
    r"klingel(?:schild)?:?|türschild:?|nachname:?|familienname:?|surname:?|"
    r"(?:left|dropped|deposited)\s(?:it\s)?(?:with|at)|signed\s(?:for\s)?by|(?:booking|booked|reservation|reserved|table|room|account|ordered)\s(?:is\s)?(?:under|for)|"
    r"made\s(?:it\s)?out\sto|registered\sto|addressed\sto|told\sby|served\sby|sent\sby)\s"
    r"(?:(?:einer|einem|der|dem|ihrer|ihrem)\s)?",
    re.I,
)
_BETWEEN = re.compile(
    rf"(?<![\w-])(?:(?:auf|mit|bei|beim|von|an)\s)(?P<name>{CAPITALISED})\s(?:gebucht|reserviert|gesprochen|telefoniert|abgegeben|geschrieben|vereinbart|übergeben)\b"
)
_NO_ONE = re.compile(
    r"(?:\w*nachbar\w*|neighbou?rs?|\w*post|\w*filiale|\w*shop|kiosk|reception|rezeption|empfang|review|friday|\w*day|(?:to|next)\w*|paypal|klarna|dhl|dpd|gls|hermes|ups|evri|"
    r"royal|concierge|security|pförtner\w*|büro|office|anfang|ende|deutsch|englisch|wunsch|raten|\w*ung|\w*ions?|mail|e-mail|chat|whatsapp|telefon|"
    r"christmas|easter|two|three|four|him|her|them|you|me|us|the|an?|my|our|your|einwurf|haustür\w*|ablage\w*|garage|amazon|google|booking|expedia)",
    re.I,
)
# One of these is in every text that _NAMED finds something in: a search for words is quicker.
_NAMED_HINTS = re.compile(
    r"name|hei|gez|sign|inhaber|holder|ansprech|behalf|konto|gebucht|reserviert|booked|hd\.|händen|attn|c/o|v\.|genannt|called|contact|ask for|spoke|speak|by |en von|llt von|holder|customer|guest|passenger|tenant|sender|recipient|:",
    re.I,
)
_TELLS_NAME = re.compile(r"(?:mein|my|the)\sname|ich\shei|name\s?(?:[:=]|is)", re.I)
_ENDS_NAMED = re.compile(r"signed|gez|called|named|genannt", re.I)  # often no name behind: only one that ends there
_I_AM = re.compile(
    r"(?<![\w-])(?:ich\sbin(?:['’]?s)?(?:\s(?:der|die|es))?,?|hier\s(?:ist|schreibt|spricht|nochmals?|noch\smal|wieder)(?:\s(?:der|die))?|hier|i\sam|i['’]m|this\sis|"
    r"it['’]?s|here(?:\sis|['’]s)|spreche\sich\smit|am\sapparat(?:\sist)?)\s+",
    re.I,
)
_FROM = re.compile(r"\s*(?:[,.!?;\n]|$)|\s+(?:from|von|vom|aus|here|hier|calling|speaking|again|und|and|mit)\b", re.I)
_FROM_HERE = re.compile(r"\s+(?:from|here|hier|calling)\b")
_SPEAKS = re.compile(r"hier\s(?:schreibt|spricht)", re.I)
_HERE = re.compile(
    r"(?:^|[\n,.!]\s*|(?:hallo|hi|hey|moin|hello|servus|guten\stag)[,!]?\s)"
    r"(?P<name>[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+)?)\s(?:hier|here)\b",
    re.I,
)
_HEADER = re.compile(
    r"(?:^|\n)\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?(?:\s[-–])?\s(?P<name>[^:\n\d‹]{2,40}):"
)
# In front of a name; the relatives only in front of a given name.
_COLLEAGUE = re.compile(
    r"\b(?:kolleg(?:e|in|en)|mitarbeiter(?:in|s)?|nachbar(?:in|n)?|fahrer(?:in|s)?|berater(?:in|s)?|patient(?:in|en)?|kunde|kundin|"
    r"techniker(?:in)?|monteur(?:in)?|sachbearbeiter(?:in)?|vermieter(?:in)?|onkel|tante|oma|opa|colleague|neighbou?r|driver|uncle|aunt|"
    r"patient|engineer|agent|nurse|technician)\s(?=[A-ZÄÖÜ])",
    re.I,
)
_RELATIVE = re.compile(
    r"\b(?:mann|frau|sohn|tochter|schwester|bruder|mutter|vater|mama|papa|freund(?:in)?|chef(?:in)?|enkel(?:in)?|verlobte[r]?|neffe|nichte|"
    r"husband|wife|son|daughter|sister|brother|mother|father|mum|dad|friend|boss|manager|partner|nephew|niece)\s(?=[A-ZÄÖÜ])",
    re.I,
)
_INITIAL = re.compile(rf"(?<![\w.])(?<!i\. )[{UPPER}]\.(?=\s?[{UPPER}])")
_ALONE = re.compile(rf"(?<![\w-]){CAPITALISED}")
_GENITIVE = re.compile(r"\s\w")
_CLAUSE = re.compile(r"(?:^|[,.!\n])\s*(?P<name>[a-zäöüşçé][^\W\d_]{2,}(?:[ ][^\W\d_]{2,})?)\s*(?=[,.!\n]|$)")


def names_in_place(text: str) -> Iterator[Name]:
    """Yield names that their place gives away; they may overlap."""
    for find in (
        _titled,
        _greeted,
        _closing,
        _last_line,
        _introduced,
        _spoken,
        _met,
        _related,
        _alone,
        _initialled,
        _clause,
    ):
        yield from find(text)


def _titled(text: str) -> Iterator[Name]:
    for match in _TITLED.finditer(text):
        end = name_end(text, match.end(), sure=True)
        if not end and (match["hello"] or match["title"].lower().strip(".") in _FIRM_TITLES):
            end = small_end(text, match.end(), 1)
        # "meine Frau Blumen bestellt": a wife; of hers only a given name counts
        wife = match["title"].lower() == "frau" and _POSSESSED.search(text[max(0, match.start() - 8) : match.start()])
        if end and not wife:
            yield Name(match.end(), end, "other" if match["hello"] else "someone")


def _greeted(text: str) -> Iterator[Name]:
    for match in _GREETED.finditer(text):
        start = match.end()
        end = name_end(text, start) or small_given_end(text, start)
        if not end:
            continue
        first = text[start:end].split()[0]
        if is_owner(first) and not is_given(first):  # "Hallo, Tracking …"
            continue
        given = is_plainly_given(first)
        polite = "geehrte" in match.group().lower()  # "Sehr geehrter Mieter"
        if given or not (polite or text[start:end].isupper() or not NAME_ENDS.match(text, end)):
            yield Name(start, end, "other")


def _closing(text: str) -> Iterator[Name]:
    for match in _CLOSE.finditer(text):
        start = match.end()
        end = name_end(text, start)
        if _OF_A_HOUSE.search(match.group()) and text[start:end].isupper():
            continue
        if end and match.group().strip() in tuple("-–—~/") and not is_given(text[start:end].split()[0]):
            continue
        if not end and _SMALL_CLOSE.search(match.group()):
            end = small_end(text, start, 2)
            end = end if not text[end:].strip(_LAST_MARKS) else 0
        end = end or small_pair_end(text, start) or small_given_end(text, start)
        ends = _LINE_ENDS if not match.group().strip() or _YOURS.match(match.group()) else NAME_ENDS
        if end and ends.match(text, end):
            yield Name(start, end, "other" if _thanks(match.group()) else "speaker")


def _thanks(words: str) -> bool:
    """Tell whether someone may be thanked: "Danke Anna"; a mark or a new line would sign."""
    thanks = re.match(r"\s*(?:danke|dankeschön|thank|thx|merci|cheers)", words, re.I)
    return bool(thanks) and not re.search(r"[,!.\n]", words)


def _last_line(text: str) -> Iterator[Name]:
    base = max(0, len(text) - 120)
    match = _LAST_LINE.search(text[base:])
    words = match["name"].split() if match else []
    given = words and (is_plainly_given(words[0]) or (len(words) > 1 and is_given(words[0])))
    if match and given and not any(is_no_name(word) for word in words):
        yield Name(base + match.start("name"), base + match.end("name"), "speaker")


def _introduced(text: str) -> Iterator[Name]:
    for match in _NAMED.finditer(text) if _NAMED_HINTS.search(text) else ():
        own = bool(_TELLS_NAME.match(match.group()))
        end = name_end(text, match.end(), sure=True) or small_end(text, match.end(), 2 if own else 0)
        if end and (own or _ENDS_NAMED.match(match.group()) is None or NAME_ENDS.match(text, end)):
            yield Name(match.end(), end, "speaker" if own else "someone")
    for match in _HEADER.finditer(text):
        if not is_business(match["name"]):
            yield Name(*match.span("name"), "someone")


def _spoken(text: str) -> Iterator[Name]:
    for match in _I_AM.finditer(text):
        start = match.end()
        end = name_end(text, start)
        words = text[start:end].split()
        whole = len(words) > 1 and _FROM.match(text, end)
        sure = end and (
            whole or is_plainly_given(words[0]) or _FROM_HERE.match(text, end) or _SPEAKS.match(match.group())
        )
        end = end if sure or end else small_pair_end(text, start) or small_given_end(text, start)
        if end and (sure or not words):
            yield Name(start, end, "speaker")
    for match in _HERE.finditer(text):
        if is_given(match["name"].split()[0]):
            yield Name(*match.span("name"), "speaker")


def _met(text: str) -> Iterator[Name]:
    for start in [m.end() for m in _MET.finditer(text)] + [m.start("name") for m in _BETWEEN.finditer(text)]:
        end = name_end(text, start)
        first = text[start:end].split()[0] if end else ""
        if end and (is_given(first) or not (is_owner(first) or _NO_ONE.fullmatch(first))):
            yield Name(start, end, "someone")


def _related(text: str) -> Iterator[Name]:
    for match in _COLLEAGUE.finditer(text):
        if end := name_end(text, match.end()):
            yield Name(match.end(), end, "someone")
    for match in _RELATIVE.finditer(text):
        end = name_end(text, match.end())
        if end and is_given(text[match.end() : end].split()[0]):
            yield Name(match.end(), end, "someone")


def _alone(text: str) -> Iterator[Name]:
    for match in _ALONE.finditer(text):
        word = match.group()
        if is_plainly_given(word):
            yield Name(match.start(), name_end(text, match.start()) or match.end(), "someone")
        elif (
            len(word) > 4 and word.endswith("s") and is_plainly_given(word[:-1]) and _GENITIVE.match(text, match.end())
        ):
            yield Name(match.start(), match.end() - 1, "someone")


def _initialled(text: str) -> Iterator[Name]:
    for match in _INITIAL.finditer(text):
        end = name_end(text, match.start(), sure=True)
        if end > match.end() and NAME_ENDS.match(text, end):
            yield Name(match.start(), end, "someone")


def _clause(text: str) -> Iterator[Name]:
    """Yield names written small that are all a clause says: "karte weg, tamika rowe"."""
    for match in _CLAUSE.finditer(text):
        words = match["name"].split()
        if is_plainly_given(words[0]) and not any(is_no_name(word) for word in words):
            yield Name(*match.span("name"), "speaker")
