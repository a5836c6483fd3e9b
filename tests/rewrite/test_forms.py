"""From Sie to du and back: right forms, or no offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.address import address
from coach.rewrite.edits import apply
from coach.rewrite.forms import to_du, to_sie
from coach.rewrite.verbs import du_form, from_imperative, imperative, sie_form

PAIRS = [
    ("Können Sie uns bitte ein Foto schicken?", "Kannst du uns bitte ein Foto schicken?"),
    ("Schicken Sie uns bitte Ihre Bestellnummer.", "Schick uns bitte deine Bestellnummer."),
    ("Bitte melden Sie sich bei uns, wenn Sie noch Fragen haben.", "Bitte melde dich bei uns, wenn du noch Fragen hast."),
    ("Wir informieren Sie, sobald das Paket da ist.", "Wir informieren dich, sobald das Paket da ist."),
    ("Ich habe Ihnen gerade eine Mail geschickt.", "Ich habe dir gerade eine Mail geschickt."),
    ("Sie bekommen morgen eine Mail und können dann starten.", "Du bekommst morgen eine Mail und kannst dann starten."),
    ("Dass Sie dreimal umsonst gewartet haben, tut mir leid.", "Dass du dreimal umsonst gewartet hast, tut mir leid."),
    ("Wenn Sie das Gerät einschalten, blinkt die Lampe.", "Wenn du das Gerät einschaltest, blinkt die Lampe."),
    ("Haben Sie sich schon angemeldet?", "Hast du dich schon angemeldet?"),
    ("Falls Sie möchten, rufe ich Sie gern an.", "Falls du möchtest, rufe ich dich gern an."),
    ("Nehmen Sie bitte den Stecker ab und warten Sie zehn Minuten.", "Nimm bitte den Stecker ab und warte zehn Minuten."),
    ("Das Geld ist am Freitag auf Ihrem Konto. Möchten Sie eine Bestätigung?", "Das Geld ist am Freitag auf deinem Konto. Möchtest du eine Bestätigung?"),
    ("Ihr Antrag liegt vor, wir melden uns bei Ihnen.", "Dein Antrag liegt vor, wir melden uns bei dir."),
    ("Damit wir Ihnen helfen können, brauchen wir Ihre Nummer.", "Damit wir dir helfen können, brauchen wir deine Nummer."),
    ("Den Vertrag können Sie jederzeit kündigen.", "Den Vertrag kannst du jederzeit kündigen."),
    ("Leider können wir Sie nicht erreichen.", "Leider können wir dich nicht erreichen."),
    ("Geben Sie bitte den Code ein, den Sie erhalten haben.", "Gib bitte den Code ein, den du erhalten hast."),
    ("Vielen Dank für Ihre Geduld!", "Vielen Dank für deine Geduld!"),
    ("So, wie Sie es beschreiben, war das lang.", "So, wie du es beschreibst, war das lang."),
    ("Kurz gesagt: Ihre Lampe ist da.", "Kurz gesagt: Deine Lampe ist da."),
    ("Wissen Sie, wann Sie geliefert werden wollen?", "Weißt du, wann du geliefert werden willst?"),
]  # fmt: skip
UNSURE = [
    "Gern helfe ich Ihnen beiden.",
    "Bitte notieren Sie sich die Nummer.",
    "Die Aufregung hätten Sie sich erspart.",
    "Sie können das Paket abholen und bezahlen dann vor Ort.",  # a second verb that may be an infinitive
    "Merken Sie sich bitte die Nummer.",  # dir, not dich
    "Guten Tag Frau Kunz, Ihr Antrag liegt vor.",  # du and Frau do not go together
    "Wenn Sie das Gerät ausschalten und kurz warten, blinkt die Lampe.",
]
UNSURE_DU = ["Hast die Mail bekommen, dein Termin steht.", "Prüfe das gleich und melde mich bei dir."]


@pytest.mark.parametrize(("sie", "du"), PAIRS)
def test_forms_both_directions_give_the_other_sentence(sie, du):
    assert apply(sie, to_du(sie)) == du
    assert apply(du, to_sie(du)) == sie


@pytest.mark.parametrize("text", UNSURE)
def test_forms_to_du_where_a_form_is_unsure_offers_nothing(text):
    assert to_du(text) is None


@pytest.mark.parametrize("text", UNSURE_DU)
def test_forms_to_sie_where_a_form_is_unsure_offers_nothing(text):
    assert to_sie(text) is None


def test_forms_haben_is_a_command_behind_bitte_and_mein_is_no_verb():
    text = "Bitte haben Sie noch etwas Geduld."
    assert apply(text, to_du(text)) == "Bitte hab noch etwas Geduld."
    text = "Danke, hab sie. Das war mein Fehler, du bekommst eine neue."
    assert apply(text, to_sie(text)) == "Danke, hab sie. Das war mein Fehler, Sie bekommen eine neue."
    text = "Guten Tag,\nIhre Lampe ist da."
    assert apply(text, to_du(text)) == "Guten Tag,\ndeine Lampe ist da."


def test_forms_of_third_persons_stay():
    text = "Die Pakete sind da. Sie kommen morgen zu Ihnen."
    assert apply(text, to_du(text)) == "Die Pakete sind da. Sie kommen morgen zu dir."


@given(st.text(alphabet="Sie sie du dich dir Ihnen Ihr haben hast können und, .?\n", max_size=80))
def test_forms_any_text_gives_one_form_or_nothing(text):
    for change, form in ((to_du, "du"), (to_sie, "sie")):
        found = change(text)
        assert found is None or address(apply(text, found)).form in (form, None)


@pytest.mark.parametrize(
    "verb", ["schicken", "warten", "öffnen", "nutzen", "ändern", "wechseln", "geben", "nehmen", "lassen"]
)
def test_verbs_forms_lead_back(verb):
    assert sie_form(du_form(verb)) == verb
    assert from_imperative(imperative(verb)) == verb


@pytest.mark.parametrize(
    ("verb", "du", "command"),
    [
        ("öffnen", "öffnest", "öffne"),
        ("nutzen", "nutzt", "nutze"),
        ("wechseln", "wechselst", "wechsle"),
        ("ändern", "änderst", "ändere"),
        ("senden", "sendest", "sende"),
        ("lesen", "liest", "lies"),
        ("halten", "hältst", "halte"),
    ],
)
def test_verbs_rules_give_the_right_forms(verb, du, command):
    assert (du_form(verb), imperative(verb)) == (du, command)


def test_verbs_that_are_not_known_have_no_form():
    assert du_form("brummseln") is None
    assert imperative("paket") is None
    assert sie_form("obst") is None
