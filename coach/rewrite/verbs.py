"""Forms of German verbs that a support reply says to its reader: the du form, the form with Sie, the imperative.

A table for strong verbs and rules for weak ones (Duden, Die Grammatik, 2016, §§ 604-640); a verb that is in neither has
no form here, so that nobody has to guess.
"""

from functools import cache


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, for long lists that are easier to read without quotes."""
    return frozenset(text.split())


# infinitive: du form, imperative to one; the form with Sie is the infinitive
_STRONG = {
    "befinden": ("befindest", "befinde"),
    "beginnen": ("beginnst", "beginne"),
    "behalten": ("behältst", "behalte"),
    "bekommen": ("bekommst", "bekomm"),
    "beschreiben": ("beschreibst", "beschreib"),
    "besprechen": ("besprichst", "besprich"),
    "betreten": ("betrittst", "betritt"),
    "bieten": ("bietest", "biete"),
    "bitten": ("bittest", "bitte"),
    "bleiben": ("bleibst", "bleib"),
    "brechen": ("brichst", "brich"),
    "bringen": ("bringst", "bring"),
    "denken": ("denkst", "denk"),
    "empfangen": ("empfängst", "empfange"),
    "entnehmen": ("entnimmst", "entnimm"),
    "entscheiden": ("entscheidest", "entscheide"),
    "enthalten": ("enthältst", "enthalte"),
    "erfahren": ("erfährst", "erfahre"),
    "erhalten": ("erhältst", "erhalte"),
    "erkennen": ("erkennst", "erkenne"),
    "erscheinen": ("erscheinst", "erscheine"),
    "essen": ("isst", "iss"),
    "fahren": ("fährst", "fahr"),
    "fallen": ("fällst", "fall"),
    "finden": ("findest", "finde"),
    "fliegen": ("fliegst", "flieg"),
    "geben": ("gibst", "gib"),
    "gehen": ("gehst", "geh"),
    "gelangen": ("gelangst", "gelange"),
    "genießen": ("genießt", "genieße"),
    "gewinnen": ("gewinnst", "gewinne"),
    "halten": ("hältst", "halte"),
    "heben": ("hebst", "heb"),
    "heißen": ("heißt", "heiße"),
    "helfen": ("hilfst", "hilf"),
    "hinterlassen": ("hinterlässt", "hinterlass"),
    "kennen": ("kennst", "kenne"),
    "kommen": ("kommst", "komm"),
    "laden": ("lädst", "lad"),
    "lassen": ("lässt", "lass"),
    "laufen": ("läufst", "lauf"),
    "leihen": ("leihst", "leih"),
    "lesen": ("liest", "lies"),
    "liegen": ("liegst", "liege"),
    "messen": ("misst", "miss"),
    "nehmen": ("nimmst", "nimm"),
    "nennen": ("nennst", "nenne"),
    "raten": ("rätst", "rate"),
    "rufen": ("rufst", "ruf"),
    "schieben": ("schiebst", "schieb"),
    "schlagen": ("schlägst", "schlag"),
    "schließen": ("schließt", "schließe"),
    "schneiden": ("schneidest", "schneide"),
    "schreiben": ("schreibst", "schreib"),
    "sehen": ("siehst", "sieh"),
    "senden": ("sendest", "sende"),
    "sitzen": ("sitzt", "sitz"),
    "sprechen": ("sprichst", "sprich"),
    "stehen": ("stehst", "steh"),
    "steigen": ("steigst", "steig"),
    "tragen": ("trägst", "trag"),
    "treffen": ("triffst", "triff"),
    "treten": ("trittst", "tritt"),
    "trinken": ("trinkst", "trink"),
    "tun": ("tust", "tu"),
    "übernehmen": ("übernimmst", "übernimm"),
    "überweisen": ("überweist", "überweise"),
    "unterschreiben": ("unterschreibst", "unterschreib"),
    "unternehmen": ("unternimmst", "unternimm"),
    "vergessen": ("vergisst", "vergiss"),
    "vergleichen": ("vergleichst", "vergleiche"),
    "verlassen": ("verlässt", "verlass"),
    "verlieren": ("verlierst", "verlier"),
    "vermeiden": ("vermeidest", "vermeide"),
    "versprechen": ("versprichst", "versprich"),
    "verstehen": ("verstehst", "versteh"),
    "verweisen": ("verweist", "verweise"),
    "warten": ("wartest", "warte"),
    "werfen": ("wirfst", "wirf"),
    "wenden": ("wendest", "wende"),
    "widersprechen": ("widersprichst", "widersprich"),
    "wissen": ("weißt", "wisse"),
    "ziehen": ("ziehst", "zieh"),
}
# forms that follow no rule: with Sie → with du
_AUXILIARY = {
    "sind": "bist",
    "haben": "hast",
    "werden": "wirst",
    "können": "kannst",
    "müssen": "musst",
    "sollen": "sollst",
    "dürfen": "darfst",
    "wollen": "willst",
    "mögen": "magst",
    "möchten": "möchtest",
    "waren": "warst",
    "hatten": "hattest",
    "wurden": "wurdest",
    "konnten": "konntest",
    "mussten": "musstest",
    "sollten": "solltest",
    "durften": "durftest",
    "wollten": "wolltest",
    "wären": "wärst",
    "hätten": "hättest",
    "würden": "würdest",
    "könnten": "könntest",
    "müssten": "müsstest",
    "dürften": "dürftest",
}
_WEAK = word_set(
    """achten aktivieren aktualisieren akzeptieren ändern antworten arbeiten ärgern beachten beantragen
    beantworten beauftragen bedanken beenden benachrichtigen benennen benötigen benutzen berechnen bereden
    berichten beschweren besorgen bestätigen bestellen besuchen bewahren bewerten bezahlen brauchen buchen
    dauern deaktivieren drehen drucken drücken entdecken entfernen entschuldigen entsorgen erinnern erklären
    erledigen ermöglichen erreichen ersetzen erstellen erteilen erwarten erwähnen fehlen folgen formulieren
    fragen freuen führen fügen fühlen füllen fürchten gehören genügen glauben gucken handeln hören hoffen
    holen informieren installieren interessieren kaufen klagen klären kleben klicken klingeln kontaktieren
    kontrollieren kopieren kosten kümmern kündigen leben legen leeren leisten leiten lernen löschen loggen
    lösen machen markieren meinen melden merken mieten nutzen nützen öffnen ordnen packen parken planen
    probieren prüfen rechnen reden reichen reinigen reklamieren reparieren reservieren richten sagen sammeln
    schaffen schalten schätzen schauen schenken schicken schildern schrauben setzen sichern sorgen sparen
    speichern sperren spielen starten stecken stellen stimmen stornieren suchen tauschen teilen telefonieren
    testen tippen trennen überlegen überprüfen übermitteln überzeugen unterstützen vereinbaren verkaufen
    verlangen verlängern vermissen vermuten vernichten verpacken verpassen verschicken verschieben versichern
    versuchen vertrauen verwalten verwenden wählen warnen wechseln wenden widerrufen wiederholen winken
    wohnen wünschen zahlen zählen zeigen zögern zweifeln scannen fotografieren hinterlegen fassen kriegen stören rühren
    hängen spülen trauen lehnen lohnen gedulden beeilen einigen"""
)
SEPARABLE = tuple(
    """zurück zusammen weiter wieder nach fest frei hoch rein raus vorbei durch bereit ab an auf
    aus bei ein her hin los mit um vor weg zu""".split()  # noqa: SIM905
)
_BARE_TOO = word_set(
    "drück prüf zahl wähl lösch tipp klick bestell kauf versuch nutz merk leg pack fass meld"
)  # both ways
_BARE = word_set("schick komm sag mach schau guck ruf frag hol stell teil zeig probier füll")


@cache
def du_form(with_sie: str) -> str | None:
    """Return the du form of a finite form with Sie ("können" → "kannst", "einschalten" → "einschaltest"), or None."""
    word = with_sie.lower()
    if word in _AUXILIARY:
        return _AUXILIARY[word]
    if word in _STRONG:
        return _STRONG[word][0]
    if word in _WEAK:
        return _weak_du(word)
    prefix, base = _split(word)
    form = du_form(base) if prefix else None
    return prefix + form if form else None


@cache
def imperative(with_sie: str) -> str | None:
    """Return the imperative to one person of a verb as it stands before Sie ("schicken" → "schick"), or None."""
    word = with_sie.lower()
    if word == "seien":
        return "sei"
    if word == "haben":
        return "hab"
    if word in _STRONG:
        return _STRONG[word][1]
    return _weak_imperative(word) if word in _WEAK else None


@cache
def sie_form(with_du: str) -> str | None:
    """Return the form with Sie of a du form ("kannst" → "können"), or None."""
    found = _reverse().get(with_du.lower())
    if found:
        return found
    prefix, base = _split(with_du.lower())
    form = _reverse().get(base) if prefix else None
    return prefix + form if form else None


@cache
def from_imperative(to_one: str) -> str | None:
    """Return the verb as it stands before Sie of an imperative to one person ("schick", "schicke" → "schicken"), or None."""
    return _imperatives().get(to_one.lower())


def is_auxiliary(word: str) -> bool:
    """Tell whether a form with Sie or du takes an infinitive or participle at the clause's end."""
    return word.lower() in _AUXILIARY or word.lower() in _AUXILIARY.values()


@cache
def _reverse() -> dict[str, str]:
    forms = {du: sie for sie, du in _AUXILIARY.items()}
    forms |= {du: infinitive for infinitive, (du, _) in _STRONG.items()}
    return forms | {_weak_du(infinitive): infinitive for infinitive in sorted(_WEAK)}


@cache
def _imperatives() -> dict[str, str]:
    forms: dict[str, str] = {}
    for infinitive in sorted(_WEAK):
        form = _weak_imperative(infinitive)
        stem = form.removesuffix("e")
        if infinitive == "meinen":
            continue  # "mein", "meine"
        forms |= {form: infinitive, stem + "e": infinitive} | ({stem: infinitive} if stem in _BARE_TOO else {})
    for infinitive, (_, form) in _STRONG.items():
        forms[form] = infinitive
        if form[:-1] + "e" != form and du_form(infinitive) == form + "st":
            forms[form + "e"] = infinitive
    return forms


def _split(word: str) -> tuple[str, str]:
    for prefix in SEPARABLE:
        base = word.removeprefix(prefix)
        if base != word and len(base) > 3:
            return prefix, base
    return "", word


def _stem(infinitive: str) -> str:
    return infinitive[:-1] if infinitive.endswith(("eln", "ern")) else infinitive[:-2]


def _weak_du(infinitive: str) -> str:
    stem = _stem(infinitive)
    if stem.endswith(("d", "t", "ffn", "chn", "gn", "dn", "tm")):
        return stem + "est"
    return stem + ("t" if stem.endswith(("s", "ß", "z", "x")) else "st")


def _weak_imperative(infinitive: str) -> str:
    stem = _stem(infinitive)
    if stem.endswith("el"):
        return stem[:-2] + "le"
    return stem if stem in _BARE else stem + "e"
