"""A silenced criterion keeps its flag and loses its card."""

from coach.archive.silence import Silencing
from coach.types import Draft
from tests.archive.conftest import WordPipeline


class _Both(WordPipeline):
    def predict(self, drafts):
        return super().predict([drafts])[0] if isinstance(drafts, Draft) else super().predict(drafts)


def test_silence_hides_the_card_and_keeps_the_flag():
    silenced = set()
    pipeline = Silencing(_Both(), lambda: silenced)
    draft = Draft("Tja, danke für Ihr Verständnis.")
    assert [f.criterion for f in pipeline.predict(draft).shown] == ["irony"]
    silenced.add("irony")
    quiet = pipeline.predict(draft)
    assert (quiet.shown, quiet.flags["irony"]) == ((), True)
    assert [report.shown for report in pipeline.predict([draft])] == [()]
