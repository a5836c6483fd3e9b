"""The thing a trouble is about: named rightly, or not at all."""

import itertools

import pytest

from coach.address import address
from coach.rewrite.edits import Candidate
from coach.rewrite.guard import check
from coach.rewrite.things import _LINES, is_grave, lines_about, thing_in
from coach.text import sentences
from coach.types import Draft, Message

GERMAN = [
    ("Ich warte auf meinen Bescheid.", "sie", "Ihren Bescheid"),
    ("Mein Paket ist weg.", "du", "dein Paket"),
    ("Mein Pass ist weg.", "sie", "Ihren Pass"),
    ("Die Lampe fehlt.", "sie", "die Lampe"),
    ("Meine Schuhe sind zu klein.", "du", "deine Schuhe"),
    ("Es geht um die Sache mit der Lieferung.", "sie", "die Lieferung"),
    ("Der Router spinnt.", "sie", "den Router"),
    ("Mit dem Vertrag stimmt etwas nicht.", "sie", "den Vertrag"),
    ("Das Puppenhaus sollte am Montag da sein.", "sie", "das Puppenhaus"),
    ("In unserem Zimmer ist es kalt.", "sie", "Ihr Zimmer"),
    ("Mit den Schrauben stimmt etwas nicht.", "sie", None),
    ("Mein Xylor ist kaputt.", "sie", None),  # der or das cannot be told
    ("Der Fahrer war unfreundlich.", "sie", None),
    ("Meine Mutter ist traurig, am Montag kommt die Tochter.", "sie", None),
    ("mein paket ist weg", "sie", None),
]
ENGLISH = [
    ("My parcel is still missing.", "your parcel"),
    ("The gift card doesn't work.", "the gift card"),
    ("I've waited for my refund for weeks.", "your refund"),
    ("My daughter is worried about the weekend.", None),
    ("The same thing again.", None),
]


@pytest.mark.parametrize(("said", "form", "thing"), GERMAN)
def test_things_german_in_the_accusative_and_as_said_to_the_customer(said, form, thing):
    assert thing_in(said, language="de", form=form) == thing


@pytest.mark.parametrize(("said", "thing"), ENGLISH)
def test_things_english(said, thing):
    assert thing_in(said, language="en", form="sie") == thing


@pytest.mark.parametrize(("kind", "form"), list(itertools.product(_LINES, ("sie", "du"))))
def test_things_every_line_is_one_sentence_that_the_guard_lets_pass(kind, form):
    language, _, strong = kind
    words = {
        "annoyance": "Das nervt. It is annoying.",
        "waiting": "Ich warte. I waited.",
        "worry": "Ich habe Angst. I am worried.",
    }
    said = [words[kind[1]], "Meine Lampe fehlt." if language == "de" else "My lamp is missing."]
    found = lines_about(said, [], language=language, form=form, strong=strong)
    assert len(found) == 2
    for line in found:
        assert len(sentences(line)) == 1
        assert "{" not in line
        draft = Draft("Gut.", tuple(Message("customer", s) for s in said), language=language, channel="email")
        assert check(draft, Candidate(f"{line} Gut.", (), ("missing_empathy",))).reasons == ()
        if language == "de":
            assert address(line).form in (form, None)


def test_things_grave_words_are_told():
    assert is_grave("Meine Mutter ist gestorben.")
    assert not is_grave("Die Lampe ist weg.")
