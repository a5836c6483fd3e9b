"""Labels that stand off: source, id, offsets and labels in the repository, the texts with their publisher."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from coach.types import Draft, Message
from training.corpus.records import CorpusError, Record

Turn = tuple[str, str]  # role ("customer" or "agent") and text


def agent_runs(turns: list[Turn], dialogue: str, language: str) -> Iterator[Draft]:
    """Yield each run of agent messages as a draft, with all that stands before it as its conversation.

    Ids read `DIALOGUE:ROW:LANGUAGE`, where ROW counts the messages of the dialogue before the draft.
    """
    for role, group in groupby(enumerate(turns), key=lambda pair: pair[1][0]):
        run = list(group)
        start, text = run[0][0], "\n".join(text for _, (_, text) in run)
        if role == "agent" and text.strip():
            before = tuple(Message(*turn) for turn in turns[:start])
            yield Draft(text, before, id=f"{dialogue}:{start}:{language}", language=language, channel="live_chat")


def drawn(drafts: Iterable[Draft], counts: Mapping[str, int]) -> list[Draft]:
    """Return the first drafts per language in the order of their ids' hashes."""
    candidates = sorted(drafts, key=lambda draft: digest(str(draft.id)))
    return [d for language, count in counts.items() for d in [d for d in candidates if d.language == language][:count]]


def with_labels(drafts: Iterable[Draft], path: Path, source: str) -> list[Record]:
    """Return the records of the stand-off file `path`, whose texts are among `drafts`.

    Raises:
        CorpusError: when a label belongs to no drawn turn, or its span to no text: the data set is another edition.
    """
    known = {str(draft.id): draft for draft in drafts}
    records = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            draft = known.get(row["id"])
            if draft is None or not _fits(row["labels"], draft):
                raise CorpusError(
                    f"{path}:{number}: expected a turn of {source} as labelled, found another edition of it"
                )
            records.append(Record(draft, row["id"].rsplit(":", 2)[0], "", row["labels"]))
    return records


def digest(text: str) -> str:
    """Return the SHA-256 of a text; it orders draws alike everywhere."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fits(labels: Mapping[str, Any], draft: Draft) -> bool:
    texts = [m.text for m in draft.conversation]
    spans = list(labels["questions"]) + [s for group in labels["evidence"].values() for s in group]
    answers = [{**q["answer"], "message": None} for q in labels["questions"] if q["answer"]]
    return all(
        0 <= s["start"] < s["end"] <= len(draft.text if s.get("message") is None else texts[s["message"]])
        for s in (*spans, *answers)
    )
