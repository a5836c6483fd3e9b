"""What a customer says of their own feeling, and a sentence that takes it up in the same words: no feeling is imputed."""

import re
from collections.abc import Iterable

_GAP = r"(?:(?!nicht\b|kein|not\b|never\b)[\w’']+,?\s+){0,4}?"
_AM = rf"(?:\bbin\s+(?:ich\s+)?|\bich\s+(?:war|werde)\s+|^war\s+|\b(?:war|werde)\s+ich\s+|\bwir\s+(?:sind|waren)\s+|\b(?:sind|waren)\s+wir\s+){_GAP}"
_IM = rf"\b(?:i['’]?m|i\s+am|i\s+was|i\s+feel|we['’]?re|we\s+are|feeling|left\s+me|makes?\s+me|made\s+me|am)\s+{_GAP}"
# pattern of the customer's words, the sentence with Sie, and with du; {word} is the customer's own
_GERMAN = [
    (rf"{_AM}(?P<word>enttäuscht)\b", "Dass Sie enttäuscht sind, tut mir {very}leid.", "Dass du enttäuscht bist, tut mir {very}leid."),
    (rf"{_AM}(?P<word>verzweifelt|fassungslos|entsetzt|schockiert|sprachlos|(?:stink|stock)?sauer|wütend|verärgert|genervt|frustriert|gestresst)\b",
     "Dass Sie {word} sind, ist verständlich, und es tut mir {very}leid.", "Dass du {word} bist, ist verständlich, und es tut mir {very}leid."),
    (rf"{_AM}(?P<word>unsicher|verunsichert|ratlos|nervös|aufgeregt|beunruhigt|verwirrt)\b",
     "Dass Sie {word} sind, ist verständlich.", "Dass du {word} bist, ist verständlich."),
    (rf"\b(?:ich\s+)?(?:habe?|hatte|kriege?|bekomme|macht?\s+(?:mir|uns))\s+{_GAP}angst\b",
     "Dass Ihnen das Angst macht, ist verständlich, und es tut mir {very}leid.", "Dass dir das Angst macht, ist verständlich, und es tut mir {very}leid."),
    (rf"\b(?:mach\w*\s+(?:ich\s+)?(?:mir|uns)\s+{_GAP}sorgen|(?:bin|sind)\s+{_GAP}(?:besorgt|in\s+sorge))\b",
     "Dass Sie sich Sorgen machen, ist verständlich, ich nehme das {very}ernst.", "Dass du dir Sorgen machst, ist verständlich, ich nehme das {very}ernst."),
    (rf"\b(?:das|es|so\s?was|so\s+etwas|langsam)\s+{_GAP}nervt\b|\bnervt\s+(?:mich|langsam|echt|total|nur)\b",
     "Dass das nervt, ist verständlich, und es tut mir {very}leid.", "Dass das nervt, ist verständlich, und es tut mir {very}leid."),
    (r"\bärger[tne]\s+(?:mich|uns)\b|\bärgere\s+mich\b", "Dass Sie das ärgert, ist verständlich, und es tut mir {very}leid.", "Dass dich das ärgert, ist verständlich, und es tut mir {very}leid."),
    (rf"{_AM}(?:tod|so\s+)?traurig\b|\bmacht\s+(?:mich|uns)\s+{_GAP}traurig\b", "Dass Sie das traurig macht, tut mir {very}leid.", "Dass dich das traurig macht, tut mir {very}leid."),
    (rf"\b(?:hatte[n]?|habe?|haben)\s+(?:ich\s+|wir\s+)?(?:mich|uns)\s+{_GAP}gefreut\b",
     "Schade, gerade weil Sie sich so gefreut hatten.", "Schade, gerade weil du dich so gefreut hattest."),
    (r"\bgeduld\s+(?:ist\s+)?(?:jetzt\s+|langsam\s+)?am\s+ende\b|\bam\s+ende\s+mit\s+(?:meiner|der)\s+geduld\b|\bkeine\s+geduld\s+mehr\b",
     "Dass Ihre Geduld am Ende ist, ist verständlich, und es tut mir {very}leid.", "Dass deine Geduld am Ende ist, ist verständlich, und es tut mir {very}leid."),
    (r"\b(?:im\s+stich\s+gelassen|allein\s?gelassen)\b", "Dass Sie sich alleingelassen fühlen, tut mir {very}leid.", "Dass du dich alleingelassen fühlst, tut mir {very}leid."),
    (rf"\b(?:habe?|hab|hatte)\s+{_GAP}schmerzen\b", "Dass Sie Schmerzen haben, tut mir {very}leid.", "Dass du Schmerzen hast, tut mir {very}leid."),
    (rf"\b(?:ist|wird|wäre)\s+(?:mir|uns)\s+{_GAP}(?:peinlich|unangenehm)\b|\bschäme?\s+mich\b", "Das muss Ihnen nicht peinlich sein.", "Das muss dir nicht peinlich sein."),
    (rf"\b(?:kann|mag)\s+(?:ich\s+)?(?:langsam\s+|bald\s+)?nicht\s+mehr\s*[.!,]|{_AM}(?:am\s+ende|völlig\s+fertig|erschöpft|ausgelaugt|durch\s+mit\s+den\s+nerven)\b",
     "Dass Ihnen das an die Kräfte geht, ist verständlich, und es tut mir {very}leid.", "Dass dir das an die Kräfte geht, ist verständlich, und es tut mir {very}leid."),
]  # fmt: skip
_ENGLISH = [
    (rf"{_IM}(?P<word>disappointed|upset|heartbroken|devastated|gutted)\b", "I'm {very}sorry this has left you {word}."),
    (rf"{_IM}(?P<word>angry|furious|annoyed|fed\s+up|livid|cross|frustrated|exasperated)\b|\b(?P<this>frustrating|infuriating|annoying)\b", "I can see why that is frustrating, and I'm {very}sorry."),
    (rf"{_IM}(?P<word>worried|anxious|nervous|concerned|stressed)\b", "I'm {very}sorry this has you so {word}."),
    (rf"{_IM}(?:scared|afraid|frightened|terrified)\b", "That must be frightening, and I'm {very}sorry."),
    (rf"{_IM}(?:confused|lost|unsure)\b|\bconfusing\b", "I can see how that is confusing."),
    (rf"{_IM}(?:exhausted|worn\s+out|desperate|at\s+my\s+wits)|\bcan['’]?t\s+(?:cope|take\s+(?:any|this))\b", "I'm {very}sorry this is wearing you down."),
    (rf"{_IM}embarrass(?:ed|ing)?\b|\bembarrassing\b", "There's no need to be embarrassed."),
    (rf"\b(?:was|were|been|had\s+been)\s+{_GAP}looking\s+forward\b", "What a shame, when you had been looking forward to it."),
    (rf"\b(?:i['’]?m|i\s+am)\s+in\s+{_GAP}pain\b", "I'm {very}sorry you're in pain."),
]  # fmt: skip
_DE = [(re.compile(pattern, re.I), sie, du) for pattern, sie, du in _GERMAN]
_EN = [(re.compile(pattern, re.I), line) for pattern, line in _ENGLISH]


def lines_on_feeling(sentences: Iterable[str], *, language: str, form: str, strong: bool) -> list[str]:
    """Return sentences that take up a feeling the customer has named, at most one per sentence.

    Args:
        sentences: the customer's, those that carry strain first.
        language: of the reply, `de` or `en`.
        form: `du` or `sie`; English knows none.
        strong: whether the strain is strong.
    """
    very = {"de": "sehr ", "en": "really "}[language] if strong else ""
    found: list[str] = []
    for sentence in sentences:
        line = _german(sentence, form, very) if language == "de" else _english(sentence, very)
        if line and line not in found:
            found.append(line)
    return found


def _german(sentence: str, form: str, very: str) -> str | None:
    for pattern, sie, du in _DE:
        if match := pattern.search(sentence):
            word = _word(match)
            if form == "sie" and word.get("word", "").endswith("sauer"):
                word = {"word": "verärgert"}
            return (sie if form == "sie" else du).format(very=very, **word)
    return None


def _english(sentence: str, very: str) -> str | None:
    for pattern, line in _EN:
        if match := pattern.search(sentence):
            return line.format(very=very, **_word(match))
    return None


def _word(match: re.Match[str]) -> dict[str, str]:
    word = match.groupdict().get("word")
    return {"word": re.sub(r"\s+", " ", word).lower()} if word else {}
