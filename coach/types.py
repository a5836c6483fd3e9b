"""The values that travel between the layers: frozen, comparable, with `to_dict`/`from_dict` at the border.

All offsets count Unicode code points of the original string, half open: `text[start:end]`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from coach.errors import ItemError, nearest

Role = Literal["customer", "agent", "bot"]
Channel = Literal["whatsapp", "live_chat", "email", "social", "unknown"]
Kind = Literal["reply", "proactive"]
Language = Literal["de", "en"]
Level = Literal["suggestion", "warning", "error"]
Status = Literal["answered", "deferred", "unanswered"]

ROLES: tuple[str, ...] = get_args(Role)
CHANNELS: tuple[str, ...] = get_args(Channel)
KINDS: tuple[str, ...] = get_args(Kind)
LANGUAGES: tuple[str, ...] = get_args(Language)
STATUSES: tuple[str, ...] = get_args(Status)
_SURE = 0.6  # a status under this probability is called a maybe
SIDES = ("factual", "self_revelation", "relationship", "appeal")


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    role: str  # customer | agent | bot
    text: str  # as received; never changed, so that spans fit
    at: str | None = None  # ISO 8601, or None

    @classmethod
    def from_dict(cls, value: object, *, where: str) -> "Message":
        """Read one message.

        Raises:
            ItemError: when it is no object, its role is unknown or its text is no string.
        """
        if not isinstance(value, Mapping):
            raise ItemError("wrong_type", f"{where}: expected an object with role and text, found {_kind(value)}")
        text, at = value.get("text"), value.get("at")
        if not isinstance(text, str):
            raise ItemError("wrong_type", f"{where}.text: expected a string, found {_kind(text)}")
        _choice(value.get("role"), ROLES, f"{where}.role")
        return cls(role=value["role"], text=text, at=at if isinstance(at, str) else None)


@dataclass(frozen=True)
class Draft:
    """A draft reply with the conversation it answers: one item of the contract."""

    text: str  # several chat bubbles are joined by a newline
    conversation: tuple[Message, ...] = ()
    id: str | int = ""  # the caller's own; comes back unchanged
    language: str | None = None  # None: to be detected
    channel: str = "unknown"
    kind: str = "reply"
    address: str | None = None  # du | sie: how the house speaks to customers; None: as each customer does

    @property
    def customer_turn(self) -> tuple[int, ...]:
        """Indices of the last run of customer messages; trailing agent turns and bots in between do not end it."""
        turn: list[int] = []
        for index in reversed(range(len(self.conversation))):
            role = self.conversation[index].role
            if role == "customer":
                turn.append(index)
            elif role == "agent" and turn:
                break
        return tuple(reversed(turn))

    @classmethod
    def from_dict(cls, value: object) -> "Draft":
        """Read one item of the contract; unknown keys are ignored.

        Raises:
            ItemError: with the item's id, when it has a usable one.
        """
        if not isinstance(value, Mapping):
            raise ItemError("not_an_object", f"expected a JSON object, found {_kind(value)}")
        id = value.get("id")
        if not isinstance(id, str | int) or isinstance(id, bool):
            found = _kind(id) if "id" in value else "nothing"
            raise ItemError("missing_field", f"id: expected a string or a whole number, found {found}")
        try:
            return cls._from_mapping(value, id)
        except ItemError as error:
            raise ItemError(error.type, str(error), id=id) from None

    @classmethod
    def _from_mapping(cls, value: Mapping[str, Any], id: str | int) -> "Draft":
        text = value.get("draft")
        if not isinstance(text, str):
            found = _kind(text) if "draft" in value else "nothing"
            raise ItemError("missing_field", f"draft: expected a string, found {found}")
        if not text.strip():
            raise ItemError("blank_draft", "draft: expected some text, found only white space")
        turns = value.get("conversation")
        if not isinstance(turns, list):
            raise ItemError("wrong_type", f"conversation: expected a list of messages, found {_kind(turns)}")
        channel = "unknown" if value.get("channel") is None else value["channel"]
        kind = "reply" if value.get("kind") is None else value["kind"]
        _choice(channel, CHANNELS, "channel")
        _choice(kind, KINDS, "kind")
        language = value.get("language")
        return cls(
            text=text,
            conversation=tuple(Message.from_dict(t, where=f"conversation[{i}]") for i, t in enumerate(turns)),
            id=id,
            language=language if isinstance(language, str) and language.strip() else None,
            channel=channel,
            kind=kind,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the item as the contract writes it."""
        return {
            "id": self.id,
            "language": self.language,
            "channel": self.channel,
            "kind": self.kind,
            "conversation": [asdict(m) for m in self.conversation],
            "draft": self.text,
        }


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the draft, or of one message of the conversation."""

    start: int  # code points, inclusive
    end: int  # code points, exclusive
    message: int | None = None  # None: the draft; else the index of the message

    def within(self, draft: Draft) -> str:
        """Return the words of `draft` (or of its conversation) that the span covers."""
        return (draft.text if self.message is None else draft.conversation[self.message].text)[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether both cover a common character."""
        return self.message == other.message and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Evidence:
    """A span with its words, as shown to people."""

    source: Literal["draft", "conversation"]
    message: int | None
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, span: Span, draft: Draft) -> "Evidence":
        """Quote `span` from `draft`."""
        source: Literal["draft", "conversation"] = "draft" if span.message is None else "conversation"
        return cls(source, span.message, span.start, span.end, span.within(draft))


@dataclass(frozen=True)
class Answer:
    """The draft's words that answer or defer a question."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Question:
    """A question or request of the customer that is open when the draft is written."""

    text: str
    message: int
    start: int
    end: int
    status: str  # answered | deferred | unanswered
    probabilities: Mapping[str, float]  # per status, sums to 1
    answer: Answer | None

    @property
    def sure(self) -> bool:
        """Tell whether the status is likely enough to be shown to people without a "maybe"."""
        return self.status == "unanswered" or self.probabilities[self.status] >= _SURE


@dataclass(frozen=True)
class Score:
    """What a signal measured for one criterion; the pipeline judges."""

    value: float | None  # calibrated probability in [0, 1]; None: not applicable
    spans: tuple[Span, ...] = ()  # evidence, best first


@dataclass(frozen=True)
class Finding:
    """One flagged criterion."""

    criterion: str
    level: str  # suggestion | warning | error
    probability: float
    threshold: float
    shown: bool  # False: silent criterion, same cause as another card, or beyond max_findings
    message: str  # short title, in the language of the draft
    why: str
    evidence: tuple[Evidence, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class Edit:
    """A stretch of the draft and what stands in its place; an empty stretch is an insertion."""

    start: int
    end: int
    replacement: str
    criterion: str


@dataclass(frozen=True)
class Rewrite:
    """A draft as it could be sent, with what was changed and what that does to the scores."""

    text: str
    fixes: tuple[str, ...]  # criteria that are no longer flagged
    edits: tuple[Edit, ...]  # applied to the draft they give `text`
    placeholders: tuple[str, ...]  # what only the agent knows, such as "[Zeitpunkt]"
    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    removed: tuple[str, ...] = ()  # facts that went with a pitch or a barb
    check_promise: bool = False  # holds a self-commitment that the agent must stand by
    generated: bool = False  # made by a language model

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Rewrite":
        """Read what `to_dict` wrote."""
        lists = {name: tuple(value[name]) for name in ("fixes", "placeholders", "removed")}
        return cls(**{**value, **lists, "edits": tuple(Edit(**edit) for edit in value["edits"])})

    def to_dict(self) -> dict[str, Any]:
        """Return the rewrite as the contract writes it."""
        value = asdict(self)
        for name in ("fixes", "placeholders", "removed"):
            value[name] = list(value[name])
        value["edits"] = list(value["edits"])
        return value


@dataclass(frozen=True)
class Notice:
    """A remark about the item as a whole."""

    type: str  # unsupported_language
    message: str


@dataclass(frozen=True)
class Report:
    """All that a review says about one draft. Grades are expectations: sides in [0, 2], tone in [-2, 2]."""

    id: str | int
    language: str
    scores: Mapping[str, float | None]
    flags: Mapping[str, bool]
    empathy: Mapping[str, float | None]  # need and shown in [0, 2]
    hurried_reasons: tuple[str, ...]
    questions: tuple[Question, ...]
    four_sides: Mapping[str, Mapping[str, float | None] | None]  # customer (None without one) and draft
    findings: tuple[Finding, ...]
    model: Mapping[str, str]
    rubric: Mapping[str, str]
    notice: Notice | None = None

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings that get a card, most useful first."""
        return tuple(f for f in self.findings if f.shown)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the contract writes it."""
        value = asdict(self)
        if self.notice is None:
            del value["notice"]
        for name in ("hurried_reasons", "questions", "findings"):
            value[name] = list(value[name])
        for finding in value["findings"]:
            finding["evidence"] = list(finding["evidence"])
        return value

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Report":
        """Read what `to_dict` wrote."""
        return cls(
            **{
                **value,
                "hurried_reasons": tuple(value["hurried_reasons"]),
                "questions": tuple(
                    Question(**{**q, "answer": Answer(**q["answer"]) if q["answer"] else None})
                    for q in value["questions"]
                ),
                "findings": tuple(
                    Finding(**{**f, "evidence": tuple(Evidence(**e) for e in f["evidence"])}) for f in value["findings"]
                ),
                "notice": Notice(**value["notice"]) if value.get("notice") else None,
            }
        )


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _choice(value: object, known: tuple[str, ...], where: str) -> None:
    if value not in known:
        hint = nearest(value, known) if isinstance(value, str) else ""
        shown = repr(value) if isinstance(value, str) and len(value) <= 40 else _kind(value)
        raise ItemError("unknown_value", f"{where}: expected one of {', '.join(known)}, found {shown}.{hint}")
