"""The archive's texts: complete, used, the same placeholders in both languages, and nobody's words as HTML."""

import re
import string
from pathlib import Path

from coach.address import address
from coach.rewrite.bank import matters
from coach.store.values import CAUSES, GRADERS, ITEM_STATUSES, LANES
from coach.types import CHANNELS, LANGUAGES
from coach.ui.archive.matters import MATTERS
from coach.ui.archive.page import SCRIPTS
from coach.ui.archive.strings import STRINGS
from coach.ui.archive.strings_meeting import MEETING
from coach.ui.archive.strings_office import OFFICE
from coach.ui.strings import STRINGS as COMMON

HERE = Path(__file__).resolve().parents[2] / "coach" / "ui" / "archive"
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
MARKUP = (HERE / "archive.html").read_text(encoding="utf-8")
NAMED = set(re.findall(r'data-(?:t|label|hint)="(\w+)"', MARKUP)) | set(
    re.findall(r"\b(?:t|count)\('(\w+[^_'])'", SCRIPT)
)
BUILT = set(re.findall(r"'(\w+_)' \+", SCRIPT)) | {"seat_", "grade_"}  # and an ending that is a value
WHYS = [
    "not_utf8",
    "invalid_json",
    "not_an_object",
    "missing_field",
    "wrong_type",
    "unknown_value",
    "blank_draft",
    "no_text",
    "too_long",
    "impossible_date",
    "before_the_first",
    "unreadable",
    "too_large",
    "damaged",
    "not_an_export",
    "several_chats",
    "unsafe_path",
    "encrypted",
    "no_legal_basis",
]
VALUES = {
    "stage_": ITEM_STATUSES,
    "cause_": CAUSES,
    "lane_": (*LANES, "waiting"),
    "channel_": CHANNELS,
    "language_": LANGUAGES,
    "seat_": GRADERS,
    "grade_": GRADERS,
    "note_": ("agent", "trainer"),
    "why_": WHYS,
    "chart_": ("open_requests", "criteria_by_week", "causes", "model_vs_trainers", "false_alarms"),
    "about_": ("open_requests", "criteria_by_week", "causes", "model_vs_trainers", "false_alarms"),
}


def test_archive_strings_has_every_text_that_is_said() -> None:
    assert len(NAMED) > 100
    assert NAMED - set(STRINGS) - set(COMMON) == set()
    built = {start + value for start, values in VALUES.items() for value in values}
    assert built - set(STRINGS) - set(COMMON) == set()
    assert {start for start in BUILT if not any(key.startswith(start) for key in {**COMMON, **STRINGS})} == set()


def test_archive_strings_has_no_text_that_is_never_said() -> None:
    said = NAMED | set(re.findall(r"'(\w+)'", SCRIPT))
    ones = {key for key in STRINGS if key.endswith("_one") and key.removesuffix("_one") in said}
    assert {key for key in STRINGS if key not in said and not key.startswith(tuple(BUILT))} - ones == set()
    assert {key for key in STRINGS if key.endswith("_one")} == ones


def test_archive_strings_have_each_key_once() -> None:
    assert set(STRINGS) & set(COMMON) == set()
    own = len(re.findall(r'^    "\w+": \{', (HERE / "strings.py").read_text(encoding="utf-8"), re.M))
    assert len(STRINGS) == own + len(MEETING) + len(OFFICE)


def test_archive_strings_speak_every_language_with_the_same_placeholders() -> None:
    for key, texts in STRINGS.items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() == text and text for text in texts.values()), key
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts.values()]
        assert fields[0] == fields[1], key


def test_archive_strings_use_real_umlauts_and_quotes() -> None:
    german = " ".join(texts["de"] for texts in [*STRINGS.values(), *MATTERS.values()])
    assert '"' not in german
    assert not any(word in german.lower() for word in ("pruef", "fuer", "naechst", "ueber", "loesch"))


def test_archive_strings_speak_of_the_text_and_to_nobody() -> None:
    assert {key: texts["de"] for key, texts in STRINGS.items() if address(texts["de"]).form} == {}


def test_archive_matters_have_a_name_each() -> None:
    known = {matter.id for language in LANGUAGES for matter in matters(language)}
    assert set(MATTERS) == known | {"other"}
    assert all(set(names) == set(LANGUAGES) for names in MATTERS.values())


def test_archive_scripts_are_all_loaded_and_write_no_html() -> None:
    assert {path for path in SCRIPTS if path.parent == HERE} == set(HERE.glob("*.js"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", SCRIPT) == []
    assert "${" not in MARKUP  # Gradio fills templates in
    assert "{{" not in MARKUP
