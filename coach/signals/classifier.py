"""The classifier signal: one model call for a whole batch; long drafts are read in windows of whole sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.reading import Measurement, Reading
from coach.text import Range
from coach.types import SIDES, STATUSES
from models import Example, Prediction, QuestionPrediction, ReplyQualityClassifier, Turn

# The best sentence is the maximum over the draft; other scores are averaged by length.
_BY_SENTENCE = ("irony", "blame", "insensitive_offer")


def to_example(reading: Reading, measurements: Mapping[str, Measurement]) -> Example:
    """Return the classifier's input for one item; training uses the same function."""
    draft = reading.draft
    turns = tuple(Turn(m.role, m.text, reading.clauses.get(i, ())) for i, m in enumerate(draft.conversation))
    features = {name: value for m in measurements.values() for name, value in m.features.items()}
    return Example(
        draft=draft.text,
        sentences=reading.sentences,
        turns=turns,
        customer_turn=reading.turn,
        language=reading.language,
        channel=draft.channel,
        kind=draft.kind,
        features=features,
    )


@dataclass(frozen=True)
class ClassifierSignal:
    """Everything a model says about a batch of items."""

    model: ReplyQualityClassifier

    def measure(self, examples: Sequence[Example]) -> list[Prediction]:
        """Return one prediction per example, over windows where a draft is longer than the model reads at once."""
        windows = [_windows(e, self.model.max_draft_characters) for e in examples]
        predictions = iter(self.model.predict([example for group in windows for _, example in group]))
        return [
            _join(example, group, [next(predictions) for _ in group])
            for example, group in zip(examples, windows, strict=True)
        ]


_Window = tuple[int, Example]  # where it starts in the whole draft, and what is read


def _windows(example: Example, limit: int) -> list[_Window]:
    """Cut an example into windows of whole sentences with at most `limit` characters; a longer sentence is cut too."""
    if len(example.draft) <= limit:
        return [(0, example)]
    groups: list[list[Range]] = [[]]
    for sentence in (part for s in example.sentences for part in _pieces(s, limit)):
        if groups[-1] and sentence[1] - groups[-1][0][0] > limit:
            groups.append([])
        groups[-1].append(sentence)
    return [_window(example, group) for group in groups]


def _pieces(sentence: Range, limit: int) -> list[Range]:
    start, end = sentence
    return [(a, min(a + limit, end)) for a in range(start, end, limit)]


def _window(example: Example, sentences: list[Range]) -> _Window:
    start, end = sentences[0][0], sentences[-1][1]
    moved = tuple((a - start, b - start) for a, b in sentences)
    values = {**vars(example), "draft": example.draft[start:end], "sentences": moved}
    return start, Example(**values)


def _join(example: Example, windows: Sequence[_Window], parts: Sequence[Prediction]) -> Prediction:
    """Return one prediction for the whole draft; offsets and sentence scores refer to the whole draft again."""
    if len(parts) == 1:
        return parts[0]
    lengths = [len(window.draft) for _, window in windows]
    offsets = [start for start, _ in windows]
    scores = {
        name: max(p.scores[name] for p in parts)
        if name in _BY_SENTENCE
        else _mean([p.scores for p in parts], name, lengths)
        for name in parts[0].scores
    }
    return Prediction(
        scores=scores,
        sentence_scores={name: _by_sentence(example, windows, parts, name) for name in parts[0].sentence_scores},
        questions=tuple(_best_answer(group, offsets) for group in zip(*(p.questions for p in parts), strict=True)),
        reasons={n: _mean([p.reasons for p in parts], n, lengths) for n in parts[0].reasons},
        empathy={
            "need": parts[0].empathy["need"],
            "shown": max(p.empathy["shown"] for p in parts),  # an acknowledgement stands somewhere, once
        },
        customer_sides=parts[0].customer_sides,
        draft_sides={n: _mean([p.draft_sides for p in parts], n, lengths) for n in (*SIDES, "tone")},
        need_spans=parts[0].need_spans,
    )


def _by_sentence(
    example: Example, windows: Sequence[_Window], parts: Sequence[Prediction], name: str
) -> tuple[float, ...]:
    """Return one score per sentence of the draft: the highest of its pieces."""
    best: dict[int, float] = {}
    sentence = 0
    for (start, window), part in zip(windows, parts, strict=True):
        for piece, score in zip(window.sentences, part.sentence_scores[name], strict=True):
            while example.sentences[sentence][1] <= start + piece[0]:
                sentence += 1
            best[sentence] = max(score, best.get(sentence, score))
    return tuple(best[i] for i in range(len(example.sentences)))


def _mean(values: Sequence[Mapping[str, float]], name: str, lengths: Sequence[int]) -> float:
    return sum(v[name] * n for v, n in zip(values, lengths, strict=True)) / sum(lengths)


def _best_answer(group: Sequence[QuestionPrediction], offsets: Sequence[int]) -> QuestionPrediction:
    """Return the reading of a request by the window that answers it best."""
    index = min(range(len(group)), key=lambda i: group[i].probabilities["unanswered"])
    best = group[index]
    answer = best.answer and (best.answer[0] + offsets[index], best.answer[1] + offsets[index])
    probabilities = {s: best.probabilities[s] for s in STATUSES}
    return QuestionPrediction(best.message, best.start, best.end, probabilities, answer)
