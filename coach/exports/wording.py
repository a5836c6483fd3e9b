"""What WhatsApp itself writes into an export: its own lines, what stands for media, and marks behind a text."""

import re

from coach.transcript import media_kind

MARK = "\u200e"  # left-to-right: WhatsApp sets it before words of its own

# In German and in English. File names and places are left out on purpose: they tell who someone is.
STAND_IN_OF = {
    "image": ("[Bild]", "[photo]"),
    "voice": ("[Sprachnachricht]", "[voice message]"),
    "video": ("[Video]", "[video]"),
    "document": ("[Dokument]", "[document]"),
    "sticker": ("[Sticker]", "[sticker]"),
    "contact": ("[Kontakt]", "[contact]"),
    "location": ("[Standort]", "[location]"),
    "media": ("<Medien ausgeschlossen>", "<Media omitted>"),
}
STAND_INS = frozenset(words for pair in STAND_IN_OF.values() for words in pair)
_OMITTED = {
    "bild": "image", "image": "image", "foto": "image", "photo": "image",
    "video": "video", "videonachricht": "video", "videonotiz": "video", "video note": "video", "video message": "video",
    "audio": "voice", "sprachnachricht": "voice", "voice message": "voice",
    "gif": "sticker", "sticker": "sticker", "dokument": "document", "document": "document",
    "kontaktkarte": "contact", "contact card": "contact", "medien": "media", "media": "media",
}  # fmt: skip

_OMITTED_LINE = re.compile(
    rf"<?(?:.+\.\w{{1,8}}\s(?:[•·]\s)?(?:\d+\s(?:seiten?|pages?)\s)?)?(?P<what>{'|'.join(_OMITTED)})\s"
    r"(?P<how>ausgeschlossen|weggelassen|ausgelassen|omitted)>?[.]?",
    re.I,
)
_ATTACHED = re.compile(r"<(?P<how>anhang|angehängt|attached):\s(?P<file>[^>\n]{1,255})>", re.I)
_ATTACHED_LINE = re.compile(r"(?P<file>.{1,255}\.\w{1,8})\s\((?P<how>datei\sangehängt|file\sattached)\)", re.I)
_LOCATION = re.compile(
    r"(?:live[- ])?(?P<how>standort|location):\s(?:.{0,200}\s)?\(?https?://(?:maps\.google|www\.google|maps\.apple|foursquare)\.\S+",
    re.I,
)
_EDITED = re.compile(r"<(?:diese\snachricht\swurde\sbearbeitet|this\smessage\swas\sedited)\.?>[\s\u200e]*$", re.I)

_CALLED = r"(?:[.,]? (?:um \d|zum|tippe|at \d|tap|\d|keine|no answer).{0,40})?\.?"
_NOT_SAID = re.compile(
    "|".join(
        (
            # deleted, or not there yet
            r"diese nachricht wurde (?:vo[nm] .{1,60} )?gelöscht\.?",
            r"du hast diese nachricht (?:als admin )?gelöscht\.?",
            r"this message was deleted(?: by .{1,60})?\.?",
            r"you deleted this message(?: as admin)?\.?",
            r"(?:warte auf diese nachricht|waiting for this message)\..{0,60}",
            # calls
            rf"(?:verpasster|abgelehnter) (?:gruppen-?)?(?:sprach|video)anruf{_CALLED}",
            rf"(?:missed|declined) (?:group )?(?:voice|video) call{_CALLED}",
            r"(?:sprach|video)anruf[,.] (?:keine antwort|\d{1,3} (?:sek|min|std|s|h)\b).{0,40}",
            r"(?:voice|video) call[,.] (?:no answer|\d{1,3} (?:sec|min|hr|s|h)\b).{0,40}",
            # notices that some versions put into the mouth of a sender
            r"(?:nachrichten und anrufe sind ende-zu-ende-verschlüsselt|messages and calls are end-to-end encrypted)\..*",
            r"(?:nachrichten|messages)\b.{0,80}(?:sind jetzt mit ende-zu-ende-|are now secured with end-to-end ).*",
            r".{0,300}\btippe(?:, um mehr zu erfahren| für (?:mehr|weitere) infos?)\.?",
            r".{0,300}\btap (?:to learn more|for more info)\.?",
            r".{1,60} (?:hat die gruppe [„“\"].{1,100}[“”\"] erstellt|created (?:the )?group [“\"].{1,100}[”\"])\.?",
        )
    ),
    re.I | re.S,
)
_ANNOUNCED = re.compile(  # lines without a sender that hold a colon in a name of a group
    r"[^:]{0,80}\b(?:hat die gruppe|hast die gruppe|hat den (?:gruppennamen|betreff)|hast den (?:gruppennamen|betreff)"
    r"|created group|changed the (?:group name|subject)|joined (?:from|using)|ist über .{0,40}beigetreten)\b.*",
    re.I,
)


def announced(rest: str) -> bool:
    """Tell whether what follows a stamp is the messenger's own, although it may look like a sender with a text."""
    return bool(_ANNOUNCED.fullmatch(rest))


def said(text: str) -> tuple[str, ...]:
    """Return what a sender said, as none, one or several messages: a stand-in for each medium, and the words.

    Args:
        text: a message of an export; left-to-right marks in it are still there, other invisible ones are not.
    """
    led = text.startswith(MARK)
    words, stand_ins = _without_media(_EDITED.sub("", text))
    words = words.replace(MARK, "").strip()
    if _NOT_SAID.fullmatch(words) or (led and not stand_ins and not words.upper().startswith(("POLL:", "UMFRAGE:"))):
        return ()
    return tuple(stand_ins + [words] * bool(words))


def _without_media(text: str) -> tuple[str, list[str]]:
    found: list[str] = []

    def noted(match: re.Match[str]) -> str:
        found.append(_stand_in(_kind_of(match["file"].replace(MARK, "").lower()), match["how"]))
        return ""

    lines = _ATTACHED.sub(noted, text).split("\n")
    for index in sorted({0, len(lines) - 1}):  # WhatsApp writes them before or behind what was said
        head, mark, tail = lines[index].rpartition(MARK)
        plain = lines[index].replace(MARK, "").strip()
        if index == 0 and (match := _ATTACHED_LINE.fullmatch(plain)):
            noted(match)
            lines[index] = ""
        elif whole := _OMITTED_LINE.fullmatch(plain):
            found.append(_stand_in(_OMITTED[whole["what"].lower()], whole["how"]))
            lines[index] = ""
        elif mark and (last := _OMITTED_LINE.fullmatch(tail.strip())):  # behind a caption
            found.append(_stand_in(_OMITTED[last["what"].lower()], last["how"]))
            lines[index] = head
        elif place := _LOCATION.fullmatch(plain):
            found.append(_stand_in("location", place["how"]))
            lines[index] = ""
    return "\n".join(lines), found


def _kind_of(file: str) -> str:
    if file.endswith(".vcf"):
        return "contact"
    return "sticker" if re.search(r"\bstk-|-sticker-", file) else media_kind(file[-40:]) or "document"


def _stand_in(kind: str, how: str) -> str:
    return STAND_IN_OF[kind][how.lower() in ("omitted", "attached", "file attached", "location")]
