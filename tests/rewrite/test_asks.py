"""Questions of customers as the agent takes them up."""

import pytest

from coach.rewrite.asks import answer_line, deferred_clause

ANSWERS = [
    ("Wann kommt sie?", "sie", "Sie kommt [Zeitpunkt]."),
    ("und wie lange dauert die Erstattung?", "sie", "Die Erstattung dauert [Dauer]."),
    ("Wo ist mein Paket?", "du", "Dein Paket ist [Ort]."),
    ("Was kostet der Versand?", "sie", "Der Versand kostet [Betrag]."),
    ("Wann kommt das Paket an?", "sie", None),  # the open place would stand behind "an"
    ("Warum ist das so?", "sie", None),
]
CLAUSES = [
    ("Und wann bekomme ich mein Geld?", "sie", "wann Sie Ihr Geld bekommen"),
    ("Und wann bekomme ich mein Geld?", "du", "wann du dein Geld bekommst"),
    ("Wann kommt das Paket an?", "sie", "wann das Paket ankommt"),
    ("Kann ich den Vertrag zum 31. kündigen?", "du", "ob du den Vertrag zum 31. kündigen kannst"),
    ("Habt ihr das Rad noch da?", "du", "ob wir das Rad noch da haben"),
    ("Können Sie mir die Rechnung schicken?", "sie", "ob wir Ihnen die Rechnung schicken können"),
    ("Könnten Sie mir die Rechnung schicken?", "du", "ob wir dir die Rechnung schicken können"),
    ("Gibt es noch Karten?", "sie", "ob es noch Karten gibt"),
    ("Bekomme ich mein Geld zurück?", "sie", "ob Sie Ihr Geld zurückbekommen"),
    ("Warum wurde mein Konto gesperrt?", "sie", "warum Ihr Konto gesperrt wurde"),
    ("Welche Größe passt mir?", "du", "welche Größe dir passt"),
    ("ob das klappt", "sie", "ob das klappt"),
    ("Wissen Sie vielleicht wann es kommt?", "sie", "wann es kommt"),
    ("Könnten Sie uns sagen, ob der Termin noch verschiebbar wäre?", "sie", "ob der Termin noch verschiebbar wäre"),
    ("Können Sie mir sagen, ob ich einen Vorschuss bekommen kann?", "sie", "ob Sie einen Vorschuss bekommen können"),
    ("Ich wüsste gern, wann ich mein Geld bekomme", "du", "wann du dein Geld bekommst"),
    ("muss ich zum zahnarzt?", "sie", None),  # small letters do not go into the agent's text
    ("Ist die Praxis am 24. offen?", "sie", "ob die Praxis am 24. offen ist"),
    ("Wird es fertig bis 19 Uhr?", "sie", None),  # spoken order
    ("kommt es heute noch?", "sie", "ob es heute noch kommt"),
    ("Was kann ich zeigen am Montag beim Arzt?", "sie", None),
    ("Kommt da jemand oder soll ich sie neu einstellen?", "sie", None),
    ("Schicken Sie mir bitte die Rechnung", "sie", None),
    ("Warum machen wir das so?", "sie", None),  # who "wir" is cannot be told
]


@pytest.mark.parametrize(("question", "form", "line"), ANSWERS)
def test_asks_answer_line(question, form, line):
    assert answer_line(question, form) == line


@pytest.mark.parametrize(("question", "form", "clause"), CLAUSES)
def test_asks_deferred_clause(question, form, clause):
    assert deferred_clause(question, form) == clause
