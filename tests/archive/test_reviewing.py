"""Reviewing in the background: lanes, order, and going on after a stop."""

import random
import time
from collections import Counter

import pytest

from coach.archive.reviewing import Reviewing, draft_of
from coach.store.values import Filter
from tests.archive.conftest import WordPipeline


def test_reviewing_marks_flagged_good_and_plain_items(archive, share):
    share("Tja, Pech gehabt.", number=1, mark="question")
    share("Das Paket kommt morgen an.", number=2, mark="good")
    lanes = {item.draft: item.lane for item in archive.store.items.every()}
    assert lanes["Das Paket kommt morgen an."] == "good"
    assert lanes["Tja, Pech gehabt."] in ("flagged", "random")


def test_reviewing_keeps_report_rewrites_flags_and_requests(archive, share):
    share("Tja, danke für Ihr Verständnis.")
    [item] = archive.store.items.every()
    assert item.report["flags"]["irony"] is True
    assert item.rewrites[0]["text"] == ", danke für Ihr Verständnis."
    assert item.level == 2
    assert archive.store.queue.page(Filter(criterion="missing_empathy")).rows[0].criteria == ("irony",)
    archive.store.counts.close_weeks("2099-W01")
    assert archive.store.counts.requests() == {("2026-W48", "late_delivery", "unanswered"): 1}


def _fill(archive, conversation, number):
    archive.store.items.add(
        [conversation(f"Frage {n}?", "Es kommt morgen." if n % 2 else "Tja.") for n in range(number)]
    )


def test_reviewing_draws_a_tenth_of_all_items_whatever_the_model_says(archive, conversation):
    _fill(archive, conversation, 400)
    archive.reviewing.work()
    drawn = [item for item in archive.store.items.every() if item.lane == "random"]
    assert 25 <= len(drawn) <= 58  # 40, four standard deviations to either side
    assert 5 <= sum(item.level > 0 for item in drawn) <= len(drawn) - 5  # flagged and plain ones alike


def test_reviewing_puts_what_somebody_waits_for_first(archive, conversation, share):
    _fill(archive, conversation, 60)
    share("Das Paket kommt morgen an.")
    rows = archive.store.queue.page(Filter(), size=100).rows
    assert [row.mark for row in rows].index("question") < 15
    lanes = Counter(row.lane for row in rows[:20])
    assert lanes["flagged"] > lanes["plain"]


def test_reviewing_calls_a_score_near_its_threshold_uncertain(archive, conversation):
    reviewing = Reviewing(
        archive.store, WordPipeline(), None, thresholds={"irony": 0.15, "blame": 0.9}, chance=random.Random(1)
    )
    _fill(archive, conversation, 2)
    reviewing.work()
    assert {item.draft: item.lane for item in archive.store.items.every()} == {
        "Tja.": "flagged", "Es kommt morgen.": "uncertain",
    }  # fmt: skip


def test_reviewing_goes_on_where_it_was_stopped(archive, conversation):
    class PowerCutError(BaseException):
        pass

    class Cut(WordPipeline):
        def predict(self, drafts):
            if self.seen:
                raise PowerCutError
            return super().predict(drafts)

    _fill(archive, conversation, 40)
    cut = Cut()
    with pytest.raises(PowerCutError):
        Reviewing(archive.store, cut, None, thresholds={}).work()
    waiting, every = archive.store.items.progress()
    assert (every - waiting, every) == (len(cut.seen), 40)
    rest = WordPipeline()
    assert Reviewing(archive.store, rest, None, thresholds={}).work() == waiting
    assert len(rest.seen) + len(cut.seen) == 40
    assert archive.store.items.progress() == (0, 40)


def test_reviewing_sets_aside_what_the_model_cannot_read_and_goes_on(archive, conversation, caplog):
    class Picky(WordPipeline):
        def predict(self, drafts):
            if any("Tja" in d.text for d in drafts):
                raise ValueError(drafts[0].text)
            return super().predict(drafts)

    _fill(archive, conversation, 20)
    Reviewing(archive.store, Picky(), None, thresholds={}).work()
    assert archive.store.items.progress() == (0, 20)
    read = {item.draft: item.report is not None for item in archive.store.items.every()}
    assert read == {"Tja.": False, "Es kommt morgen.": True}
    assert "Tja" not in caplog.text


def test_reviewing_in_the_background_wakes_stops_and_survives_a_fault(archive, conversation, caplog, monkeypatch):
    faults = iter([RuntimeError("Tja"), None])

    def sometimes(store):
        if fault := next(faults, None):
            raise fault
        return 0

    monkeypatch.setattr("coach.archive.reviewing.clean", sometimes)
    archive.reviewing.start()
    _fill(archive, conversation, 20)
    for _ in range(200):
        archive.reviewing.wake()
        if archive.store.items.progress() == (0, 20) and next(faults, "over") == "over":
            break
        time.sleep(0.05)
    archive.reviewing.stop()
    assert archive.store.items.progress() == (0, 20)
    assert "failed with RuntimeError" in caplog.text
    assert "Tja" not in caplog.text


def test_reviewing_gives_the_pipeline_what_stood_before_the_reply(archive, share):
    share("Tja.")
    [item] = archive.store.items.every()
    draft = draft_of(item)
    assert [m.text for m in draft.conversation] == ["Wo bleibt mein Paket?"]
    assert (draft.channel, draft.kind, draft.text) == ("whatsapp", "reply", "Tja.")
