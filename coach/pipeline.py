"""The one path: Draft → ReplyQualityPipeline.predict → Report."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from coach.errors import ModelError
from coach.evidence import merge, snap
from coach.languages import language_name
from coach.reading import Measurement, Reading
from coach.rubric import Criterion, Rubric
from coach.signals import SIGNALS, measure_all, structural_signals
from coach.signals.classifier import ClassifierSignal, to_example
from coach.types import SIDES, STATUSES, Answer, Draft, Evidence, Finding, Notice, Question, Report, Score, Span
from models import (
    Calibration,
    CheckpointError,
    Prediction,
    QuestionPrediction,
    ReplyQualityClassifier,
    TextEmbedder,
    fingerprint,
    load_classifier,
)

if TYPE_CHECKING:
    import numpy as np

BATCH_SIZE = 32
_MAX_EVIDENCE = 3


class ReplyQualityPipeline:
    """Reads drafts together with their conversations.

    >>> pipeline = ReplyQualityPipeline.from_pretrained("models/four-ears", "rubrics/support")  # doctest: +SKIP
    >>> pipeline.predict(Draft("Ja, bis 18 Uhr.", (Message("customer", "Habt ihr heute offen?"),))).flags  # doctest: +SKIP
    """

    def __init__(self, model: ReplyQualityClassifier, rubric: Rubric, *, sha256: str = "") -> None:
        self.rubric = rubric
        self.calibration: Calibration = model.calibration
        self._classifier = ClassifierSignal(model)
        self._signals = structural_signals()
        self._reason_thresholds = model.reason_thresholds
        self._model = {"name": model.name, "version": model.version, "sha256": sha256}
        for criterion in rubric:
            if criterion.label not in model.calibration.labels:
                raise ModelError(f"model {model.name} has no calibration for label {criterion.label!r} of the rubric")
            unknown = [kind for kind in (criterion.signal, *criterion.evidence) if kind not in SIGNALS]
            if unknown:
                raise ModelError(f"criterion {criterion.id}: no signal is called {unknown[0]!r}")

    @classmethod
    def from_pretrained(cls, model: str | Path, rubric: str | Path) -> "ReplyQualityPipeline":
        """Load a checkpoint folder and a rubric folder.

        Raises:
            ModelError: when the checkpoint is missing, damaged, or lacks a label of the rubric.
            RubricError: when a rubric file is wrong.
        """
        loaded = Rubric.load(rubric)
        try:
            return cls(load_classifier(model), loaded, sha256=fingerprint(Path(model)))
        except CheckpointError as error:
            raise ModelError(str(error)) from None

    @overload
    def predict(self, drafts: Draft) -> Report: ...
    @overload
    def predict(self, drafts: Sequence[Draft]) -> list[Report]: ...
    def predict(self, drafts: Draft | Sequence[Draft]) -> Report | list[Report]:
        """Review one draft, or a list of them. Has no side effects; a report never depends on its neighbours.

        Returns:
            A report for a draft, a list of reports in the same order for a list.
        """
        if isinstance(drafts, Draft):
            return self._review([drafts])[0]
        return [
            report
            for start in range(0, len(drafts), BATCH_SIZE)
            for report in self._review(drafts[start : start + BATCH_SIZE])
        ]

    @property
    def version(self) -> str:
        """The model's version."""
        return self._model["version"]

    def hit_rates(self) -> dict[str, tuple[float | None, float | None, bool]]:
        """Return precision and recall out of fold per criterion, and whether it ships without a card."""
        rates = {c.id: self.calibration[c.label] for c in self.rubric}
        return {id: (rate.precision, rate.recall, rate.silent) for id, rate in rates.items()}

    def thresholds(self) -> dict[str, float]:
        """Return the thresholds of the criteria that show cards, by id."""
        labels = {
            c.id: self.calibration[c.label]
            for c in self.rubric
            if c.short_of_precision != "silent" or not self.calibration[c.label].silent
        }
        return {id: label.threshold for id, label in labels.items()}

    @property
    def embeds(self) -> bool:
        """Whether the model embeds texts, which rewriting needs."""
        return isinstance(self._classifier.model, TextEmbedder)

    def embed(self, texts: Sequence[str]) -> "np.ndarray":
        """Return one vector of unit length per text, float32 (texts, width): near where the meaning is near, in both languages.

        Raises:
            ModelError: when the model has no embeddings (the linear baseline has none).
        """
        model = self._classifier.model
        if not isinstance(model, TextEmbedder):
            raise ModelError(f"model {model.name}: expected one that embeds texts, found one that does not")
        return model.embed(texts)

    def _review(self, drafts: Sequence[Draft]) -> list[Report]:
        readings = [Reading.of(draft) for draft in drafts]
        supported = [r for r in readings if r.language in self.rubric.languages]
        scored = iter(self._score(supported))
        return [
            self._postprocess(reading, *next(scored))
            if reading.language in self.rubric.languages
            else self._not_supported(reading)
            for reading in readings
        ]

    def _score(self, readings: Sequence[Reading]) -> list[tuple[dict[str, Measurement], Prediction]]:
        measured = [measure_all(self._signals, reading) for reading in readings]
        examples = [to_example(reading, m) for reading, m in zip(readings, measured, strict=True)]
        return list(zip(measured, self._classifier.measure(examples), strict=True))

    def _postprocess(self, reading: Reading, measured: dict[str, Measurement], prediction: Prediction) -> Report:
        questions = tuple(self._question(reading, q) for q in prediction.questions)
        scores = {c.id: self._judge_score(c, reading, questions, prediction, measured) for c in self.rubric}
        values = {id: score.value for id, score in scores.items()}
        flags = {
            c.id: (v := values[c.id]) is not None and v >= self.calibration[c.label].threshold for c in self.rubric
        }
        reasons = self._reasons(prediction) if flags.get("hurried") else ()
        empathy = dict(prediction.empathy)
        findings = self._findings(reading, scores, flags, questions, reasons, empathy)
        return Report(
            id=reading.draft.id,
            language=reading.language,
            scores=values,
            flags=flags,
            empathy=empathy,
            hurried_reasons=reasons,
            questions=questions,
            four_sides={
                "customer": dict(prediction.customer_sides) if prediction.customer_sides else None,
                "draft": dict(prediction.draft_sides),
            },
            findings=findings,
            model=self._model,
            rubric={"name": self.rubric.name, "version": self.rubric.version},
        )

    def _question(self, reading: Reading, question: QuestionPrediction) -> Question:
        """Decide on the status, at the shipped threshold."""
        p = dict(question.probabilities)
        threshold = self.calibration["unanswered_question"].threshold
        if p["unanswered"] >= threshold:
            status = "unanswered"
        else:
            status = "answered" if p["answered"] >= p["deferred"] else "deferred"
        answer = question.answer if status != "unanswered" else None
        text = reading.draft.conversation[question.message].text
        return Question(
            text=text[question.start : question.end],
            message=question.message,
            start=question.start,
            end=question.end,
            status=status,
            probabilities={s: p[s] for s in STATUSES},
            answer=Answer(*answer, reading.draft.text[slice(*answer)]) if answer else None,
        )

    def _judge_score(
        self,
        criterion: Criterion,
        reading: Reading,
        questions: tuple[Question, ...],
        prediction: Prediction,
        measured: dict[str, Measurement],
    ) -> Score:
        """Return the value and evidence of one criterion; None where it is not applicable."""
        if criterion.applies == "customer_turn" and not reading.turn:
            return Score(None)
        if criterion.applies == "open_question":
            if not questions:
                return Score(None)
            worst = max(q.probabilities["unanswered"] for q in questions)
            return Score(worst, tuple(Span(q.start, q.end, q.message) for q in questions if q.status == "unanswered"))
        value = prediction.scores[criterion.label]
        if criterion.id == "register" and reading.draft.address and reading.language == "de":
            value = _house_register(measured, value)
        for kind in criterion.evidence:
            spans = (
                _classifier_spans(criterion.label, reading, prediction)
                if kind == "classifier"
                else measured[kind].spans
            )
            if spans:
                return Score(value, spans)
        return Score(value)

    def _reasons(self, prediction: Prediction) -> tuple[str, ...]:
        ranked = sorted(prediction.reasons, key=lambda r: -prediction.reasons[r])
        passing = [r for r in ranked if prediction.reasons[r] >= self._reason_thresholds[r]]
        return tuple(passing or ranked[:1])

    def _findings(
        self,
        reading: Reading,
        scores: dict[str, Score],
        flags: dict[str, bool],
        questions: tuple[Question, ...],
        reasons: tuple[str, ...],
        empathy: dict[str, float],
    ) -> tuple[Finding, ...]:
        """Turn scores into findings: level, order, one card per cause, at most `max_findings` shown."""
        grades = {
            "empathy_need": empathy["need"],
            "empathy_shown": empathy["shown"],
            "empathy_gap": empathy["need"] - empathy["shown"],
        }
        flagged = [c for c in self.rubric if flags[c.id]]
        flagged.sort(key=lambda c: (self.rubric.rank(c.id, grades), -(scores[c.id].value or 0.0)))
        hidden = self._same_cause(scores, flags, questions, reasons)
        findings: list[Finding] = []
        for criterion in flagged:
            label = self.calibration[criterion.label]
            silent = label.silent and criterion.short_of_precision == "silent"
            room = sum(f.shown for f in findings) < self.rubric.max_findings
            findings.append(
                Finding(
                    criterion=criterion.id,
                    level=self.rubric.level(criterion.id, grades),
                    probability=scores[criterion.id].value or 0.0,
                    threshold=label.threshold,
                    shown=room and not silent and criterion.id not in hidden,
                    message=criterion.message[reading.language],
                    why=criterion.why[reading.language],
                    advice=criterion.advice[reading.language],
                    evidence=_quote(scores[criterion.id].spans, reading.draft),
                )
            )
        return tuple(findings)

    def _same_cause(
        self,
        scores: dict[str, Score],
        flags: dict[str, bool],
        questions: tuple[Question, ...],
        reasons: tuple[str, ...],
    ) -> set[str]:
        """Return the criteria that get no card because another one stands for the same cause."""
        hidden = set()
        for rule in self.rubric.same_cause:
            if not (flags[rule.hide] and flags[rule.behind]):
                continue
            ours, theirs = scores[rule.hide].spans, scores[rule.behind].spans
            holds = {
                "no_deferred_question": all(q.status != "deferred" for q in questions),
                "only_reason": reasons == (rule.reason,),
                "same_words": any(a.overlaps(b) for a in ours for b in theirs),
            }
            if holds[rule.when]:
                hidden.add(rule.hide)
        return hidden

    def _not_supported(self, reading: Reading) -> Report:
        """Return the report of a language that is not read: everything not applicable, and a notice."""
        sides = dict.fromkeys((*SIDES, "tone"))
        text = self.rubric.notices.unsupported_language["de"]
        return Report(
            id=reading.draft.id,
            language=reading.language,
            scores={c.id: None for c in self.rubric},
            flags={c.id: False for c in self.rubric},
            empathy={"need": None, "shown": None},
            hurried_reasons=(),
            questions=(),
            four_sides={"customer": dict(sides) if reading.turn else None, "draft": dict(sides)},
            findings=(),
            model=self._model,
            rubric={"name": self.rubric.name, "version": self.rubric.version},
            notice=Notice("unsupported_language", text.format(language=language_name(reading.language, "de"))),
        )


def _house_register(measured: dict[str, Measurement], estimate: float) -> float:
    """Return the register's value where the house names its form of address: then the form is a rule, no estimate."""
    form = measured["address"].features
    if form["address_clash"] or form["address_mixed"]:
        return 1.0
    return estimate if measured["letter_style"].features["letter_style"] else 0.0


def _classifier_spans(label: str, reading: Reading, prediction: Prediction) -> tuple[Span, ...]:
    """Return the model's evidence: the sentence that speaks most for the label; for empathy the customer's words too."""
    sentences = reading.sentences
    if label == "missing_empathy":
        need = tuple(Span(a, b, m) for m, a, b in prediction.need_spans)
        shown = prediction.sentence_scores["shown"]
        formula = [Span(*s) for s, v in zip(sentences, shown, strict=True) if v > 0][:1]
        return (*formula, *need)
    values = prediction.sentence_scores[label]
    best = max(range(len(sentences)), key=lambda i: values[i])
    others = [
        i
        for i in range(len(sentences))
        if i != best and values[i] > 0 and label in ("irony", "blame", "insensitive_offer")
    ]
    return tuple(Span(*sentences[i]) for i in (best, *others))


def _quote(spans: Sequence[Span], draft: Draft) -> tuple[Evidence, ...]:
    texts = [m.text for m in draft.conversation]
    snapped = [snap(draft.text if s.message is None else texts[s.message], s) for s in spans[:_MAX_EVIDENCE]]
    return tuple(Evidence.of(span, draft) for span in merge(snapped))
