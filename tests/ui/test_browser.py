"""The page in a real browser. Every request is recorded; none may leave this machine."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from coach.ui.strings import STRINGS
from tests.ui.serving import CHROMIUM, ROOT, browser, serving

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("gradio")
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

__all__ = ["browser"]
MODEL = ROOT / "models" / "four-ears"
FAKE = [str(Path(__file__).with_name("fake_app.py"))]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium"),
]


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving([*FAKE, "PORT"], tmp_path_factory.mktemp("fake") / "log")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not MODEL.is_dir():
        pytest.skip("models/four-ears is not here")
    yield from serving(["app.py"], tmp_path_factory.mktemp("real") / "log")


@pytest.fixture
def tab(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    """Yield an empty page; at the end no request has gone anywhere but to 127.0.0.1, and no script has failed."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield page
    page.close()
    abroad = [url for url in asked if not url.startswith(("data:", "blob:")) and urlsplit(url).hostname != "127.0.0.1"]
    assert asked
    assert abroad == []
    assert faults == []


def _open(page: sync_api.Page, url: str, *, first: bool = False) -> None:
    """Open the page: as a first visit with its example, or with an empty chat."""
    if not first:
        page.add_init_script(
            "if (!localStorage.getItem('four-ears')) localStorage.setItem('four-ears', '{\"seen\": true}')"
        )
    page.goto(url)
    page.wait_for_selector(".fe-card" if first else "#fe-summary:not(:empty)", timeout=30_000)


def _paste(page: sync_api.Page, text: str) -> None:
    page.locator("#fe-paste").click()
    page.locator("#fe-paste-text").fill(text)
    page.locator("#fe-paste-take").click()
    page.wait_for_function(  # the chat is there, or something is asked or said
        """() => { const q = (id) => document.querySelector(id);
        return !q('#fe-paste-dialog').open || !q('#fe-team').hidden || q('#fe-paste-note').textContent; }"""
    )


def _write(page: sync_api.Page, text: str) -> sync_api.Locator:
    """Put a draft in and have it checked."""
    box = page.locator("#fe-draft")
    box.fill(text)
    box.press("Alt+Enter")
    return box


def _expect(page: sync_api.Page, selector: str, text: str) -> None:
    sync_api.expect(page.locator(selector)).to_contain_text(text, timeout=10_000)


def _selected(page: sync_api.Page) -> str:
    return str(
        page.evaluate("(b => b.value.slice(b.selectionStart, b.selectionEnd))(document.querySelector('#fe-draft'))")
    )


def test_browser_loads_nothing_from_elsewhere(fake: str) -> None:
    html = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(fake).read().decode()
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']([^\"']+)", html)
    assert loaded
    assert [url for url in loaded if re.match(r"(?:https?:)?//", url) and urlsplit(url).hostname != "127.0.0.1"] == []
    assert "fonts.googleapis" not in html


def test_browser_first_visit_shows_an_example_with_one_card_open(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake, first=True)
    _expect(tab, "#fe-banner", "Beispiel.")
    _expect(tab, ".fe-card >> nth=0", "Anliegen noch nicht aufgenommen")
    assert tab.locator(".fe-card-head[aria-expanded=true]").count() == 1
    _expect(tab, "#fe-under mark", "Verständnis")
    _expect(tab, "#fe-more-title", "1 weiterer Hinweis")
    tab.reload()
    _expect(tab, "#fe-summary", "Noch kein Entwurf.")
    sync_api.expect(tab.locator("#fe-banner")).to_be_hidden()


def test_browser_asks_once_who_the_team_is(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    chat = "[09:12, 3.8.2026] Jule: Wann kommt die Lampe?\n[09:13, 3.8.2026] Lampenhaus: Moment."
    _paste(tab, chat)
    _expect(tab, "#fe-team", "Wer ist das Team?")
    tab.get_by_label("Lampenhaus").check()
    tab.locator("#fe-paste-take").click()
    sync_api.expect(tab.locator(".fe-bubble.fe-customer")).to_have_count(1)
    sync_api.expect(tab.locator(".fe-bubble.fe-agent")).to_have_count(1)
    assert "Jule" not in tab.locator("#fe-bubbles").inner_text()
    _paste(tab, chat + "\n[09:14, 3.8.2026] Jule: ok")
    sync_api.expect(tab.locator(".fe-bubble.fe-customer")).to_have_count(2)
    kept = tab.evaluate("localStorage.getItem('four-ears')")
    assert "Lampenhaus" not in kept
    assert "Lampe" not in kept


def test_browser_says_what_is_wrong_with_a_paste(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, '{"draft": "x"}')
    _expect(tab, "#fe-paste-note", "expected a list of messages")
    tab.locator("#fe-paste-text").fill("   ")
    tab.locator("#fe-paste-take").click()
    _expect(tab, "#fe-paste-note", "Darin steht keine Nachricht.")


def test_browser_turns_can_be_changed_added_and_removed(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?\nB: Bitte warten.")
    tab.get_by_label("Nachricht 1 bearbeiten").click()
    tab.get_by_label("Nachricht", exact=True).fill("Kommt es heute?")
    tab.get_by_role("button", name="Fertig").click()
    _expect(tab, ".fe-bubble >> nth=0", "Kommt es heute?")
    tab.locator("#fe-add").click()
    tab.get_by_label("Nachricht", exact=True).fill("Ich schaue nach.")
    tab.get_by_label("Von", exact=True).select_option("agent")
    tab.get_by_role("button", name="Fertig").click()
    sync_api.expect(tab.locator(".fe-bubble.fe-agent")).to_have_count(1)
    tab.get_by_label("Nachricht 2 bearbeiten").click()
    tab.get_by_role("button", name="Löschen").click()
    sync_api.expect(tab.locator(".fe-bubble.fe-bot")).to_have_count(0)


def test_browser_while_typing_judges_finished_sentences_and_never_nags(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?")
    box = tab.locator("#fe-draft")
    box.press_sequentially("Das ist tja", delay=15)
    tab.wait_for_timeout(900)
    sync_api.expect(tab.locator(".fe-card")).to_have_count(0)  # the sentence is not finished
    _expect(tab, "#fe-state", "wird geschrieben")
    box.press_sequentially(". Wir bitten um Verständnis", delay=15)
    _expect(tab, ".fe-card", "Kann als Spott ankommen")
    tab.wait_for_timeout(2500)
    sync_api.expect(tab.locator(".fe-card")).to_have_count(1)  # what is about something missing waits for a rest
    box.press_sequentially(".", delay=15)
    sync_api.expect(tab.locator(".fe-card")).to_have_count(2, timeout=8000)
    _expect(tab, "#fe-state", "geprüft")


def test_browser_leaving_the_box_checks_the_whole_draft(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = tab.locator("#fe-draft")
    box.fill("Wir bitten um Verständnis")
    box.blur()
    _expect(tab, ".fe-card", "Anliegen noch nicht aufgenommen")


def test_browser_a_late_result_never_replaces_a_newer_one(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "slow Verständnis.")
    tab.wait_for_timeout(200)
    box.fill("Alles gut.")
    box.press("Alt+Enter")
    _expect(tab, "#fe-summary", "Nichts aufgefallen.")
    tab.wait_for_timeout(1300)
    sync_api.expect(tab.locator(".fe-card")).to_have_count(0)


def test_browser_cards_grey_out_while_stale_and_stay_under_the_hand(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "Wir bitten um Verständnis, tja.")
    sync_api.expect(tab.locator(".fe-card")).to_have_count(2)
    before = tab.locator(".fe-card").evaluate_all("cards => cards.map(c => c.dataset.id)")
    tab.locator("#fe-findings").hover()
    box.press("End")
    box.press_sequentially(" Und", delay=10)
    _expect(tab, "#fe-findings.fe-stale", "Anliegen")
    assert tab.evaluate("document.querySelector('#fe-draft').selectionStart") == len(
        "Wir bitten um Verständnis, tja. Und"
    )
    box.fill("Wir bitten um Geduld, tja.")
    tab.locator("#fe-check").focus()
    sync_api.expect(tab.locator(".fe-card.fe-settled")).to_have_count(1)
    assert tab.locator(".fe-card").evaluate_all("cards => cards.map(c => c.dataset.id)") == before


def test_browser_marks_move_with_their_words(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "🙏🏽 Wir bitten um Verständnis.")
    sync_api.expect(tab.locator("#fe-under mark")).to_have_text("Verständnis")
    box.press("Home")
    box.press_sequentially("Hallo, ", delay=5)
    sync_api.expect(tab.locator("#fe-under mark")).to_have_text("Verständnis")


def test_browser_text_and_marks_lie_on_each_other(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    text = "Wir bitten um Verständnis. " * 30 + "\n\n" + "Donaudampfschifffahrtsgesellschaft" * 6
    _write(tab, text)
    assert tab.evaluate(
        """() => { const [a, b] = ['#fe-draft', '#fe-under'].map((s) => document.querySelector(s));
        const same = ['fontSize', 'lineHeight', 'fontFamily', 'paddingLeft', 'paddingTop', 'letterSpacing'];
        return a.clientWidth === b.clientWidth && Math.abs(a.scrollHeight - b.scrollHeight) <= 32
          && same.every((p) => getComputedStyle(a)[p] === getComputedStyle(b)[p]); }"""
    )


def test_browser_a_click_on_a_mark_opens_its_card_and_a_quote_selects_its_words(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "Wir bitten um Verständnis, tja.")
    sync_api.expect(tab.locator(".fe-card")).to_have_count(2)
    place = box.bounding_box()
    mark = tab.locator("#fe-under mark", has_text="Verständnis").bounding_box()
    assert place
    assert mark
    box.click(position={"x": mark["x"] - place["x"] + 8, "y": mark["y"] - place["y"] + 8})
    _expect(tab, ".fe-card.fe-active", "Anliegen noch nicht aufgenommen")
    tab.locator(".fe-card.fe-active .fe-quote").click()
    assert _selected(tab) == "Verständnis"


def test_browser_f8_goes_through_findings_and_gaps_and_back(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "Um Verständnis bitten wir. Die Erstattung dauert [Dauer], Antwort bis [Zeitpunkt].")
    _expect(tab, ".fe-card", "Anliegen noch nicht aufgenommen")
    box.press("Control+Home")
    found = []
    for key in ("F8", "F8", "F8", "F8", "Shift+F8"):
        box.press(key)
        found.append(_selected(tab))
    assert found == ["Verständnis", "[Dauer]", "[Zeitpunkt]", "Verständnis", "[Zeitpunkt]"]


def test_browser_takes_a_rewrite_over_and_back(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?")
    box = _write(tab, "Wir bitten um Verständnis.")
    _expect(tab, ".fe-offer ins", "Geduld")
    _expect(tab, ".fe-offer del", "Verständnis")
    tab.locator(".fe-card .fe-details summary").click()
    _expect(tab, ".fe-details", "91 % → 12 %")
    tab.get_by_role("button", name="Übernehmen").click()
    sync_api.expect(box).to_have_value("Wir bitten um Geduld.")
    _expect(tab, "#fe-summary", "Nichts aufgefallen. 1 von 1 Frage beantwortet.")
    tab.locator("#fe-undo").click()
    sync_api.expect(box).to_have_value("Wir bitten um Verständnis.")
    _expect(tab, ".fe-offer ins", "Geduld")
    tab.get_by_role("button", name="Übernehmen").click()
    sync_api.expect(box).to_have_value("Wir bitten um Geduld.")
    box.press("Control+z")  # the browser's own undo takes the whole step back
    sync_api.expect(box).to_have_value("Wir bitten um Verständnis.")


def test_browser_copying_asks_about_gaps(fake: str, tab: sync_api.Page) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(tab, fake)
    _write(tab, "Die Erstattung dauert [Dauer].")
    tab.locator("#fe-copy").click()
    _expect(tab, "#fe-copy-note", "1 Lücke: [Dauer].")
    tab.get_by_role("button", name="Trotzdem kopieren").click()
    _expect(tab, "#fe-copy-note", "Kopiert.")
    assert tab.evaluate("navigator.clipboard.readText()") == "Die Erstattung dauert [Dauer]."


def test_browser_hides_a_finding_and_takes_that_back(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _write(tab, "Wir bitten um Verständnis.")
    tab.get_by_text("Ausblenden ▾").click()
    tab.get_by_role("button", name="in diesem Chat").click()
    sync_api.expect(tab.locator(".fe-card")).to_have_count(0)
    assert "Verständnis" not in tab.evaluate("localStorage.getItem('four-ears')")
    _expect(tab, "#fe-hidden-title", "Ausgeblendet (1)")
    tab.locator("#fe-hidden-title").click()
    tab.get_by_role("button", name="Wieder zeigen").click()
    sync_api.expect(tab.locator(".fe-card")).to_have_count(1)


def test_browser_a_question_shows_ask_and_answer_and_can_be_none(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?")
    _write(tab, "Morgen früh.")
    _expect(tab, "#fe-asks-count", "1 von 1")
    tab.locator(".fe-ask-text").click()
    _expect(tab, ".fe-bubble mark.fe-ask", "Wann kommt es?")
    assert _selected(tab) == "Morgen"
    tab.get_by_role("button", name="Keine Frage").click()
    sync_api.expect(tab.locator(".fe-ask")).to_have_count(0)


def test_browser_shows_what_was_not_checked(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _write(tab, "Guten Tag, der Termin ist morgen.")
    _expect(tab, "#fe-notices", "Ohne Kundennachricht: nur Ton und Anrede geprüft.")
    _paste(tab, "K: [Sprachnachricht]\nK: Kommt es heute?")
    _expect(tab, "#fe-notices", "1 Sprachnachricht, Inhalt nicht geprüft.")
    _write(tab, "Bonjour, votre colis arrive demain.")
    _expect(tab, "#fe-notices", "noch nicht geprüft")


def test_browser_keeps_the_draft_when_the_review_fails(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = _write(tab, "Das wird crash.")
    _expect(tab, "#fe-summary", "Prüfung gerade nicht möglich. Der Entwurf ist unverändert.")
    sync_api.expect(box).to_have_value("Das wird crash.")
    box.fill("Alles gut.")
    tab.get_by_role("button", name="Erneut prüfen").click()
    _expect(tab, "#fe-summary", "Nichts aufgefallen.")


def test_browser_shows_markup_and_templates_as_text(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    words = "<script>alert(1)</script> <img src=x onerror=alert(2)> ${alert(3)} {{value}} <b>fett</b> **m** [a](javascript:alert(4)) \u202egnp?"
    _paste(tab, f"K: {words}")
    _write(tab, f"Verständnis {words}")
    _expect(tab, "#fe-bubbles", "<b>fett</b> **m**")
    _expect(tab, "#fe-asks", "<img src=x onerror=alert(2)> ${alert(3)} {{value}}")
    _expect(tab, "#fe-under", "<script>alert(1)</script>")
    assert tab.locator(".fe-bubbles b, .fe-asks b, .fe img, .fe script, .fe a").count() == 0


@pytest.mark.parametrize("width", [400, 720, 1050, 1280, 1920])
def test_browser_never_scrolls_sideways(fake: str, tab: sync_api.Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    _open(tab, fake)
    _paste(tab, "K: " + "Donaudampfschiff" * 20 + "?")
    _write(tab, "Verständnis" * 30)
    sync_api.expect(tab.locator(".fe-card")).to_have_count(1)
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_browser_in_a_narrow_window_shows_one_card_at_a_time(fake: str, tab: sync_api.Page) -> None:
    tab.set_viewport_size({"width": 400, "height": 800})
    _open(tab, fake)
    _paste(tab, "K: Erste Nachricht.\nA: Ja.\nK: Wann kommt es?")
    _write(tab, "Wir bitten um Verständnis, tja.")
    _expect(tab, "#fe-place", "1/2")
    assert tab.locator(".fe-card:visible").count() == 1
    first = tab.locator(".fe-card:visible").inner_text()
    tab.locator("#fe-next").click()
    _expect(tab, "#fe-place", "2/2")
    assert tab.locator(".fe-card:visible").inner_text() != first
    assert tab.locator(".fe-bubble:visible").count() == 1
    _expect(tab, "#fe-earlier", "2 frühere Nachrichten")


def test_browser_speaks_both_languages_and_keeps_what_was_typed(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?")
    box = _write(tab, "Wir bitten um Verständnis.")
    tab.get_by_role("button", name="English").click()
    _expect(tab, ".fe-card", "Concern not acknowledged yet")
    sync_api.expect(box).to_have_value("Wir bitten um Verständnis.")
    seen = tab.locator(".fe").inner_text()
    german = {
        texts["de"]
        for texts in STRINGS.values()
        if texts["de"] != texts["en"] and "{" not in texts["de"] and len(texts["de"]) > 4
    }
    assert [text for text in german if text in seen] == []


def test_browser_can_be_used_by_keyboard_alone(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _paste(tab, "K: Wann kommt es?")
    tab.locator("#fe-draft").focus()
    tab.keyboard.type("Wir bitten um Verständnis.")
    tab.keyboard.press("Alt+Enter")
    _expect(tab, ".fe-offer ins", "Geduld")
    reached = []
    for _ in range(30):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.dataset.role ?? document.activeElement.id"))
        if reached[-1] == "accept":
            break
    assert {"fe-copy", "fe-check", "head", "accept"} <= set(reached)
    tab.keyboard.press("Enter")
    sync_api.expect(tab.locator("#fe-draft")).to_have_value("Wir bitten um Geduld.")
    tab.keyboard.press("F1")
    _expect(tab, "#fe-keys-dialog[open]", "Jetzt prüfen")
    tab.keyboard.press("Escape")
    sync_api.expect(tab.locator("#fe-keys-dialog")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser_axe_finds_no_serious_violation(fake: str, tab: sync_api.Page, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)
    _open(tab, fake)
    _paste(tab, "K: Erste.\nA: Ja.\nK: Wann kommt es?")
    _write(tab, "Wir bitten um Verständnis, tja, zeitnah bis [Zeitpunkt].")
    _expect(tab, ".fe-offer, .fe-advice", "")
    tab.locator("#fe-sides summary").click()
    tab.wait_for_timeout(400)
    found = Axe().run(tab, context=".fe").response["violations"]
    assert [
        (v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ] == []


def test_browser_tells_the_hit_rates(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _expect(tab, "#fe-model", "Modell 0.0.1")
    tab.locator("#fe-rates").click()
    _expect(tab, "#fe-rates-table", "91 %")
    _expect(tab, "#fe-rates-table", "ohne Karte")


def test_browser_the_real_app_from_paste_to_copy(real: str, tab: sync_api.Page) -> None:
    """As an agent works: paste, type, read the cards, take one over, fill the gap, copy."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(tab, real)
    _paste(
        tab,
        "[09:12, 3.8.2026] Jule: Ich warte jetzt seit drei Wochen auf die Lampe, langsam reicht es mir wirklich.\n"
        "[09:13, 3.8.2026] Jule: Ist die Rückgabe kostenlos, und wie lange dauert die Erstattung?\n"
        "[09:14, 3.8.2026] Lampenhaus: Moment bitte.",
    )
    tab.get_by_label("Lampenhaus").check()
    tab.locator("#fe-paste-take").click()
    box = tab.locator("#fe-draft")
    box.press_sequentially("Wir bitten um Verständnis und kümmern uns zeitnah darum.", delay=10)
    box.press("Alt+Enter")
    sync_api.expect(tab.locator(".fe-card").first).to_be_visible(timeout=20_000)
    _expect(tab, "#fe-asks", "wie lange dauert die Erstattung")
    accept = tab.locator("#fe-all:visible, .fe-card [data-role=accept]").first
    sync_api.expect(accept).to_be_visible(timeout=20_000)
    accept.click()
    sync_api.expect(box).to_have_value(re.compile(r"\[\w+\]"))
    while "[" in box.input_value():
        box.press("F8")
        tab.keyboard.type("Freitag")
    box.press("Alt+Enter")
    sync_api.expect(tab.locator("#fe-state")).to_have_text("✓ geprüft", timeout=20_000)
    tab.locator("#fe-copy").click()
    _expect(tab, "#fe-copy-note", "Kopiert.")
    assert "Freitag" in tab.evaluate("navigator.clipboard.readText()")
    tab.get_by_role("button", name="English").click()
    _expect(tab, "#fe-findings-title", "Findings")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("FOUR_EARS_HOST", "0.0.0.0", "FOUR_EARS_HOST"), ("FOUR_EARS_MODEL", "/nowhere/at/all", "nowhere")],
)
def test_app_says_in_one_line_why_it_cannot_start(name: str, value: str, words: str, tmp_path: Path) -> None:
    env = {**os.environ, "FOUR_EARS_DATA": str(tmp_path), "DATABASE_URL": "", name: value}
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
