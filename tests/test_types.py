import pytest

from coach.errors import ItemError
from coach.types import Draft, Message, Report, Span

ITEM = {"id": "1", "conversation": [{"role": "customer", "text": "Wann?"}], "draft": "Morgen."}


def roles(*names: str) -> Draft:
    return Draft("x", tuple(Message(name, "…") for name in names))


def test_types_customer_turn_is_the_last_run_of_customer_messages():
    assert roles("customer", "agent", "customer", "customer").customer_turn == (2, 3)


def test_types_customer_turn_stands_before_closing_agent_messages():
    assert roles("customer", "customer", "agent", "agent").customer_turn == (0, 1)


def test_types_customer_turn_is_not_ended_by_a_bot():
    assert roles("agent", "customer", "bot", "customer", "bot").customer_turn == (1, 3)


@pytest.mark.parametrize("names", [(), ("agent",), ("bot", "agent")])
def test_types_customer_turn_is_empty_without_a_customer(names):
    assert roles(*names).customer_turn == ()


def test_types_item_comes_back_from_its_dictionary():
    draft = Draft.from_dict({**ITEM, "channel": "whatsapp", "kind": "proactive", "language": "de", "extra": 1})
    assert Draft.from_dict(draft.to_dict()) == draft


@pytest.mark.parametrize("id", ["", "ä", 7])
def test_types_item_keeps_its_id(id):
    assert Draft.from_dict({**ITEM, "id": id}).id == id


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"id": None}, "missing_field", "id: expected"),
        ({"draft": "  \n"}, "blank_draft", "white space"),
        ({"draft": 3}, "missing_field", "draft: expected a string, found a number"),
        ({"conversation": {}}, "wrong_type", "conversation: expected a list"),
        ({"conversation": None}, "wrong_type", "found null"),
        ({"conversation": ["x"]}, "wrong_type", "conversation[0]"),
        ({"conversation": [{"role": "costumer", "text": "x"}]}, "unknown_value", "Did you mean 'customer'?"),
        ({"conversation": [{"role": "customer"}]}, "wrong_type", "conversation[0].text"),
        ({"channel": "watsapp"}, "unknown_value", "Did you mean 'whatsapp'?"),
        ({"kind": ["reply"]}, "unknown_value", "kind: expected one of reply, proactive"),
    ],
)
def test_types_wrong_item_says_what_was_found_and_where(change, kind, words):
    with pytest.raises(ItemError, match=r".") as caught:
        Draft.from_dict({**ITEM, **change})
    assert caught.value.type == kind
    assert words in str(caught.value)
    assert caught.value.id == (None if "id" in change else "1")


@pytest.mark.parametrize("value", [None, 3, "text", [ITEM]])
def test_types_something_else_than_an_object_is_no_item(value):
    with pytest.raises(ItemError, match="expected a JSON object"):
        Draft.from_dict(value)


def test_types_message_of_an_error_does_not_quote_long_values():
    with pytest.raises(ItemError) as caught:
        Draft.from_dict({**ITEM, "channel": "geheimer Text " * 20})
    assert "geheim" not in str(caught.value)


def test_types_spans_overlap_only_within_one_message():
    assert Span(0, 5).overlaps(Span(4, 9))
    assert not Span(0, 5).overlaps(Span(5, 9))
    assert not Span(0, 5).overlaps(Span(0, 5, 1))


def test_types_report_comes_back_from_its_dictionary(pipeline, item):
    report = pipeline.predict(item("Steht in den FAQ.", "K: Wann kommt mein Paket? Ich warte seit Wochen!"))
    assert Report.from_dict(report.to_dict()) == report
