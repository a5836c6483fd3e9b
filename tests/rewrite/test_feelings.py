import pytest

from coach.rewrite.feelings import lines_on_feeling

NAMED = [
    ("Ich bin wirklich enttäuscht von Ihnen.", "Dass Sie enttäuscht sind, tut mir leid."),
    ("bin einfach nur stinksauer", "Dass Sie verärgert sind, ist verständlich, und es tut mir leid."),
    ("Das macht mir solche Angst.", "Dass Ihnen das Angst macht, ist verständlich, und es tut mir leid."),
    ("ich mach mir langsam Sorgen", "Dass Sie sich Sorgen machen, ist verständlich, ich nehme das ernst."),
    ("Wir hatten uns so gefreut.", "Schade, gerade weil Sie sich so gefreut hatten."),
    ("Ich bin ganz unsicher jetzt", "Dass Sie unsicher sind, ist verständlich."),
]


@pytest.mark.parametrize(("said", "line"), NAMED)
def test_feelings_take_up_what_was_named(said, line):
    assert lines_on_feeling([said], language="de", form="sie", strong=False) == [line]


@pytest.mark.parametrize(
    "said", ["Ich bin nicht sauer.", "Mein Mann war enttäuscht.", "Wann kommt die Lampe?", "I am not angry."]
)
def test_feelings_impute_nothing(said):
    language = "en" if said.startswith("I am") else "de"
    assert lines_on_feeling([said], language=language, form="sie", strong=True) == []


def test_feelings_speak_with_du_and_stronger_where_the_strain_is_strong():
    found = lines_on_feeling(["Ich bin sauer."], language="de", form="du", strong=True)
    assert found == ["Dass du sauer bist, ist verständlich, und es tut mir sehr leid."]


def test_feelings_of_an_english_customer():
    found = lines_on_feeling(["I'm getting really worried now."], language="en", form="you", strong=True)
    assert found == ["I'm really sorry this has you so worried."]
