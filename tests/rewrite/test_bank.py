"""The bank of acknowledgements: every sentence keeps the rules, and customers' words find their matter."""

import itertools
import re

import numpy as np
import pytest

from coach.address import address
from coach.rewrite.bank import Bank, _slots, matters
from coach.rewrite.edits import Candidate
from coach.rewrite.guard import check
from coach.text import sentences, words
from coach.types import Draft, Message

WORDINGS = [
    (language, m.id, strain, form, line)
    for language in ("de", "en")
    for m in matters(language)
    for strain in ("mild", "strong")
    for form, lines in getattr(m, strain).items()
    for line in lines
]
FILLED = {
    "dauer": "drei Tage", "dauer_dat": "drei Tagen", "mal": "dreimal", "zum_mal": "zum dritten Mal",
    "duration": "three days", "times": "three times", "ordinal": "the third time",
}  # fmt: skip


def test_bank_both_languages_know_the_same_matters_with_all_forms():
    ids = [[m.id for m in matters(language)] for language in ("de", "en")]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) >= 30
    for m in matters("de"):
        assert set(m.mild) == set(m.strong) == {"sie", "du"}
    for m in (*matters("de"), *matters("en")):
        assert all(len(lines) >= 2 for lines in (*m.mild.values(), *m.strong.values()))


@pytest.mark.parametrize(("language", "matter", "strain", "form", "line"), WORDINGS)
def test_bank_a_line_is_one_calm_sentence_in_its_form(language, matter, strain, form, line):
    text = line.format(**FILLED)
    assert 4 <= len(words(text)) <= 18
    assert text.endswith(".")
    assert len(sentences(text)) == 1
    assert not re.search(r"[!?\d]", text)
    if language == "de":
        assert address(text).form in (form, None)
    said = Message(
        "customer", "Erstattung refund drei Tage dreimal zum dritten Mal three days three times the third time"
    )
    draft = Draft("Gut.", (said,), language=language, channel="email")
    assert check(draft, Candidate(f"{text} Gut.", (), ("missing_empathy",))).reasons == ()


@pytest.mark.parametrize("language", ["de", "en"])
def test_bank_no_line_stands_twice(language):
    for a, b in itertools.combinations([w for w in WORDINGS if w[0] == language], 2):
        assert a[4] != b[4] or (a[1] == b[1] and a[2] == b[2])


class Same:
    """Embeds by shared letters of a keyword: enough to tell which anchor is meant."""

    def __call__(self, texts):
        rows = np.array([[text.lower().count(c) for c in "abcdefghijklmnopqrstuvwxyzäöü"] for text in texts], float)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_bank_the_customers_own_figures_come_first():
    said = "Zum dritten Mal repariert und schon wieder derselbe Fehler."
    found = Bank(Same()).acknowledgements([said], [], language="de", form="sie", strong=True)
    assert "zum dritten Mal" in found[0]
    assert len(found) > 3


def test_bank_without_figures_lines_with_slots_are_left_out():
    said = "Mein Konto wurde leergeräumt!"
    found = Bank(Same()).acknowledgements([said], [], language="de", form="du", strong=True)
    assert len(found) >= 2
    assert not any("{" in line for line in found)
    again = Bank(Same()).acknowledgements([said], [], language="de", form="du", strong=True)
    assert found == again


def test_bank_a_matter_that_is_not_near_gives_way_to_the_thing_and_a_general_line():
    known = {}

    def nothing_alike(texts):
        return np.eye(2000)[[known.setdefault(text, len(known)) for text in texts]]

    said = ["So langsam reicht es.", "Ich warte auf meinen Bescheid."]
    found = Bank(nothing_alike).acknowledgements(said[:1], said[1:], language="de", form="sie", strong=False)
    assert found[0] == "Dass Sie auf Ihren Bescheid so lange warten, tut mir leid."
    assert found[1] == "Das tut mir leid." or "gerade so ist" in found[1]


@pytest.mark.parametrize(
    ("said", "dauer"),
    [
        ("Ich warte seit drei Wochen.", "drei Wochen"),
        ("Jetzt schon 5 Tage!", "5 Tage"),
        ("Meine Tochter ist 5 Wochen alt.", None),
        ("In drei Wochen ist die Hochzeit.", None),
        ("Das war nach zwei Monaten.", "zwei Monate"),
    ],
)
def test_bank_only_a_time_that_lasts_is_a_wait(said, dauer):
    assert _slots(said, "de").get("dauer") == dauer


def test_bank_nothing_said_gives_nothing():
    assert Bank(Same()).acknowledgements([" "], [], language="de", form="sie", strong=False) == []
