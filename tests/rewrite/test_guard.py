"""The guard: each reason has a case that it stops, and one beside it that it lets pass."""

import pytest

from coach.rewrite.edits import Candidate, Proposal, apply, candidate
from coach.rewrite.guard import check
from coach.types import Draft, Edit, Message

CUSTOMER = Message("customer", "Bestellung 88213 kam ohne Lampe, ich warte seit drei Wochen. Wann kommt sie?")


def verdict(old, new, *, fixes=("missing_empathy",), taken_out=(), channel="email"):
    draft = Draft(old, (CUSTOMER,), language="de", channel=channel)
    return check(draft, Candidate(new, (), fixes, taken_out))


STOPPED = [
    ("Sie kommt am 12.5. um 17 Uhr.", "Sie kommt am 12.5.", "lost: 17uhr"),
    ("Das kostet 20 €.", "Das kostet etwas.", "lost: 20€"),
    ("Mehr unter https://firma.de/hilfe.", "Mehr auf der Seite.", "lost: https://firma.de/hilfe"),
    ("Mit WIEDERDA5 sparen Sie.", "Sie sparen.", "lost: wiederda5"),
    ("Das Limit ist 600/min.", "Das Limit ist 600.", "lost: 600/min"),
    ("Frau Kunz meldet sich.", "Jemand meldet sich.", "lost: fraukunz"),
    ("Sie kommt am Montag.", "Sie kommt am Dienstag.", "invented: dienstag"),
    ("Sie kommt bald.", "Sie kommt morgen an.", "invented: morgen"),
    ("Das geht nicht.", "Das geht.", "lost: a negation"),
    ("Wir prüfen das.", "Wir prüfen das und erstatten den Betrag.", "added: a promise"),
    ("Wir prüfen das.", "Wir prüfen das. Eine Kulanz ist leider unmöglich.", "added: a refusal"),
    ("Wir prüfen das.", "Das ist unser Fehler. Wir prüfen das.", "added: an admission of fault"),
    ("Wir prüfen das.", "Das hätte so nicht passieren dürfen. Wir prüfen das.", "added: an admission of fault"),
    ("Wir prüfen das.", "Ich verstehe Ihren Frust. Wir prüfen das.", "added: an imputed feeling"),
    ("Wir prüfen das.", "Etwaige Umstände bitten wir zu entschuldigen. Wir prüfen das.", "added: a stock phrase"),
    ("Die Lampe ist da.", "Die Lampe ist da. Ich melde mich.", "added: a commitment without an open time"),
    ("Ihre Lampe ist da.", "Deine Lampe ist da.", "the form of address changed"),
    ("Ihre Lampe ist da.", "Ihre Lampe ist da, schick uns bitte deine Nummer.", "the form of address is mixed"),
    ('Im Heft steht "Lampe extra".', 'Im Heft steht "Lampe inklusive".', "a quotation was touched"),
    ("Die Lampe ist da.", "Sie schreiben „ich bin empört“. Die Lampe ist da.", "invented: a quotation"),
    ("Hallo Frau Kunz, die Lampe ist da.", "Die Lampe ist da.", "the greeting was touched"),
    ("Die Lampe ist da. Viele Grüße", "Die Lampe ist da.", "the closing was touched"),
]
PASSED = [
    ("Die Lampe ist da.", "Zu „Wann kommt sie?“ melde ich mich bis [Zeitpunkt]. Die Lampe ist da."),
    ("Sie kommt am 12.5.", "Drei Wochen ohne Lampe sind lang. Sie kommt am 12.5."),
    ("Die Lampe ist da.", "Die Lampe ist da. Ich prüfe das und melde mich bis [Zeitpunkt]."),
    ("Schicken Sie uns die Nummer.", "Danke, 88213 habe ich. Schicken Sie uns die Nummer."),
    ("Hallo Frau Kunz, die Lampe ist da.", "Hallo Frau Kunz, das Warten ist lästig. Die Lampe ist da."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "reason"), STOPPED)
def test_guard_stops(old, new, reason):
    found = verdict(old, new)
    assert reason in found.reasons
    assert not found.allowed


@pytest.mark.parametrize(("old", "new"), PASSED)
def test_guard_lets_pass(old, new):
    assert verdict(old, new).reasons == ()


def test_guard_too_long_for_a_chat():
    assert (
        "too long for the channel"
        in verdict("Ja.", "Ja. " + "Das Warten ist lästig. " * 15, channel="whatsapp").reasons
    )


def test_guard_lists_what_went_with_a_pitch():
    old = "Mit dem Familientarif sparen Sie 20 %. Die Lampe ist da."
    found = verdict(old, "Die Lampe ist da.", taken_out=((0, 38),))
    assert found.allowed
    assert found.removed == ("20 %",)


def test_guard_a_commitment_is_to_be_checked():
    assert verdict("Die Lampe ist da.", "Die Lampe ist da. Ich prüfe das und melde mich bis [Zeitpunkt].").commits


def test_guard_register_may_change_form_and_greeting():
    found = verdict(
        "Sehr geehrte Frau Kunz, Ihre Lampe ist da.", "Hallo Frau Kunz, deine Lampe ist da.", fixes=("register",)
    )
    assert found.allowed


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="edit 2-4"):
        apply("abcdef", [Edit(0, 3, "x", "irony"), Edit(2, 4, "y", "blame")])


def test_edits_a_later_proposal_gives_way():
    first = Proposal("irony", (Edit(0, 3, "", "irony"),))
    second = Proposal("blame", (Edit(1, 2, "z", "blame"),))
    insert = Proposal("missing_empathy", (Edit(0, 0, "Ja. ", "missing_empathy"),))
    made = candidate("abcdef", [first, second, insert])
    assert (made.text, made.fixes) == ("Ja. def", ("irony", "missing_empathy"))
    assert apply("abcdef", made.edits) == made.text


def test_edits_a_line_is_said_once_and_one_announcement_is_enough():
    ack = Edit(0, 0, "Das Warten ist lästig. ", "missing_empathy")
    first = Proposal("missing_empathy", (ack,))
    step = Proposal(
        "unanswered_question", (Edit(3, 3, " Wann sie kommt, kläre ich und melde mich bis [Zeitpunkt].", "x"),)
    )
    again = Proposal("hurried", (ack, Edit(3, 3, " Ich prüfe das und melde mich bis [Zeitpunkt].", "hurried")))
    made = candidate("Ja.", [first, step, again])
    assert made.text == "Das Warten ist lästig. Ja. Wann sie kommt, kläre ich und melde mich bis [Zeitpunkt]."
    assert made.fixes == ("missing_empathy", "unanswered_question", "hurried")


def test_guard_a_commitment_in_the_place_of_another_is_to_be_checked_too():
    draft = Draft("Wir kümmern uns zeitnah.", (CUSTOMER,), language="de", channel="email")
    line = "Wann sie kommt, kläre ich und melde mich bis [Zeitpunkt]."
    made = candidate(draft.text, [Proposal("canned", (Edit(0, len(draft.text), line, "canned"),))])
    assert check(draft, made).commits
