"""Who does what by when: announcements of the firm without a time, and vague times."""

import re

from coach.reading import Measurement, Reading
from coach.types import Span

VAGUE = re.compile(
    r"\b(?:zeitnah\w*|in\s+k(?:ü|ue)rze|(?:so\s+)?(?:schnell|bald|rasch)\s+(?:wie|als)\s+m(?:ö|oe)glich"
    r"|so\s+schnell\s+es\s+geht"
    r"|m(?:ö|oe)glichst\s+(?:bald|schnell|rasch)|schnellstm(?:ö|oe)glich\w*|baldm(?:ö|oe)glich\w*|umgehend"
    r"|demn(?:ä|ae)chst|bald"
    r"|sobald\s+(?:wie\s+m(?:ö|oe)glich|(?:ich|wir)\s+k(?:ö|oe)nn\w+)|zu\s+gegebener\s+zeit|asap|a\.s\.a\.p"
    r"|as\s+(?:soon|quickly)\s+as\s+(?:possible|(?:they|we|i)\s+can)|shortly|(?<!as )(?<!too )soon(?!\s+as)"
    r"|in\s+due\s+course)\b",
    re.I,
)
# "Bis bald!", "we hope to see you soon": a wish, no date
_WISH = re.compile(
    r"\b(?:bis\s+bald|hoff\w+|freu\w+|w(?:ü|ue)nsch\w+|gute\s+besserung|hope|see\s+you|look\w*\s+forward"
    r"|welcom\w+|get\s+well|speak\s+soon)\b",
    re.I,
)
_NUMBER = (
    r"(?:\d+|ein(?:e[rnm]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|an?|one|two|three|four|five|ten|few"
    r"|paar|wenigen?|the)"
)
_HOUR = (
    r"(?:\d{1,2}|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)"
)
_NO_HOUR = (
    r"(?![.,]?\d|\s*(?:€|£|\$|%|-|euro?\b|kg\b|k?m\b|gb\b|mbit|jahre|years|stück|personen|people|prozent"
    r"|per\s?cent|of\b))"
)
TIME = re.compile(
    r"\b(?:heute|(?<!guten )morgen|übermorgen|uebermorgen|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|"
    r"today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|januar|februar|märz|april|mai|juni|juli"
    r"|august|september|"
    r"oktober|november|dezember|january|february|june|july|october|december|mittags?"
    r"|(?<!guten )(?<!schönen )abends?|noon|midday)\b"
    r"|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2}\.\s?\d{1,2}\.|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:may|march)\b"
    r"|\b(?:may|march)\s+\d"
    r"|\b\d{1,2}\s*(?:uhr|am|pm|a\.m|p\.m|h)\b|\b(?:noch\s+im|ende"
    r"|by\s+the\s+end\s+of)\s+(?:diese\w+\s+)?(?:monats?|woche|month)\b"
    rf"|\b(?:bis|um|gegen|vor|ab|by|at|before|after)\s+(?:halb\s+)?{_HOUR}\b{_NO_HOUR}"
    rf"|\b{_NUMBER}(?:\s*(?:-|–|bis|to|or|oder)\s*\w+)?\s+(?:sek(?:unden?)?|min(?:uten?|utes?|s)?|moment"
    rf"|stunden?|std|tage?n?|arbeitstage?n?|werktage?n?|"
    r"wochen?|monate?n?|sec(?:ond)?s?|hours?|hrs?|days?|weeks?|months?|(?:business|working)\s+days?)\b"
    r"|\b(?:sofort|danach|right\s+away|immediately|straight\s+away|end\s+of\s+(?:the\s+)?(?:day|week)"
    r"|(?<!schönes )wochenende|feierabend)\b",
    re.I,
)
_FIRM_ACTS = re.compile(
    r"(?i:\b(?:wir|ich|kolleg\w+|\w*team|\w*abteilung|techniker\w*|technik|lager|leitstelle|vertrieb"
    r"|buchhaltung)\b)[^.!?\n]{0,60}?"
    r"\b(?:prüf(?:en?|t)|pruef(?:en?|t)|kümmer(?:e|n|t)|kuemmer(?:e|n|t)|klär(?:en?|t)|klaer(?:en?|t)"
    r"|meld(?:en?|et)\s+(?:mich|uns|sich)|"
    r"schau(?:en?|t)?\s+(?:\w+\s+){0,3}(?:nach|an|rein)|geb(?:en?)?\s[^.!?\n]{0,50}\bweiter"
    r"|leiten?\s[^.!?\n]{0,50}\bweiter|"
    r"weitergeleitet|weitergegeben|bearbeite[nt]?|untersuche[nt]?|erkundigen?|frag(?:en?"
    r"|t)\s[^.!?\n]{0,40}\b(?:nach|an)|informier(?:en?|t))\b"
    r"|(?i:\b(?:klär|prüf|kümmer)\w+\s+(?:ich|wir|mich|uns)\b|\bmeld\w+\s+(?:ich\s+mich|wir\s+uns|mich|uns)\b)"
    r"|(?i:\bwird\b[^.!?\n]{0,60}\b(?:geprüft|bearbeitet|geklärt|weitergeleitet|untersucht)\b)"
    r"|(?i:\b(?:ist|sind)\s+(?:\w+\s+){0,2}in\s+(?:bearbeitung|klärung|prüfung)\b|\b(?:hören|hörst|bekommen"
    r"|bekommst)\s+(?:sie|du)\s+(?:wieder\s+)?von\s+(?:uns|mir)\b)"
    r"|(?i:\b(?:i|we|they|(?:[a-z]+\s)?team|department|colleagues?|engineers?|manager)(?:'ll|’ll|'m|’m|'re|’re"
    r"|\s+will|\s+am|\s+are|\s+is|\s+need\s+to|\s+can)?"
    r"\s+(?:(?!ask\b|encourage\b|hope\b|look\b|always\b)[a-z]+\s+){0,2}?(?:check(?:ing)?\b(?!\s+out)"
    r"|look(?:ing)?\s+(?:into|at\s+(?:this|it|your|that))|tak(?:e|ing)\s+a\s+look|"
    r"get(?:ting)?\s+back|come\s+back\s+to|be\s+in\s+touch|investigat(?:e|ing)|forward(?:ed|ing)?\b|pass(?:ed"
    r"|ing)?\s+(?:this|it|that|your|on)|chas(?:e|ing)|"
    r"find(?:ing)?\s+out|let\s+you\s+know|review(?:ing)?\b|process(?:ing)?\b|escalat(?:e|ed|ing)|update\s+you))"
    r"|(?i:\b(?:i|we)(?:'ve|’ve|\s+have)\s+(?:asked|passed|forwarded|escalated|raised)\b)"
    r"|(?i:\b(?:is|are|will)\s+be(?:ing)?\s+(?:\w+\s+)?(?:checked|processed|reviewed|investigated"
    r"|looked\s+(?:into|at)|handled)\b)"
    r"|(?i:\b(?:you(?:'ll|’ll|\s+will)\s+hear\s+from|will\s+(?:contact|call|email)\s+you|someone\s+will)\b)",
)
# Looking back, or under a condition of the customer's: nothing is announced.
_NO_ANNOUNCEMENT = re.compile(
    r"\b(?:hätte\w*|geprüft\s+habe\w*|should\s+have|could\s+have|feel\s+free|(?:weitere|any)\s+(?:fragen"
    r"|questions)|don'?t\s+hesitate|always\s+looking)\b",
    re.I,
)
_IMPERATIVES = (
    "schick|send|nenn|geb|gib|teil|schreib|meld|ruf|antwort|sag|bring|komm|lad|füll|prüf|schau|probier|versuch"
    "|klick|öffn|"
    "start|wähl|lass|wend|beantrag|reich|nutz|zeig|bestätig|trag|hol|stell|mach|schalt|drück|zieh"
)
_ASKS_CUSTOMER = re.compile(
    rf"\?\W*$|\bbitte\b|\b(?:{_IMPERATIVES})\w*\s+sie\b|(?:^|[,;:]\s+|\b(?:und|dann"
    rf"|einfach)\s+)(?:{_IMPERATIVES})e?\s+(?:mir|uns|mal|dir|dich|kurz|einfach|bitte|doch|bescheid)\b"
    r"|\b(?:brauch\w*|bräucht\w*|benötig\w*)\s+(?:ich|wir)\b|\b(?:ich|wir)\s+(?:brauch|bräucht|benötig)\w*"
    r"|\b(?:i|we)(?:'d|’d|\s+would)?\s+(?:just\s+)?need\b"
    r"|\bplease\b|\blet\s+(?:me|us)\s+know\b|(?:^|\b(?:just|and|then|simply)\s+)(?:reply|send|call|tell|try"
    r"|message|email|dm)\s",
    re.I,
)
_COURTESY = re.compile(
    r"\b(?:entschuldig\w*|verzeih\w*|verständnis|um\s+(?:etwas\s+|ein\s+wenig\s+)?geduld|sonst\s+noch"
    r"|(?:weitere|noch)\s+fragen|anything\s+else|(?:any|further|more)\s+questions"
    r"|feel\s+free|don'?t\s+hesitate|please\s+(?:accept|understand|be\s+assured|bear\s+with|note|rest"
    r"|don'?t\s+worry)|bear\s+with)\b",
    re.I,
)


class NextStepSignal:
    """Announcements without a time, vague words for a time, real times, clear asks to the customer."""

    def measure(self, reading: Reading) -> Measurement:
        """Return counts per sentence kind (capped at 3); spans are the announcements that name no time."""
        sentences = [reading.draft.text[start:end] for start, end in reading.sentences]
        timed = [bool(TIME.search(s)) for s in sentences]
        without_time, vague = [], []
        for i, ((start, end), sentence) in enumerate(zip(reading.sentences, sentences, strict=True)):
            found = [] if timed[i] or _WISH.search(sentence) else list(VAGUE.finditer(sentence))
            vague += [Span(start + m.start(), start + m.end()) for m in found]
            # "Ich frage im Lager nach. Sie hören bis 15 Uhr von mir." names its time in the next sentence
            settled = timed[i] or (not found and (any(timed[i + 1 : i + 2]) or _asks(sentence)))
            if not settled and _FIRM_ACTS.search(sentence) and not _NO_ANNOUNCEMENT.search(sentence):
                without_time.append(Span(start, end))
        features = {
            "action_without_time": float(min(3, len(without_time))),
            "vague_time": float(min(3, len(vague))),
            "sentences_with_time": float(min(3, sum(timed))),
            "asks_customer": float(min(3, sum(map(_asks, sentences)))),
        }
        return Measurement(features, tuple(without_time) or tuple(vague))


def _asks(sentence: str) -> bool:
    return bool(_ASKS_CUSTOMER.search(sentence)) and not _COURTESY.search(sentence)
