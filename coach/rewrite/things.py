"""What a trouble is about, in the customer's own words: "meine Lampe" becomes "Ihre Lampe", so that it can be named."""

import re
from collections.abc import Iterable

from coach.rewrite.verbs import word_set

_GERMAN = re.compile(
    r"(?:\b(?P<prep>mit|von|zu|bei|nach|aus|seit|in|an|auf|wegen|trotz|unter|über|vor|hinter|neben)\s+)?"
    r"\b(?P<det>[Dd](?:ie|as|er|en|em)|[Mm]ein(?:e[nmr]?)?|[Uu]nser(?:e[nmr]?)?)\s+"
    r"(?:(?P<adjective>[a-zäöüß]+(?:e[nmrs]?))\s+)?(?P<noun>[A-ZÄÖÜ][a-zäöüß]+(?:-?[A-ZÄÖÜ]?[a-zäöüß]+)*)\b(?![-\w])"
)
_EDGE = (  # words that end the name of a thing
    r"(?:is|was|are|were|has|have|had|isn|wasn|hasn|doesn|didn|won|can|could|will|would|still|never|keeps?|from|for|on|in|at|by|since|again|back|and|but|which"
    r"|that|to|of|with|or|if|when|not|just|yet|now|today|anyway|please|came|arrived|stopped|broke|went|says?|said|shows?|empty|full|gone|broken|free|open|closed|wrong|late|lost|i|we|you|it|he|she|they)\b"
)
_ENGLISH = re.compile(
    rf"\b(?P<det>[Mm]y|[Oo]ur|[Tt]he)\s+(?P<noun>(?!{_EDGE}|(?:same|first|second|third|last|next|other|only|whole|most|best|worst|one|two)\b)[a-z]+(?:\s+(?!{_EDGE}|\w+(?:ed|ing)\b)[a-z]+)?)"
    rf"(?=\s*(?:[.,;:!?)]|$)|\s+(?:{_EDGE}|\w+(?:ed|ing)\b))"
)
# the last part of a noun tells its gender; whatever is not here is left alone where the gender matters
_NEUTER = tuple(
    word_set(
        """paket päckchen handy auto rad fahrrad internet ticket abo zimmer visum formular gerät kleid bett
    sofa regal haus buch spiel netzteil kabel schloss passwort profil programm essen wasser licht büro
    hotel gepäck sparbuch depot kindergeld elterngeld ersatzteil angebot display
    gehäuse guthaben zertifikat zeugnis attest rezept hörgerät postfach dokument schreiben instrument klavier
    fenster dach bad netz wlan kissen sofa möbel"""
    )
)
_MASCULINE = tuple(
    word_set(
        """vertrag router pass ausweis schlüssel termin flug zug koffer antrag kühlschrank laptop code zugang anschluss
    tarif beitrag bescheid gutschein auftrag tisch schrank sessel stuhl drucker akku fernseher computer
    rechner wagen kurs urlaub umzug abschlag zähler betrag vorschuss kredit schaden herd ofen ring mantel
    schuh rucksack helm reifen motor rollstuhl rollator lift aufzug strom brief beleg nachweis text account
    speicher download link status garten balkon rasenmäher toaster mixer staubsauger"""
    )
)
_FEMININE_END = re.compile(
    r"(?:ung|heit|keit|schaft|ion|tät|ik|enz|anz|maschine|karte|lampe|tasche|jacke|hose|matratze|heizung|uhr|brille|post|schuhe|karten|reifen|möbel|stühle|unterlagen|tickets|pakete|brötchen|geräte|fliesen|türen)$"
)
_PERSON_OR_TIME = re.compile(
    r"(?:mutter|vater|mama|papa|oma|opa|eltern|tochter|töchter|sohn|söhne|kind|kinder|mann|frau|partner\w*|freund\w*|bruder|schwester|nachbar\w*|chef\w*|kolleg\w*|arzt|ärzt\w*"
    r"|techniker\w*|monteur\w*|fahrer\w*|bote\w*|mitarbeiter\w*|herr\w*|dame\w*|leute|kund\w*|team|vermieter\w*|gast|gäste|lehrer\w*|enkel\w*|schwieger\w*|onkel|tante|familie|baby|hund|katze|kater"
    r"|tag|tage[ns]?|woche\w*|monat\w*|jahr\w*|stunde\w*|minute\w*|uhrzeit|mal|male|zeit|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|abend|morgen|nacht|mittag|moment"
    r"|sorge\w*|angst|einzige|ganze|beste|schlimmste|gute|ganzes|alles|gleiche|selbe|frage\w*|problem\w*|grund|fall|sache|dinge?|hilfe|dank|gruß|grüße\w*|geduld|ärger|meinung|nerven|kopf|seite|ende|anfang|hotline|ton|art|weise|ersten?|letzten?|nächsten?|anderen?|meisten"
    r"|rücken|herz|hand|hände|fuß|füße|bein\w*|auge\w*|bauch|leben|tod|beerdigung|name\w*|adresse|telefon|straße)",
    re.I,
)
_ENGLISH_THINGS = word_set(
    """parcel package order delivery refund bill invoice card booking flight train ticket contract subscription phone laptop tablet bike
    boiler heating broadband internet router fridge freezer washing machine dishwasher oven sofa bed mattress chair lamp shoes jacket
    dress coat claim payment deposit appointment reservation passport visa permit application policy meter repair exchange return voucher code
    password login app update screen battery charger cable key keys lock luggage suitcase bag tyre brake brakes engine glasses hearing aid aids
    crown insurance pension allowance licence certificate rental lease kitchen bathroom roof lift connection voicemail"""
)
_WAITING = re.compile(
    r"\bwart|dauert|noch nicht da|noch nicht angekommen|waiting|waited|still not (?:here|arrived|come)|delay", re.I
)
_WORRY = re.compile(
    r"sorge|angst|unsicher|verunsich|beunruhig|panik|bauchweh|zitter|unsettl|panick|nervös|mulmig|hoffentlich|\bbang|ungut|ratlos|nicht wohl|bange|fürcht|worr|nervous|anxious|afraid|scared|uneasy|unsure|not sure|concern|twitchy|frighten",
    re.I,
)
_ANNOYED = re.compile(
    r"ärger|nerv|\bsauer|wütend|\bwut\b|frech|unverschämt|bedient|geduld|lächerlich|unmöglich|frust|saftladen|verarsch|sauerei|scheiß|zum\s+(?:zweiten|dritten|vierten|fünften)\s+mal|(?:zwei|drei|vier)mal|schon\s+wieder|immer\s+noch\s+nicht|angry|annoy|furious|fed\s+up|ridiculous"
    r"|joke|disgrace|unacceptable|sick\s+of|patience|frustrat|useless|(?:second|third|fourth)\s+time|again|still\s+(?:not|no|waiting)",
    re.I,
)
_GRAVE = re.compile(
    r"gestorben|verstorben|\btod\b|beerdig|trauer|krebs|chemo|intensivstation|krankenhaus|notaufnahme|herzinfarkt|schlaganfall|unfall|verletzt|demen|pflege|insulin|dialyse|diabet|gewalt|suizid|lebensgefahr|bergrettung|notarzt|verzweif"
    r"|\bdied\b|death|funeral|bereave|cancer|hospital|intensive care|stroke|heart attack|accident|injur|dementia|violence|desperate|ambulance|diabet",
    re.I,
)
_OWN = ("Ihr", "dein", "your ")
_LINES = {
    ("de", "annoyance", False): ("Der Ärger um {thing} tut mir leid.", "Dass es um {thing} Ärger gibt, tut mir leid."),
    ("de", "annoyance", True): ("Der ganze Ärger um {thing} tut mir wirklich leid.", "Es tut mir wirklich leid, dass es um {thing} so viel Ärger gibt."),
    ("de", "waiting", False): ("Dass {you} auf {thing} so lange {wait}, tut mir leid.", "Auf {thing} so lange zu warten, ist lästig."),
    ("de", "waiting", True): ("Dass {you} auf {thing} so lange warten {must}, tut mir wirklich leid.", "So lange auf {thing} warten zu müssen, ist wirklich viel verlangt."),
    ("de", "worry", False): ("Die Sorge um {thing} nehme ich ernst.", "Die Ungewissheit um {thing} ist unangenehm, das tut mir leid."),
    ("de", "worry", True): ("Die Sorge um {thing} nehme ich sehr ernst.", "In so einer Lage um {thing} bangen zu müssen, ist schwer."),
    ("en", "annoyance", False): ("I'm sorry about the trouble with {thing}.", "I'm sorry {thing} has been such a hassle."),
    ("en", "annoyance", True): ("I'm really sorry about all the trouble with {thing}.", "I'm really sorry {thing} has been such trouble."),
    ("en", "waiting", False): ("I'm sorry about the wait for {thing}.", "I'm sorry {thing} is taking so long."),
    ("en", "waiting", True): ("I'm really sorry about the long wait for {thing}.", "I'm really sorry {thing} has taken this long."),
    ("en", "worry", False): ("It makes sense to ask about {thing}.", "I take the worry about {thing} seriously."),
    ("en", "worry", True): ("I take the worry about {thing} very seriously.", "Having to worry about {thing} is hard, and I'm sorry."),
}  # fmt: skip


def is_worried(text: str) -> bool:
    """Tell whether the words speak of worry or doubt."""
    return bool(_WORRY.search(text))


def is_annoyed(text: str) -> bool:
    """Tell whether the words speak of annoyance."""
    return bool(_ANNOYED.search(text))


def is_grave(text: str) -> bool:
    """Tell whether the words speak of death, illness or danger: then a line about a thing would be out of place."""
    return bool(_GRAVE.search(text))


def lines_about(strained: Iterable[str], others: Iterable[str], *, language: str, form: str, strong: bool) -> list[str]:
    """Return sentences that take up the trouble by the thing it is about; none where no thing is named for sure.

    Args:
        strained: the customer's sentences that carry the strain.
        others: the other ones; there a thing counts only as the customer's own ("meine Lampe").
        language: of the reply, `de` or `en`.
        form: `du` or `sie`; English knows none.
        strong: whether the strain is strong.
    """
    named = [(s, t) for s in strained if (t := thing_in(s, language=language, form=form))]
    named += [(s, t) for s in others if (t := thing_in(s, language=language, form=form)) and t.startswith(_OWN)]
    if not named:
        return []
    said, thing = named[0]
    kind = "worry" if is_worried(said) else "waiting" if _WAITING.search(said) else "annoyance"
    you, wait, must = ("Sie", "warten", "müssen") if form == "sie" else ("du", "wartest", "musst")
    return [line.format(thing=thing, you=you, wait=wait, must=must) for line in _LINES[language, kind, strong]]


def thing_in(sentence: str, *, language: str, form: str) -> str | None:
    """Return the first thing a sentence names, in the accusative and as said to the customer, or None."""
    if language == "en":
        for match in _ENGLISH.finditer(sentence):
            if match["noun"].split()[-1].lower() in _ENGLISH_THINGS:
                return f"{'the' if match['det'].lower() == 'the' else 'your'} {match['noun']}"
        return None
    for match in _GERMAN.finditer(sentence):
        if _gender(match["noun"]) and not _PERSON_OR_TIME.fullmatch(match["noun"]) and not match["adjective"]:
            determiner = _accusative(match["det"].lower(), match["noun"], match["prep"], form)
            if determiner:
                return f"{determiner} {match['noun']}"
    return None


def _accusative(given: str, noun: str, preposition: str | None, form: str) -> str | None:
    """Return the determiner in the accusative, as said to the customer; None where gender or number is unsure."""
    own = given.startswith(("mein", "unser"))
    ending = given.removeprefix("mein").removeprefix("unser") if own else given.removeprefix("d")
    gender = _gender(noun)
    if ending == "as" or (gender == "n" and ending in ("", "em")):
        found = "n"
    elif gender == "m" and ending in ("", "em", "en", "er"):
        found = "m"
    elif ending in ("e", "ie") and gender in (None, "f"):
        found = "f"  # or plural: the accusative is the same
    elif ending == "er" and gender == "f":
        found = "f"
    else:
        return None
    if preposition in ("mit", "von", "bei", "nach", "aus", "seit") and ending == "en":
        return None  # a dative plural
    if own:
        return ("Ihr" if form == "sie" else "dein") + {"n": "", "m": "en", "f": "e"}[found]
    return {"n": "das", "m": "den", "f": "die"}[found]


def _gender(noun: str) -> str | None:
    word = noun.lower()
    if _FEMININE_END.search(word):
        return "f"
    if word.endswith(_NEUTER):
        return "n"
    return "m" if word.endswith(_MASCULINE) else None
