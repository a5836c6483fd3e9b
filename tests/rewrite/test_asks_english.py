"""English questions as the agent takes them up."""

import pytest

from coach.rewrite.asks_english import answer_line, deferred_clause


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("When will my parcel arrive?", "Your parcel will arrive [time]."),
        ("And how long does the refund take?", "The refund takes [duration]."),
        ("Where is my parcel?", "Your parcel is [place]."),
        ("How much is the shipping?", "The shipping is [amount]."),
        ("Why is that?", None),
        ("When do I get my money back?", None),
    ],
)
def test_asks_english_answer_line(question, line):
    assert answer_line(question) == line


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("When do I get my money back?", "when you get your money back"),
        ("Can I cancel the contract before June?", "whether you can cancel the contract before June"),
        ("Do you have the bike in stock?", "whether we have the bike in stock"),
        ("Could you send me the invoice?", "whether we can send you the invoice"),
        ("Is breakfast included?", "whether breakfast is included"),
        ("Has my refund been processed?", "whether your refund has been processed"),
        ("why was my account blocked", "why your account was blocked"),
        ("What do I need to bring?", "what you need to bring"),
        ("Send me the invoice", None),
        ("Could you tell me if I've misunderstood?", "whether you've misunderstood"),
        ("I'd like to know when my refund arrives", "when your refund arrives"),
        ("is it you or is it me?", None),
        ("Did it go out?", None),  # the verb would change
    ],
)
def test_asks_english_deferred_clause(question, clause):
    assert deferred_clause(question) == clause
