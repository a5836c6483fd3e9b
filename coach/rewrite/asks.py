"""A customer's question as the agent would take it up: as an answer with an open place, or as "wann …, kläre ich"."""

import re

from coach.rewrite.verbs import SEPARABLE, du_form, word_set

_LEAD = re.compile(
    r"^(?:(?:und|oder|aber|also|dann|bitte|außerdem|ausserdem|ja|äh|hallo|moin|and|or|but|so|also|please|hi)\b[\s,:]*)+",
    re.I,
)
_TAIL = re.compile(r"[\s?!.…,;:–-]+$")
_WH = re.compile(
    r"^(?P<wh>(?:(?:ab|bis|seit|für|um|von|in|an|zu)\s+)?(?:wie\s+(?:lange|viel|viele|oft|hoch|teuer|schnell|genau|weit)|welche[rsnm]?\s+\w+|wann|wie|was|wo"
    r"|wohin|woher|warum|wieso|weshalb|wer|wen|wem|womit|wofür|woran))\s+(?P<verb>[a-zäöüß]+)\s+(?P<rest>.+)$",
    re.I,
)
_MATRIX = re.compile(  # what stands around a question: "Können Sie mir sagen, ob …", "ich wüsste gern, wann …"
    r"^(?:(?:können|könnten|könnt|kannst|könntest|würden|würdest|wissen|weißt|wisst)\s+(?:sie|du|ihr)|(?:ich\s+)?(?:wüsste|würde|möchte|wollte)\s+(?:ich\s+)?(?:gern\w*|nur|mal)|wir\s+(?:wüssten|würden|möchten|wollten)\s+gern\w*)\b"
    r"(?:\s+(?:mir|uns|vielleicht|bitte|zusätzlich|schon|kurz|eventuell|mal|auch|noch|denn|gern\w*|nur))*"
    r"(?:\s+(?:sagen|mitteilen|verraten|erklären|schreiben|wissen|nachsehen|nachschauen|prüfen))?,?\s+(?=(?:ob|wann|wie|wo|was|wer|warum|welche\w*|bis\s+wann|ab\s+wann)\b)",
    re.I,
)
_ALREADY = re.compile(
    r"^(?:ob|wann|wie|wo|was|wer|warum)\s+(?:das|die|der|es|sie|er|mein\w*)\s+.*\b(?:\w+(?:t|en)|ist|kann|muss|darf|soll|wäre|wird)$",
    re.I,
)
_ICH_LAST = re.compile(
    r"^(?P<wh>ob|wann|wie|wo|was|warum|bis\s+wann|ab\s+wann)\s+ich\s+(?P<rest>.+\s)?(?P<verb>\w+)$", re.I
)
_LONGEST = 10  # words of a question that is taken over
_POINTS = re.compile(  # to what is not in the sentence
    r"\b(?:hierfür|dafür(?!\s+zuständig)|damit|davon|dazu|darin|daran|dran|drauf|dass|btw|wenns?|weil|schön|irgendw\w+|dann|sonst|anders|überall|immer\s+noch|mal\s+wieder)\b|\b(?:die|der|dem|den)\s+(?:noch|jetzt|dann|schon|auch|immer|wieder|nicht|trotzdem|bei|bis|mit|abgezogen|gelöscht|gilt|geht|kommt|ist|wird)\b"
    r"|^(?:was|wie)\s+(?:mach\w*|tu\w*|soll\w*|muss|kann)\b|\b(?:wir|ihr|sie)\s+(?:mal\s+)?(?:gucken|schauen|nachsehen|prüfen|helfen|machen)\b|\bjetz\b|^\w+\s+(?:immer|noch|nicht|schon|auch|trotzdem)\b|^(?:haben|können|könnten|sind|werden|machen|liefern|bieten|führen|wollen|müssen|brauchen)\s+(?-i:sie)\b",
    re.I,
)
_SLOPPY = re.compile(  # a noun in small letters behind a word that asks for one
    r"\b(?:der|die|das|den|dem|des|eine?[rnms]?|meine?[rnms]?|keine?[rnms]?|zu|zum|zur|an|am|für|in|im|mit|von|vom|auf|bei|beim|nach|ohne|aus)"
    r"\s+(?:[a-zäöüß]+(?:e[rnms]?|en)\s+)?(?P<noun>[a-zäöüß]{3,})\b"
)
_COMMAND = re.compile(r"^\w+(?:en|t|e)?\s+(?:Sie|mir|uns|doch|mal|bitte)\b")
_YES_NO = re.compile(r"^(?P<verb>[a-zäöüß]+)\s+(?P<rest>.+)$", re.I)
_ICH = {
    "kann": "können",
    "muss": "müssen",
    "darf": "dürfen",
    "will": "wollen",
    "soll": "sollen",
    "bin": "sind",
    "habe": "haben",
    "hab": "haben",
    "werde": "werden",
    "könnte": "könnten",
    "müsste": "müssten",
    "dürfte": "dürften",
    "sollte": "sollten",
    "würde": "würden",
    "hätte": "hätten",
    "möchte": "möchten",
    "krieg": "bekommen",
    "kriege": "bekommen",
    "bekomm": "bekommen",
    "brauch": "brauchen",
    "find": "finden",
    "gebe": "geben",
}
_IHR = {
    "habt": "haben",
    "seid": "sind",
    "könnt": "können",
    "wollt": "wollen",
    "müsst": "müssen",
    "werdet": "werden",
    "könntet": "könnten",
    "würdet": "würden",
    "schickt": "schicken",
    "liefert": "liefern",
    "macht": "machen",
}
_PLAIN = {"könnten": "können", "könntet": "können", "würden": "werden", "würdet": "werden"}  # a polite ask, plainly
_REFLEXIVE = {"sie": {"mir": "sich", "mich": "sich"}, "du": {}}  # beside a subject that is the customer
_COPULAS = word_set("ist sind war wird werden wäre bin sein")
_BEHIND = re.compile(
    r"\w\s+(?:bis|bei|mit|für|zum|zur|am|im|in|an|auf|von|vom|nach|um|ab|ohne|aus|vor|seit|gegen)\s+(?:(?:dem|den|der|das|die)\s+)?(?:[A-ZÄÖÜ]\w*|\d\S*(?:\s+[A-ZÄÖÜ]\w*)?|ihnen|dir|uns|mir|euch)$"
)
_FILLERS = word_set("denn eigentlich bitte nun mal endlich etwa ungefähr überhaupt")
_MODAL = word_set(
    "können müssen dürfen sollen wollen kann muss darf soll kannst musst darfst sollst willst könnten müssten dürften sollten"
)
_NO_NOUN = word_set(
    """die der das den dem des heute morgen übermorgen gestern noch schon auch jetzt dann denn nicht wirklich überhaupt trotzdem irgendwo irgendwie selbst hier dort
    mal etwas mir mich dir dich ihnen uns euch ihr sie ihn ihm was wann wie wenn dass oder und aber wieder immer nie gar mehr
    alle allem alles allen ersten zweiten nächsten letzten gleich sofort später früher bald direkt genau nur sonst so zurück weg
    diese dieser dieses diesem diesen jede jeder jedes beide beiden ganze ganzen meine mein meinem meinen meiner deine ihre seine
    eine einen einem einer kein keine keinen unsere unserem unseren unserer euer eure uhr richtig falsch gut klar möglich normal"""
)
_THIRD = word_set(
    """ist sind kommt kommen wird werden war hat haben kann können muss müssen darf soll sollen geht gehen
    dauert kostet kosten beginnt fängt startet endet öffnet schließt gibt gilt gelten läuft funktioniert
    passt passiert steht liegt heißt bedeutet fehlt braucht erscheint trifft fährt fliegt reicht klappt
    bleibt wäre könnte würde wurde lässt"""
)
# for the statement: how the open place is called, by the question word
_OPEN = {
    "wie lange": "[Dauer]",
    "wann": "[Zeitpunkt]",
    "bis wann": "[Zeitpunkt]",
    "ab wann": "[Zeitpunkt]",
    "wo": "[Ort]",
    "wie viel": "[Betrag]",
    "wie hoch": "[Betrag]",
}
_STATED = word_set("ist sind kommt kommen dauert kostet kosten beginnt startet endet öffnet liegt steht")
_PRONOUN = re.compile(
    r"\b(?:ich|mir|mich|meine[rsnm]?|mein|wir|uns|unsere?[rsnm]?|unser|ihr|ihnen|euch|eure[rsnm]?|euer|Sie|Ihre?[rsnm]?|du|dir|dich|deine?[rsnm]?)\b"
)


def answer_line(question: str, form: str) -> str | None:
    """Return the answer to a German question with an open place ("Die Erstattung dauert [Dauer]."), or None.

    Args:
        question: the customer's words.
        form: `du` or `sie`, how the draft speaks to the customer.
    """
    bare = _bare(question)
    match = _WH.match(bare)
    if not match or "," in bare or _sloppy(bare):
        return None
    place = _OPEN.get(match["wh"].lower())
    price = match["wh"].lower() in ("was", "wie viel") and match["verb"].lower() in ("kostet", "kosten")
    place = "[Betrag]" if price else place
    verb, rest = match["verb"].lower(), match["rest"]
    if not place or verb not in _STATED or len(rest.split()) > 6:
        return None
    rest = " ".join(w for w in rest.split() if w.lower() not in _FILLERS)
    subject = _shifted(rest, form) if rest else None
    if subject is None or _has_tail(rest):
        return None
    return f"{_upper(subject)} {verb} {place}."


def deferred_clause(question: str, form: str) -> str | None:
    """Return a German question as a clause with its verb last ("wann die Lampe kommt"), or None where it is unsure."""
    bare = _MATRIX.sub("", _bare(question))
    if re.search(r"\bod(?:er|r)\b", bare):
        return None  # two questions in one
    if _sloppy(bare):
        return None  # the customer's small letters do not belong into the agent's text
    if _ALREADY.match(bare):
        return _shifted(_lower(bare), form)
    if match := _ICH_LAST.match(bare):
        return _of_me(match, form)
    if not question.rstrip().endswith("?") and _COMMAND.match(bare):
        return None
    match = _WH.match(bare)
    if match:
        return _verb_last(_lower(match["wh"]), match["verb"].lower(), match["rest"], form)
    match = _YES_NO.match(bare)
    if match:
        return _verb_last("ob", match["verb"].lower(), match["rest"], form)
    return None


def _of_me(match: re.Match[str], form: str) -> str | None:
    """Return "ob Sie … können" for "ob ich … kann"."""
    with_sie = _of_ich(match["verb"].lower())
    finite = with_sie if form == "sie" or with_sie is None else du_form(with_sie)
    rest = _shifted(" ".join(_REFLEXIVE[form].get(w.lower(), w) for w in (match["rest"] or "").split()), form)
    if finite is None or rest is None or "," in rest:
        return None
    return " ".join(x for x in (_lower(match["wh"]), "Sie" if form == "sie" else "du", rest, finite) if x)


def _sloppy(text: str) -> bool:
    """Tell whether a noun is written in small letters, or words in capitals; or whether it points to something else."""
    words = text.split()
    if len(words) > _LONGEST:
        return True
    small = len(words) > 3 and not any(w[:1].isupper() for w in words[1:]) and bool(_DETERMINED.search(text))
    if small or any(len(w) > 1 and w.isalpha() and w.isupper() for w in words[:1]) or _POINTS.search(text):
        return True
    return text.isupper() or any(m["noun"] not in _NO_NOUN and not _finite(m["noun"]) for m in _SLOPPY.finditer(text))


_DETERMINED = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein\w*|mein\w*|kein\w*|zum|zur|im|am|vom|beim)\s+[a-zäöüß]{3,}", re.I
)


def _finite(word: str) -> bool:
    """Tell whether a word is a verb's form that may stand last."""
    return word in _THIRD or word in _ICH or word.endswith(("en", "t", "bar", "lich", "ig"))


def _bare(question: str) -> str:
    return _TAIL.sub("", _LEAD.sub("", question.strip()))


def _verb_last(opening: str, verb: str, rest: str, form: str) -> str | None:
    words = rest.split()
    if "," in rest or len(words) > 14:
        return None
    subject = words[0].lower()
    if subject == "ich" and (with_sie := _of_ich(verb)):
        finite = with_sie if form == "sie" else du_form(with_sie)
        words = [_REFLEXIVE[form].get(w.lower(), w) for w in words[1:]]
        head = "Sie" if form == "sie" else "du"
    elif subject == "ihr" and verb in _IHR:
        finite, words, head = _PLAIN.get(verb, _IHR[verb]), words[1:], "wir"
    elif words[0] == "Sie" and du_form(verb):
        finite, words, head = _PLAIN.get(verb, verb), words[1:], "wir"
    elif verb in _THIRD and subject not in ("ich", "du", "wir", "ihr", "sich"):
        finite, head = verb, ""
    else:
        return None
    if finite is None or (finite in _MODAL and not words[-1].lower().endswith("n")):
        return None
    if finite in _COPULAS and _BEHIND.search(" ".join(words)):
        return None  # "fertig bis 19 wird": what comes first in speech comes last here
    prefix = ""
    if len(words) > 1 and words[-1].lower() in SEPARABLE:
        prefix, words = words[-1].lower(), words[:-1]
    middle = _shifted(" ".join(w for w in words if w.lower() not in _FILLERS), form)
    if middle is None:
        return None
    if finite in _COPULAS:
        prefix += " " * bool(prefix)  # "weg ist", but "ankommt"
    return " ".join(part for part in (opening, head, middle, prefix + finite) if part)


def _of_ich(verb: str) -> str | None:
    """Return the form with Sie of a form with ich ("bekomme" → "bekommen")."""
    if verb in _ICH:
        return _ICH[verb]
    form = verb + "n"
    return form if verb.endswith("e") and du_form(form) else None


def _shifted(text: str, form: str) -> str | None:
    """Return the words of the customer as said to the customer ("mein Paket" → "Ihr Paket"); None where it is unsure."""
    unsure = False

    def turned(match: re.Match[str]) -> str:
        nonlocal unsure
        word = match.group()
        low = word.lower()
        if low.startswith("mein"):
            return ("Ihr" if form == "sie" else "dein") + low[4:]
        if low in ("mir", "mich"):
            return {"mir": ("Ihnen", "dir"), "mich": ("Sie", "dich")}[low][form == "du"]
        if low in ("euch", "ihnen") and word != "ihnen":
            return "uns"
        if low.startswith(("eure", "euer")):
            return "unser" + low[4:].removeprefix("er") if low.startswith("euer") else "unser" + low[3:]
        unsure = True
        return word

    turned_text = _PRONOUN.sub(turned, text)
    return None if unsure else turned_text


def _has_tail(rest: str) -> bool:
    """Tell whether a separable part or a verb ends the question: then the open place would stand wrong."""
    last = rest.split()[-1].lower()
    return last in SEPARABLE or (last.endswith(("en", "t")) and rest.split()[-1][0].islower() and len(rest.split()) > 1)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
