"""Question records made by rule from Schema-Guided Dialogue (Rastogi et al. 2020): *derived*, for pre-training only.

Where a customer's sentence asks for one slot and one sentence of the answer names it, the answer stands once whole
("answered") and once without that sentence ("unanswered"). No reader has seen these labels.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from coach.text import fold, sentences, words
from coach.types import Draft, Message
from training.corpus.short import QuestionRecord
from training.encoder.sources import read_records

_VAGUE = {"has", "is", "are", "of", "the", "name", "type", "location"}  # parts of slot names that stand for nothing
Range = tuple[int, int]


def derived_questions(data: Path) -> list[QuestionRecord]:
    """Return pairs of records, in the order of the file; siblings share `request_id`.

    Raises:
        EncoderError: when the data set is not under `data`.
    """
    return [record for row in read_records(data / "sgd_en" / "train.jsonl.zst") for record in _of_dialogue(row)]


def _of_dialogue(row: Any) -> Iterator[QuestionRecord]:
    turns = row["turns"]
    messages = [Message("customer" if speaker == "U" else "agent", text) for speaker, text, _ in turns]
    for at, (asked, told) in enumerate(pairwise(turns)):
        if asked[0] == "U":
            slots = _slots(asked[2], "REQUEST")
            for slot in [s for s in slots if s in _slots(told[2], "INFORM")]:
                request = _sentence_of(asked[1], slot)
                others = [_sentence_of(asked[1], s) for s in slots if s != slot]
                answer = _sentence_of(told[1], slot)
                if request and answer and request not in others and "?" not in told[1][slice(*answer)]:
                    name = f"sgd:{row['id']}:{at + 1}:{slot}"
                    yield from _pair(name, messages[: at + 1], request, told[1], answer)


def _pair(
    name: str, conversation: Sequence[Message], request: Range, reply: str, answer: Range
) -> Iterator[QuestionRecord]:
    rest = f"{reply[: answer[0]].rstrip()} {reply[answer[1] :].lstrip()}".strip()
    if rest:
        place = (len(conversation) - 1, *request)
        whole, cut = (
            Draft(text, tuple(conversation), id=f"{name}:{kind}", language="en", channel="live_chat")
            for text, kind in ((reply, "whole"), (rest, "cut"))
        )
        yield QuestionRecord(whole, name, *place, "answered", answer)
        yield QuestionRecord(cut, name, *place, "unanswered", None)


def _slots(acts: Sequence[str], kind: str) -> list[str]:
    return [slot for act, _, slot in (a.partition(":") for a in acts) if act == kind]


def _sentence_of(text: str, slot: str) -> Range | None:
    """Return the one sentence that has a word of the slot's name."""
    wanted = set(slot.split("_")) - _VAGUE
    found = [(a, b) for a, b in sentences(text) if wanted & {fold(text[a:b][x:y]) for x, y in words(text[a:b])}]
    return found[0] if len(found) == 1 else None
