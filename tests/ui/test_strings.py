"""The catalogue of texts: complete, used, and the same placeholders in both languages."""

import ast
import re
import string
from pathlib import Path

import pytest

from coach.address import address
from coach.rubric import Rubric
from coach.types import LANGUAGES
from coach.ui.strings import STRINGS, say

UI = Path(__file__).resolve().parents[2] / "coach" / "ui"
PAGE = "".join(
    (UI / name).read_text(encoding="utf-8") for name in ("shared.js", "compose.js", "sharing.js", "compose.html")
)
BUILT = (  # and an ending that is a value
    "channel_", "address_", "hit_rate_", "hide_", "role_", "state_", "account_", "mark_", "stage_", "share_fault_", "by_",
    "verdict_", "cause_",
)  # fmt: skip
MODULES = [path for path in UI.glob("*.py") if path.name != "strings.py"]


def _constants() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]
    return {
        n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def _said() -> set[str]:
    calls = (
        n for path in MODULES for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "say" and isinstance(call.args[0], ast.Constant)
    }


def _on_the_page() -> set[str]:
    """Return the keys that script and markup name."""
    written = set(re.findall(r"data-(?:t|label)=\"(\w+)\"", PAGE)) | set(re.findall(r"\bt\('(\w+[^_'])'", PAGE))
    either = re.findall(r"\bt\([^()]*\? '(\w+)' : '(\w+)'", PAGE)
    return written | {key for pair in either for key in pair}


def test_strings_has_every_text_that_is_said() -> None:
    assert (_said() | _on_the_page()) - set(STRINGS) == set()
    assert all(any(key.startswith(part) for key in STRINGS) for part in BUILT)


def test_strings_has_no_text_that_is_never_said() -> None:
    built = {key for key in STRINGS if key.startswith(tuple(p for p in BUILT if f"t('{p}'" in PAGE))}
    assert set(STRINGS) - _constants() - _on_the_page() - built - {"customer_bar", "draft_bar"} == set()
    assert "t(whose + '_bar')" in PAGE


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", STRINGS)
def test_strings_speaks_every_language_with_the_same_placeholders(key: str) -> None:
    texts = STRINGS[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() == text and text for text in texts.values())
    assert len({frozenset(_fields(text)) for text in texts.values()}) == 1


def test_strings_fills_in_values() -> None:
    assert say("answered_of", "de", answered=1, all=2) == "1 von 2 Fragen beantwortet."


def test_strings_uses_real_umlauts_and_quotes() -> None:
    german = " ".join(texts["de"] for texts in STRINGS.values())
    assert '"' not in german
    assert not any(word in german.lower() for word in ("pruef", "fuer", "naechst", "ueber"))


def test_strings_speak_of_the_text_and_to_nobody() -> None:
    """No du and no Sie: the page speaks of the message, and so do the rubric's texts."""
    spoken = {key: texts["de"] for key, texts in STRINGS.items() if key not in ("address_du", "address_sie")}
    rubric = Rubric.load(UI.parents[1] / "rubrics" / "support")
    for criterion in rubric:
        spoken |= {f"{criterion.id}.{part}": getattr(criterion, part)["de"] for part in ("message", "why", "advice")}
    assert {key: text for key, text in spoken.items() if address(text).form} == {}
