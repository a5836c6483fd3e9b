"""What every proposer needs to know about a reviewed draft, and where in it something can be put or taken out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.address import address
from coach.reading import Reading
from coach.rewrite.verbs import word_set
from coach.signals.next_step import TIME
from coach.text import Range, sentences
from coach.types import Draft, Edit, Finding, Question, Report

_GREETING = re.compile(
    r"^(?:(?:sehr\s+geehrte[rs]?|liebe[rs]?|guten\s+(?:tag|morgen|abend)|hallo|hallöchen|hi|hey|moin(?:\s+moin)?|servus|grüezi|grüß\s+(?:gott|sie|dich|euch)"
    r"|dear|hello|hiya|good\s+(?:morning|afternoon|evening))\b(?:(?:mr|mrs|ms|mx|m|dr|prof|fr|hr|[A-Z])\.|[^\n.!?,:]){0,40}[,!.:]?|(?:herr|frau|mr|mrs|ms)\.?\s+(?-i:[A-ZÄÖÜ])[\w-]+,)",
    re.I,
)
_TITLED = re.compile(r"\b(?:Herrn?|Frau)\s+[A-ZÄÖÜ]\w+")
_ORNAMENT = re.compile(r"[\s,!\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]*")  # what may stand behind a greeting
_CONNECTS = re.compile(
    r"(?:so|but|and|also|aber|und|doch|trotzdem|allerdings|dennoch|übrigens|by\s+the\s+way)[,]?\s+(?=\w)", re.I
)
_SIGNED = re.compile(
    r"(?:(?:[A-ZÄÖÜ][\w.'’-]*|\d\w*|i\.\s?A\.|im|von|der|das|the|of|und|and|&|your|ihr|dein|euer)[\s,/|–-]*){1,7}"
)
_CLOSING = re.compile(
    r"^(?:mit\s+(?:freundlich|best|lieb)\w+\s+gr|(?:viele|beste|liebe|herzliche|freundliche|schöne)\s+gr|lg\b|vg\b|mfg\b|gruß\b|bis\s+(?:bald|dann|später)"
    r"|(?:frohe|schöne)\s+(?:feiertage|ferien)|einen?\s+schönen?\s|schönen?\s+(?:tag|abend|wochenende)|ihr\s+\w*team|dein\s+\w*team|euer\s+\w*team|(?:kind|best|warm)?\s*regards|best\s+wishes|yours\b"
    r"|cheers|take\s+care|have\s+a\s|(?:ich|wir)\s+wünsch\w+|wir\s+freuen\s+uns\s+auf|viel\s+(?:spaß|erfolg|glück|freude)|alles\s+gute|kommen?\s+sie\s+gut|happy\s+\w+|enjoy\b"
    r"|(?:is\s+there\s+|was\s+there\s+)?anything\s+else\b|(?:gibt\s+es|haben\s+sie|hast\s+du|kann\s+ich)\s+(?:\w+\s+){0,2}sonst\s+noch\b|sonst\s+noch\b|thanks?\s+(?:you\s+)?for\s+chatting|danke?\s+für\s+(?:den\s+chat|ihren\s+besuch)|hochachtungsvoll"
    r"|see\s+you|look(?:ing)?\s+forward|best\s+of\s+luck|good\s+luck|tschüss|ciao|ade\b|bleib\w*\s+(?:sie\s+)?gesund|schönes?\s+wochenende)",
    re.I,
)
_OFTEN_FIRST = word_set(
    "der die das den dem ein eine einen er es wir ich und aber bitte danke wann wo wie was ob wer hier heute morgen am im in an auf für leider "
    "unser unsere mein meine dein deine gern gerne zum zur bei mit nach schön gut sobald dann danach falls wenn dafür damit deshalb deswegen trotzdem "
    "natürlich allerdings außerdem ansonsten sonst aktuell derzeit momentan bisher jetzt nun auch noch nur ab bis von aus über unter alle alles diese "
    "dieser dieses jede jeder kein keine man so ja nein the a an we it please you your our this that there here unfortunately if as for at on once"
)
_CAPITAL = word_set("mängel pflege sie ihr ihre ihnen i i'm i'll i've")  # first words that stay so behind a comma
# what someone who writes a reply can always say; the time is the agent's
SELF = {"de": "Ich prüfe das und melde mich bis [Zeitpunkt].", "en": "I'll check this and get back to you by [time]."}
_PROMISES = re.compile(
    r"\b(?:meld\w+|rückmeldung|bescheid|ruf\w*|schreib\w*|hör\w*\s+(?:\w+\s+){0,2}von|antwort\w*|nachricht|call\w*|ring\w*|text\w*|email\w*|messag\w*|get\s+back|let\s+you\s+know|hear\s+from|answer\w*|update\w*|in\s+touch)\b",
    re.I,
)
_LIST = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s")
_ENDS_IN_LINK = re.compile(r"\S*(?:://|www\.|@|/)\S*$|\b[\w-]+\.\w{2,}$")


@dataclass(frozen=True)
class Case:
    """A draft with its report, ready for proposals."""

    draft: Draft
    report: Report
    reading: Reading

    @classmethod
    def of(cls, draft: Draft, report: Report) -> "Case":
        """Read `draft` once for all proposers."""
        return cls(draft, report, Reading.of(draft))

    @property
    def text(self) -> str:
        """The draft's text."""
        return self.draft.text

    @property
    def german(self) -> bool:
        """Whether the draft is German."""
        return self.report.language == "de"

    @cached_property
    def form(self) -> str:
        """`du` or `sie`: how a German draft speaks to the customer, or should: its own form, else the customer's."""
        own = address(self.text).form
        if own in ("du", "sie"):
            return own
        if _TITLED.search(self.text):
            return "sie"
        return self.customer_form or "sie"

    @cached_property
    def form_known(self) -> bool:
        """Whether draft, name or customer tell how to speak to the customer."""
        return bool(address(self.text).form or _TITLED.search(self.text) or self.customer_form)

    @cached_property
    def customer_form(self) -> str | None:
        """The house's form, else the one the customer used last; who says "bei euch" to the firm is spoken to with du."""
        if self.draft.address:
            return self.draft.address
        for index in reversed(self.reading.customer_messages):
            found = address(self.draft.conversation[index].text)
            if found.form in ("du", "sie"):
                return found.form
            if found.ihr:
                return "du"
        return None

    @property
    def strong(self) -> bool:
        """Whether the customer carries a strong strain."""
        return (self.report.empathy["need"] or 0.0) >= 1.3

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Requests that the draft leaves unanswered."""
        return tuple(q for q in self.report.questions if q.status == "unanswered")

    def finding(self, criterion: str) -> Finding | None:
        """Return the finding of a criterion, or None."""
        return next((f for f in self.report.findings if f.criterion == criterion), None)

    def sentences_of(self, finding: Finding) -> list[Range]:
        """Return the draft's sentences that hold the finding's evidence."""
        spans = [e for e in finding.evidence if e.source == "draft"]
        return [s for s in self.behind_greeting if any(e.start < s[1] and s[0] < e.end for e in spans)]

    @cached_property
    def behind_greeting(self) -> list[Range]:
        """The draft's sentences; of one that begins with the greeting, what follows it."""
        return [(max(a, self.opening), b) for a, b in self.reading.sentences if b > self.opening]

    @cached_property
    def promises(self) -> bool:
        """Whether the draft says already when someone will be in touch: a second promise beside it would be odd."""
        return any(_PROMISES.search(self.text[a:b]) and TIME.search(self.text[a:b]) for a, b in self.reading.sentences)

    @cached_property
    def sentences_between(self) -> list[Range]:
        """The draft's sentences between greeting and closing."""
        return [(a, b) for a, b in self.reading.sentences if b > self.opening and a < self.closing]

    @cached_property
    def customer_sentences(self) -> tuple[list[str], list[str]]:
        """The sentences of the customer's turn: those that carry the strain, as far as the report knows, and the others."""
        spans = [e for f in self.report.findings for e in f.evidence if f.criterion == "missing_empathy"]
        strained: list[str] = []
        others: list[str] = []
        for index in self.draft.customer_turn:
            text = self.draft.conversation[index].text
            for a, b in sentences(text):
                carries = any(e.message == index and e.start < b and a < e.end for e in spans)
                (strained if carries else others).append(text[a:b])
        return strained, others

    @cached_property
    def opening(self) -> int:
        """Where the first sentence behind the greeting starts."""
        match = _GREETING.match(self.text)
        if not match:
            return 0
        at = _ORNAMENT.match(self.text, match.end()).end()  # type: ignore[union-attr]
        return at if at < len(self.text) else 0

    @cached_property
    def closing(self) -> int:
        """Where the closing starts (greeting, wishes, signature), or the end of the text."""
        found = self._signature
        for start, end in reversed(self.reading.sentences):
            if start >= found:
                continue
            if start < self.opening or (start and start == self.opening) or not _CLOSING.match(self.text[start:end]):
                break
            found = start
        return found

    @cached_property
    def _signature(self) -> int:
        """Where the last lines start that are names, or the end of the text."""
        signed = len(self.text)
        while (line := self.text.rfind("\n", 0, len(self.text[:signed].rstrip()))) > self.opening:
            if not _SIGNED.fullmatch(self.text[line + 1 : signed].strip()):
                break
            signed = line + 1
        return signed

    @cached_property
    def _goes_on_small(self) -> bool:
        """Whether the text goes on in small letters behind the greeting ("Hallo Frau Kunz, die Lampe …")."""
        greeting, rest = self.text[: self.opening], self.text[self.opening :].split(maxsplit=1)
        if not greeting.rstrip().endswith(",") or not rest:
            return False
        if "\n" not in greeting or rest[0][0].islower():
            return True
        return self.german and not _may_be_small(rest[0])  # always a capital: then the rule holds

    def first(self, line: str) -> str:
        """Return `line` as it stands behind the greeting."""
        small = self._goes_on_small and line.split()[0].strip(",.").lower() not in _CAPITAL
        return line[:1].lower() + line[1:] if small else line

    def inserted_first(self, line: str, criterion: str) -> Edit:
        """Return the insertion of a sentence behind the greeting."""
        at, line = self.opening, self.first(line)
        if self.text[at : at + 1].islower():
            return Edit(at, at + 1, f"{line} {self.text[at].upper()}", criterion)
        return Edit(at, at, f"{line}\n" if _LIST.match(self.text, at) else f"{line} ", criterion)

    def replaced(self, sentences: Sequence[Range], line: str, criterion: str) -> tuple[Edit, ...]:
        """Return the edits that put `line` in the place of the first of `sentences` and take the others out."""
        (start, end), *others = sentences
        return (
            Edit(start, end, self.first(line) if start == self.opening else line, criterion),
            *self.without(others, criterion),
        )

    def instead(self, sentences: Sequence[Range], line: str, criterion: str) -> tuple[Edit, ...]:
        """Return the edits that take sentences out and let `line` open the text."""
        if sentences and sentences[0][0] <= self.opening:
            return self.replaced(sentences, line, criterion)
        return (self.inserted_first(line, criterion), *self.without(sentences, criterion))

    def inserted_last(self, line: str, criterion: str) -> Edit:
        """Return the insertion of a sentence in front of the closing."""
        end = len(self.text[: self.closing].rstrip())
        gap = self.text[end : self.closing] or (" " if self.closing < len(self.text) else "")
        if self.closing == len(self.text):
            gap = ""
        return Edit(end, self.closing, f"{self._joint(end)}{line}{gap}", criterion)

    def _joint(self, end: int) -> str:
        """Return what stands between the text up to `end` and a sentence behind it."""
        if not end:
            return ""
        line = self.text[self.text.rfind("\n", 0, end) + 1 : end]
        if _ENDS_IN_LINK.search(line) or _LIST.match(line):
            return "\n"
        return ". " if self.text[end - 1 : end].isalnum() else " "

    def inserted_behind(self, position: int, line: str, criterion: str) -> Edit:
        """Return the insertion of a sentence behind the one that holds `position`."""
        _, end = self.reading.sentence_at(position)
        if end >= self.closing or end >= len(self.text.rstrip()):
            return self.inserted_last(line, criterion)
        return Edit(end, end, f"{self._joint(end)}{line}", criterion)

    def without(self, sentences: Iterable[Range], criterion: str) -> tuple[Edit, ...]:
        """Return the deletion of sentences with the white space behind them (before them, at the text's end)."""
        runs: list[Range] = []
        for start, end in sorted(sentences):
            if runs and not self.text[runs[-1][1] : start].strip():
                start = runs.pop()[0]
            runs.append((start, end))
        edits = []
        for start, end in runs:
            behind = end
            blank = " \t" if start else " \t\r\n"
            while behind < len(self.text) and self.text[behind] in blank:
                behind += 1
            if not self.text[behind:].strip():
                while start > 0 and self.text[start - 1].isspace():
                    start -= 1
                behind = end
            if self.text[behind : behind + 1] == "\n":
                while start > 0 and self.text[start - 1] in " \t":
                    start -= 1
            connected = _CONNECTS.match(self.text, behind)
            if connected and behind > end:  # what it goes on from is gone
                word = self.text[connected.end()]
                small = start == self.opening and self._goes_on_small
                edits.append(Edit(start, connected.end() + 1, word if small else word.upper(), criterion))
                continue
            follows = self.text[behind:].split(maxsplit=1)
            if start == self.opening and self._goes_on_small and follows and _may_be_small(follows[0]):
                edits.append(Edit(start, behind + 1, follows[0][0].lower(), criterion))
            else:
                edits.append(Edit(start, behind, "", criterion))
        return tuple(edits)


def _may_be_small(word: str) -> bool:
    """Tell whether a word that opens a sentence is none that is always written with a capital."""
    return word.strip(",.").lower() in _OFTEN_FIRST
