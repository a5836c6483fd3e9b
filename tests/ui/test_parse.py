import pytest

from coach.types import Message
from coach.ui.examples import EXAMPLES
from coach.ui.parse import format_conversation, parse_conversation

C, A, B = "customer", "agent", "bot"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("K: Hallo\nA: Guten Tag\nB: Automatisch", [(C, "Hallo"), (A, "Guten Tag"), (B, "Automatisch")]),
        ("C: Hi\nA: Hello", [(C, "Hi"), (A, "Hello")]),
        ("Wann kommt es?", [(C, "Wann kommt es?")]),
        ("Erste Zeile\n\nzweite Zeile", [(C, "Erste Zeile\n\nzweite Zeile")]),
        ("K: eins\nzwei\nA: drei", [(C, "eins\nzwei"), (A, "drei")]),
        ("Vorweg\nA: Antwort", [(C, "Vorweg"), (A, "Antwort")]),
        ("K:ohne Leerzeichen", [(C, "ohne Leerzeichen")]),
        ("K: a\r\nA: b\rB: c", [(C, "a"), (A, "b"), (B, "c")]),
        ("K:\nA: nur das", [(A, "nur das")]),
        ("K: eins\nK: zwei", [(C, "eins"), (C, "zwei")]),
        ("", []),
        (" \n ", []),
    ],
)
def test_parse_reads_one_message_per_prefix(text: str, expected: list[tuple[str, str]]) -> None:
    assert parse_conversation(text) == tuple(Message(*pair) for pair in expected)


@pytest.mark.parametrize("line", ["PS: K: im Satz", "C:\\Users\\x", "C://x", "k: klein", "DAK: Beitrag", "K : Abstand"])
def test_parse_takes_no_other_colon_for_a_prefix(line: str) -> None:
    assert parse_conversation(f"A: Antwort\n{line}") == (Message(A, f"Antwort\n{line}"),)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_parse_and_format_are_a_round_trip(example, language: str) -> None:  # type: ignore[no-untyped-def]
    conversation = example.draft.conversation
    assert parse_conversation(format_conversation(conversation, language)) == conversation
