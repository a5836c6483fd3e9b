"""Rewrites of a draft: proposed, guarded, scored again, ranked."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coach.address import address
from coach.errors import ModelError
from coach.pipeline import ReplyQualityPipeline
from coach.rewrite.bank import Bank
from coach.rewrite.candidates import candidates, put_together
from coach.rewrite.case import Case
from coach.rewrite.edits import Candidate
from coach.rewrite.facts import placeholders
from coach.rewrite.guard import Verdict, check
from coach.rewrite.language_model import LanguageModel
from coach.rewrite.steps import REGRETS, regrets
from coach.types import Draft, Report, Rewrite

__all__ = ["LanguageModel", "Rewriter"]
_FIRST, _MAX_CANDIDATES = 3, 7  # candidates that are scored at once, and at most
_MAX_ALTERNATIVES = 2
_HURTING = ("irony", "blame", "insensitive_offer")


class Rewriter:
    """Offers rewrites that mend what a review found: the agent's own words stay, nothing is invented."""

    def __init__(self, pipeline: ReplyQualityPipeline, language_model: LanguageModel | None = None) -> None:
        """Take the pipeline that scores the rewrites, and a language model where one is set up.

        Raises:
            ModelError: when its model has no embeddings to find the customer's matter with.
        """
        if not pipeline.embeds:
            raise ModelError("rewriting: expected a model that embeds texts, found one that does not")
        self._pipeline = pipeline
        self._language_model = language_model
        self._bank = Bank(pipeline.embed)

    def warm_up(self) -> None:
        """Embed the bank now, so that the first rewrite is as fast as the others."""
        self._bank.warm_up()

    def matter_of(self, sentence: str) -> str | None:
        """Return the id of the matter that a customer's sentence is about (`bank.matters`); None where none is near."""
        return self._bank.matter_of(sentence)

    def rewrite(self, draft: Draft, report: Report | None = None) -> tuple[Rewrite, ...]:
        """Return at most two rewrites: the smallest that mends something, and the one that mends most.

        A rewrite is offered only when the guard lets it pass, all criteria it mends fall below their thresholds and none
        is newly flagged. No side effects.
        """
        report = report or self._pipeline.predict(draft)
        return self._ranked(draft, report, self.options(draft, report))

    def options(self, draft: Draft, report: Report | None = None) -> list[Rewrite]:
        """Return all rewrites that were tried and may be offered, among them some that mend one finding alone."""
        report = report or self._pipeline.predict(draft)
        if not report.findings:
            return []
        case = Case.of(draft, report)
        options = candidates(case, self._acknowledge(case))
        if self._language_model:
            options = [*self._language_model.candidates(case, self._pipeline.rubric), *options]
        passed = [(c, v) for c in options if (v := check(draft, c)).allowed]
        kept, halved = self._scored(case, passed[:_FIRST])
        if not any(len(r.fixes) == len(report.findings) for r in kept):  # else one that mends everything is there
            known = {c.text for c in options}
            again = [(c, v) for c in halved if c.text not in known and (v := check(draft, c)).allowed]
            kept += self._scored(case, [*again, *passed[_FIRST:]][: _MAX_CANDIDATES - _FIRST])[0]
        return kept

    def _acknowledge(self, case: Case) -> list[str]:
        strained, others = case.customer_sentences
        lines = self._bank.acknowledgements(
            strained, others, language=case.report.language, form=case.form, strong=case.strong
        )
        if regrets(case):
            lines = [line for line in lines if not REGRETS.search(line)]  # one regret is enough
        if case.form_known or not case.german:
            return lines
        return [line for line in lines if address(line).form is None] or lines  # no du or Sie where neither was said

    def _scored(self, case: Case, passed: Sequence[tuple[Candidate, Verdict]]) -> tuple[list[Rewrite], list[Candidate]]:
        """Return those candidates that mend what they are for and flag nothing new; and what is left of the others.

        Left of a candidate that mends a part is one with that part of its proposals alone.
        """
        draft, report = case.draft, case.report
        scored = self._pipeline.predict([replace(draft, text=c.text, language=report.language) for c, _ in passed])
        kept, halved = [], []
        for (made, verdict), new in zip(passed, scored, strict=True):
            fallen = [p for p in made.made_of if not new.flags[p.criterion]]
            if _mends(report, new, made):
                kept.append(self._rewrite(report, new, made, verdict))
            elif 0 < len(fallen) < len(made.made_of):
                halved.append(put_together(case, fallen))
        return kept, halved

    def _rewrite(self, old: Report, new: Report, made: Candidate, verdict: Verdict) -> Rewrite:
        meant = {*made.fixes, *made.covers}  # what falls by chance is not called mended
        fixed = tuple(f.criterion for f in old.findings if f.criterion in meant and not new.flags[f.criterion])
        return Rewrite(
            text=made.text,
            fixes=fixed,
            edits=made.edits,
            placeholders=placeholders(made.text),
            before={name: old.scores[name] for name in fixed},
            after={name: new.scores[name] for name in fixed},
            removed=verdict.removed,
            check_promise=verdict.commits,
            generated=made.generated,
        )

    def _ranked(self, draft: Draft, report: Report, rewrites: Sequence[Rewrite]) -> tuple[Rewrite, ...]:
        if not rewrites:
            return ()
        order = [f.criterion for f in report.findings]
        near = self._pipeline.embed([draft.text, *(r.text for r in rewrites)])
        closeness = near[1:] @ near[0]
        size = np.array([sum(e.end - e.start + len(e.replacement) for e in r.edits) for r in rewrites])
        rows = range(len(rewrites))
        first = [min(order.index(name) for name in r.fixes) for r in rewrites]  # the most important that it mends
        most = max(rows, key=lambda i: (len(rewrites[i].fixes), -first[i], -size[i], closeness[i]))
        least = min(rows, key=lambda i: (first[i], size[i], -closeness[i]))
        return tuple(rewrites[i] for i in dict.fromkeys((most, least)))[:_MAX_ALTERNATIVES]


def _mends(old: Report, new: Report, made: Candidate) -> bool:
    """Tell whether a candidate does what it is for and flags nothing new; kind words beside a barb that stays do not count."""
    meant = {*made.fixes, *made.covers}
    mended = all(not new.flags[name] for name in made.fixes)
    barbed = any(f.criterion in _HURTING and (new.flags[f.criterion] or f.criterion not in meant) for f in old.findings)
    return mended and not barbed and not any(flag and not old.flags[name] for name, flag in new.flags.items())
