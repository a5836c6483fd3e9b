"""What the linear baseline looks at: one text and a row of named numbers per view."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.interface import Example, Range
from models.linear.ngrams import numbers, stems

_EMOJI = re.compile("[\U0001f300-\U0001faff☀-➿]|[:;]-?[)(DP]")
_PLACEHOLDER = re.compile(r"#[A-Z][A-Z_0-9-]*#|\[[^\]\n]{1,30}\]")  # "#NAME#", "[Bild]": no shouting
_TIME = re.compile(
    r"\d{1,2}[.:]\d{2}\b|\b\d{1,2}\.\s?\d{0,2}|\b(?:uhr|heute|morgen|gestern|\w+tags?|mittwoch|woche\w*|monat\w*|stunden?|minuten?|werktag\w*|januar|februar|märz|"
    r"april|mai|juni|juli|august|september|oktober|november|dezember|today|tomorrow|tonight|\w+day|weeks?|hours?|minutes?|months?|noon|am|pm)\b",
    re.I,
)
_AMOUNT = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:€|£|\$|eur|euro|%|prozent|chf|franken)|[€£$]\s?\d|\b(?:kostenlos|gratis|free|umsonst)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:im|in der|beim|bei|am|an der|at the|in the|on the|under|unter|hinter|neben|straße|str\.|depot|filiale|shop)\b",
    re.I,
)
_YES_NO = re.compile(
    r"^\W*(?:\w+[,!]?\s+)?(?:ja|nein|klar|genau|leider|doch|yes|no|sure|sadly|unfortunately|of course|gern|kein|not|nope|yep|passt|geht)\b",
    re.I,
)
_DONE = re.compile(
    r"\b(?:ist|sind|habe?|haben|hab|wurde|has|have|i've|we've|is|are)\b.*\b(?:\w*ge\w+t|\w*ge\w+en|\w+iert|raus|drin|weg|done|sent|\w+ed|booked|back|attached)\b",
    re.I,
)
_DEFER = re.compile(
    r"\b(?:ich|wir|i|we|i'll|we'll|i'm)\b.{0,40}\b(?:prüf\w*|klär\w*|frag\w*|schau\w*|meld\w*|schreib\w*|ruf\w*|check\w*|look\w*|ask\w*|write|call|get back|come back|find out|message)\b"
    r"|\b(?:sobald|dann|once|as soon as|until then|bis dahin|damit ich|so (?:that )?i can)\b",
    re.I,
)
_NEGATION = re.compile(r"\b(?:nicht|kein\w*|nie|not|no|never|can't|won't|don't|isn't|cannot)\b", re.I)

_QUESTION_TYPES = {
    "time": r"\b(?:wann|wie lange|bis wann|ab wann|when|how long|how soon|what time|öffnungszeiten|until when)\b",
    "amount": r"\b(?:wie ?viel\w*|was kostet|kosten|how much|how many|price|cost|gebühr\w*|fee)\b",
    "place": r"\b(?:wo|wohin|woher|where)\b",
    "reason": r"\b(?:warum|wieso|weshalb|why|wie kann es sein|how come)\b",
    "manner": r"\b(?:wie|how)\b",
    "thing": r"\b(?:was|welche\w?|what|which|wer|who)\b",
    "action": r"\b(?:bitte|please|ich (?:will|möchte|brauche|hätte)|i (?:want|need|'d like)|schick\w*|send\w*|änder\w*|change|cancel|storno\w*|kündig\w*|sag\w*|tell)\b",
    "polar": r"^\W*(?:\w+\s+)?(?:kann|können|könnt\w*|kannst|ist|sind|gibt|geht|habt|haben|hat|darf|muss|soll\w*|wird|werden|bekomm\w*|can|could|is|are|do|does|did|will|would|has|have|should|may)\b|\b(?:ob|if|whether)\b",
}
_TYPES = {name: re.compile(pattern, re.I) for name, pattern in _QUESTION_TYPES.items()}
_SENTENCE_TESTS = {
    "time": _TIME, "amount": _AMOUNT, "place": _PLACE, "yes_no": _YES_NO, "done": _DONE, "defers": _DEFER,
    "negation": _NEGATION, "question": re.compile(r"\?"), "digits": re.compile(r"\d"), "link": re.compile(r"https?://|www\.|\[link", re.I),
}  # fmt: skip

_OPENER = re.compile(  # "Ich wüsste gern, …", "let me know …": the ask itself follows in the next clause
    r"\b(?:wissen|sagen|mitteilen|mit|wüsste (?:auch |nur )?gern|frag\w* (?:mich|ob)|erklären|verraten|schauen|prüfen|know|tell (?:me|us)|wonder\w*|say|see|check|"
    r"ahnung|idea|sure|bescheid|interessiert|rausfinden|find out)\W*$",
    re.I,
)
_CONDITION = re.compile(
    r"^\W*(?:und |oder |aber |and |or |but )?(?:falls|wenn|sofern|sobald|weil|da|dass|damit|nachdem|if|because|since|once|as soon as|when i|when we|wenn ich)\b",
    re.I,
)

_IF = re.compile(r"^\W*(?:und |oder |aber |and |or |but )?(?:falls|sofern|wenn|if)\b", re.I)

Numbers = Mapping[str, float]


def surface(text: str) -> dict[str, float]:
    """Return counts that any text has: length, marks, capitals, emoji; placeholders for names and media do not count."""
    text = _PLACEHOLDER.sub(" ", text)
    count = len(text.split())
    letters = sum(c.isalpha() for c in text) or 1
    return {
        "log_words": math.log1p(count),
        "exclamations": float(min(5, text.count("!"))),
        "questions": float(min(5, text.count("?"))),
        "ellipses": float(min(3, text.count("…") + text.count("..."))),
        "emoji": float(min(5, len(_EMOJI.findall(text)))),
        "capitals": sum(c.isupper() for c in text) / letters,
        "quotes": float(min(3, sum(text.count(c) for c in '„“”"»«'))),
        "digits": float(min(10, sum(c.isdigit() for c in text))),
    }


def customer_view(text: str, messages: int) -> tuple[str, Numbers]:
    """Return the view of a customer turn of so many messages."""
    return text, {**surface(text), "messages": float(min(6, messages))}


@dataclass(frozen=True)
class Views:
    """The views of one example: texts and numbers for every head, computed on demand."""

    example: Example
    idf: Mapping[str, float] = field(repr=False)  # of stems; unknown stems weigh as the rarest

    @cached_property
    def turn_text(self) -> str:
        """The customer turn as one text."""
        return "\n".join(self.example.turns[i].text for i in self.example.customer_turn)

    @cached_property
    def _rarest(self) -> float:
        return max(self.idf.values(), default=1.0)

    def _weight(self, parts: set[str]) -> float:
        return math.fsum(self.idf.get(p, self._rarest) for p in parts)

    @cached_property
    def _turn_stems(self) -> set[str]:
        return set(stems(self.turn_text))

    @cached_property
    def _sentence_texts(self) -> tuple[str, ...]:
        return tuple(self.example.draft[a:b] for a, b in self.example.sentences)

    @cached_property
    def _sentence_stems(self) -> tuple[set[str], ...]:
        return tuple(set(stems(t)) for t in self._sentence_texts)

    @cached_property
    def _sentence_tests(self) -> dict[str, np.ndarray]:
        """Per test, one 0/1 per sentence of the draft."""
        return {
            name: np.array([bool(pattern.search(t)) for t in self._sentence_texts], dtype=np.float64)
            for name, pattern in _SENTENCE_TESTS.items()
        }

    @cached_property
    def _posting(self) -> dict[str, np.ndarray]:
        """Stem → indices of the sentences that hold it."""
        lists: dict[str, list[int]] = {}
        for index, parts in enumerate(self._sentence_stems):
            for part in parts:
                lists.setdefault(part, []).append(index)
        return {part: np.array(found) for part, found in lists.items()}

    def customer(self) -> tuple[str, Numbers]:
        """Return the view of the customer turn: what is asked and carried."""
        return customer_view(self.turn_text, len(self.example.customer_turn))

    def draft(self) -> tuple[str, Numbers]:
        """Return the view of the whole draft against the customer turn."""
        draft_stems = set().union(*self._sentence_stems) if self._sentence_stems else set()
        common = draft_stems & self._turn_stems
        given = numbers(self.turn_text)
        asks = [o for o in self._ask_overlaps if o is not None]
        named = {
            **surface(self.example.draft),
            "sentences": math.log1p(len(self.example.sentences)),
            "customer_log_words": math.log1p(len(self.turn_text.split())),
            "taken_up": self._weight(common) / (self._weight(self._turn_stems) or 1.0),
            "from_customer": self._weight(common) / (self._weight(draft_stems) or 1.0),
            "common_rarest": max((self.idf.get(p, self._rarest) for p in common), default=0.0),
            "numbers_taken_up": float(min(3, len(given & numbers(self.example.draft)))),
            "numbers_left": float(min(3, len(given - numbers(self.example.draft)))),
            "least_ask_overlap": min(asks, default=1.0),
            "mean_ask_overlap": sum(asks) / len(asks) if asks else 1.0,
            "no_customer": float(not self.example.customer_turn),
            "proactive": float(self.example.kind == "proactive"),
            "english": float(self.example.language == "en"),
            **{f"channel_{c}": float(self.example.channel == c) for c in ("whatsapp", "live_chat", "email", "social")},
            **{f"share_{n}": float(v.mean()) if len(v) else 0.0 for n, v in self._sentence_tests.items()},
            **{f"signal_{name}": value for name, value in self.example.features.items()},
        }
        return self.example.draft, named

    @cached_property
    def _ask_overlaps(self) -> list[float | None]:
        """Best overlap with a draft sentence, per clause of the turn that looks like an ask."""
        found: list[float | None] = []
        for i in self.example.customer_turn:
            turn = self.example.turns[i]
            for a, b in turn.clauses:
                text = turn.text[a : b + 1]
                if "?" in text or _TYPES["action"].search(text):
                    values = self._overlap(set(stems(text)))
                    found.append(float(values.max()) if len(values) else None)
        return found

    def _overlap(self, parts: set[str]) -> np.ndarray:
        """Return the idf-weighted share of `parts` in each draft sentence, shape (sentences,)."""
        total = np.zeros(len(self._sentence_texts))
        for part in sorted(parts):
            if part in self._posting:
                total[self._posting[part]] += self.idf.get(part, self._rarest)
        return total / (self._weight(parts) or 1.0)

    def form(self) -> tuple[str, Numbers]:
        """Return the view of how the draft speaks to the customer: signals of address and letter style, no words."""
        signals = {f"signal_{n}": self.example.features[n] for n in ("address_clash", "address_mixed", "letter_style")}
        customer, draft = surface(self.turn_text), surface(self.example.draft)
        return "", {
            **signals,
            "any_signal": max(signals.values()),
            "messenger": float(self.example.channel in ("whatsapp", "live_chat")),
            "customer_capitals": customer["capitals"],
            "draft_capitals": draft["capitals"],
            "more_emoji": draft["emoji"] - customer["emoji"],
            "english": float(self.example.language == "en"),
        }

    def sentence(self, index: int) -> tuple[str, Numbers]:
        """Return the view of one draft sentence."""
        text, parts = self._sentence_texts[index], self._sentence_stems[index]
        common = parts & self._turn_stems
        return text, {
            **surface(text),
            "position": index / max(1, len(self._sentence_texts) - 1),
            "only": float(len(self._sentence_texts) == 1),
            "from_customer": self._weight(common) / (self._weight(parts) or 1.0),
            "english": float(self.example.language == "en"),
            **{f"is_{name}": float(values[index]) for name, values in self._sentence_tests.items()},
        }

    def clause(self, message: int, index: int) -> tuple[str, Numbers]:
        """Return the view of one clause of a customer message."""
        turn = self.example.turns[message]
        start, end = turn.clauses[index]
        text = turn.text[start:end]
        before = turn.text[turn.clauses[index - 1][1] : start] if index else ""
        rest = turn.text[end:]
        sentence_end = re.search(r"[.!?\n]", turn.text[max(start, end - 1) :])
        return text, {
            **surface(text),
            "position": index / max(1, len(turn.clauses) - 1),
            "first": float(index == 0),
            "last": float(index == len(turn.clauses) - 1),
            "continues": float(bool(index) and not re.search(r"[\n]", before) and not self._closed(turn.text, start)),
            "question_ahead": float(bool(sentence_end) and sentence_end.group() == "?" if sentence_end else False),
            "in_turn": float(message in self.example.customer_turn),
            "agent_behind": float(any(t.role == "agent" for t in self.example.turns[message + 1 :])),
            "rest": float(bool(rest.strip())),
            "opener": float(bool(_OPENER.search(text))),
            "after_opener": float(bool(index) and bool(_OPENER.search(turn.text[slice(*turn.clauses[index - 1])]))),
            "condition": float(bool(_CONDITION.match(text))),
            "condition_question": float(bool(_CONDITION.match(text)) and text.rstrip().endswith("?")),
            **{f"type_{name}": float(bool(p.search(text))) for name, p in _TYPES.items()},
        }

    @staticmethod
    def _closed(text: str, start: int) -> bool:
        return bool(re.search(r"[.!?…]\W*$", text[:start]))

    def pairs(self, question: str) -> dict[str, np.ndarray]:
        """Return numbers for (question, draft sentence) pairs, each of shape (sentences,)."""
        overlap = self._overlap(set(stems(question)))
        tests = self._sentence_tests
        type_of = {name: float(bool(p.search(question))) for name, p in _TYPES.items()}
        count = len(overlap)
        return {
            "overlap": overlap,
            "overlap_rank": overlap / (overlap.max() or 1.0) if count else overlap,
            "time_for_time": type_of["time"] * tests["time"],
            "no_time_for_time": type_of["time"] * (1 - tests["time"]),
            "amount_for_amount": type_of["amount"] * tests["amount"],
            "place_for_place": type_of["place"] * tests["place"],
            "yes_no_for_polar": type_of["polar"] * tests["yes_no"],
            "done_for_action": type_of["action"] * tests["done"],
            **tests,
            **{f"overlap_{name}": overlap * value for name, value in type_of.items()},
            "position": np.arange(count) / max(1, count - 1),
        }

    def status(self, question: str, best: int, answers: np.ndarray) -> tuple[str, Numbers]:
        """Return the view of one question against the draft, given the sentence that fits best and all pair logits."""
        pairs = self.pairs(question)
        draft = surface(self.example.draft)
        return self._sentence_texts[best], {
            "answer_logit": float(answers[best]),
            "answer_mean": float(answers.mean()),
            **{f"best_{name}": float(values[best]) for name, values in pairs.items()},
            **{f"any_{name}": float(values.max()) for name, values in pairs.items() if name != "position"},
            **{f"type_{name}": float(bool(p.search(question))) for name, p in _TYPES.items()},
            "draft_log_words": draft["log_words"],
            "asks": float(min(6, len(self._ask_overlaps))),
            "words_per_ask": draft["log_words"] - math.log1p(len(self._ask_overlaps)),
            **{f"signal_{name}": value for name, value in self.example.features.items()},
        }


def is_condition(text: str, clauses: tuple[Range, ...], index: int) -> bool:
    """Tell whether a clause only states a condition ("falls nicht, …"): by the guide that is no request."""
    start, end = clauses[index]
    after_opener = index > 0 and _OPENER.search(text[slice(*clauses[index - 1])])  # "no idea if …" is one
    return bool(_IF.match(text[start:end])) and text[end - 1 : end + 1].find("?") < 0 and not after_opener


def span_of(turn_text: str, clauses: tuple[Range, ...], first: int, last: int) -> Range:
    """Return the span from clause `first` to clause `last`, with a question mark directly behind it."""
    start, end = clauses[first][0], clauses[last][1]
    return start, end + (1 if turn_text[end : end + 1] == "?" else 0)
