"""The page in a real browser. Every request is recorded; none may leave this machine."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("gradio")

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
MODEL = ROOT / "models" / "four-ears"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
FAKE = [str(Path(__file__).with_name("fake_app.py"))]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium"),
]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _serve(command: list[str], log: Path) -> Iterator[str]:
    """Run an app on a free port and yield its address once it answers."""
    port = _free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FOUR_EARS_PORT": str(port), "http_proxy": "", "HTTP_PROXY": ""}
    arguments = [str(port) if part == "PORT" else part for part in command]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(240):
            if process.poll() is not None:
                pytest.fail(f"the app ended with {process.returncode}: {log.read_text()}")
            try:
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"the app did not answer: {log.read_text()}")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _serve([*FAKE, "PORT"], tmp_path_factory.mktemp("fake") / "log")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not MODEL.is_dir():
        pytest.skip("models/four-ears is not here")
    yield from _serve(["app.py"], tmp_path_factory.mktemp("real") / "log")


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


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


def _open(page: sync_api.Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("#fe-results .fe-results", timeout=30_000)


def _expect(page: sync_api.Page, selector: str, text: str) -> None:
    sync_api.expect(page.locator(selector)).to_contain_text(text, timeout=10_000)


def test_browser_loads_nothing_from_elsewhere(fake: str) -> None:
    html = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(fake).read().decode()
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']([^\"']+)", html)
    assert loaded
    assert [url for url in loaded if re.match(r"(?:https?:)?//", url) and urlsplit(url).hostname != "127.0.0.1"] == []
    assert "fonts.googleapis" not in html


def test_browser_shows_a_finding_at_once(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    _expect(tab, ".fe-card", "Anliegen noch nicht aufgenommen")
    _expect(tab, ".fe-unsure summary", "Noch unsicher (1)")
    _expect(tab, ".fe-ledger", "beantwortet")
    _expect(tab, "#fe-bubbles", "Puppenhaus")
    _expect(tab, ".fe-marked mark", "Verständnis")


def test_browser_reviews_after_a_pause_in_typing(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = tab.locator("#fe-draft textarea")
    box.fill("")
    _expect(tab, "#fe-results", "Noch kein Entwurf")
    box.press_sequentially("Alles gut.", delay=20)
    _expect(tab, "#fe-results", "Nichts aufgefallen. 1 von 1 Frage beantwortet.")
    _expect(tab, ".fe-draft-text", "Alles gut.")


def test_browser_reviews_on_the_button(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    tab.locator("#fe-draft textarea").fill("Wir bitten um Verständnis.")
    tab.locator("#fe-check").click()
    _expect(tab, ".fe-draft-text", "Wir bitten um Verständnis")
    tab.locator(".fe-card details summary").click()
    _expect(tab, ".fe-card details", "Wahrscheinlichkeit 91 %")


def test_browser_switches_every_text_and_keeps_what_was_typed(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    tab.locator("#fe-draft textarea").fill("Wir bitten um Verständnis.")
    tab.locator("#fe-language label", has_text="EN").click()
    _expect(tab, ".fe-head", "Four Ears")
    _expect(tab, ".fe-card", "Concern not acknowledged yet")
    sync_api.expect(tab.locator("#fe-check")).to_have_text("Check")
    sync_api.expect(tab.locator("#fe-draft textarea")).to_have_value("Wir bitten um Verständnis.")
    for german in ("Beispiel", "Gespräch", "Kanal", "Entwurf", "Hinweise", "Fragen und Bitten", "Vier Seiten"):
        sync_api.expect(tab.get_by_text(german, exact=True)).to_have_count(0)


def test_browser_loads_an_example(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    tab.get_by_label("Beispiel").click()
    tab.get_by_role("option", name="Von sich aus").click()
    _expect(tab, "#fe-results", "Ohne Kundennachricht")
    sync_api.expect(tab.locator("#fe-draft textarea")).to_have_value(re.compile("violin"))


def test_browser_shows_markup_and_templates_as_text(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    words = "<script>alert(1)</script> <img src=x onerror=alert(2)> ${alert(3)} {{value}} <b>fett</b>?"
    tab.locator("#fe-conversation textarea").fill(f"K: {words}")
    tab.locator("#fe-draft textarea").fill(f"Verständnis {words}")
    tab.locator("#fe-check").click()
    _expect(tab, "#fe-bubbles", words)
    _expect(tab, ".fe-draft-text", words)
    _expect(tab, ".fe-ledger", words)
    assert tab.locator("#fe-results b, #fe-bubbles b, #fe-results img, #fe-results script").count() == 0


def test_browser_keeps_the_text_when_the_review_fails(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    tab.locator("#fe-draft textarea").fill("Das wird crash.")
    tab.locator("#fe-check").click()
    _expect(tab, "#fe-results", "Der Text ist noch da")
    sync_api.expect(tab.locator("#fe-draft textarea")).to_have_value("Das wird crash.")


def test_browser_tells_an_unsupported_language(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    tab.locator("#fe-draft textarea").fill("Bonjour, votre colis arrive demain.")
    _expect(tab, "#fe-results [role=status]", "noch nicht geprüft")


@pytest.mark.parametrize("width", [400, 700, 1280, 1920])
def test_browser_never_scrolls_sideways(fake: str, tab: sync_api.Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    _open(tab, fake)
    tab.locator("#fe-conversation textarea").fill("K: " + "Donaudampfschiff" * 20 + "?")
    tab.locator("#fe-draft textarea").fill("Verständnis" * 30)
    _expect(tab, ".fe-draft-text", "Verständnis" * 29)
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_browser_the_real_app_reviews_the_example_and_a_draft(real: str, tab: sync_api.Page) -> None:
    _open(tab, real)
    _expect(tab, ".fe-findings h2", "Hinweise")
    assert tab.locator(".fe-card:visible, .fe-unsure[open] li:visible").count() > 0
    sync_api.expect(tab.locator(".fe-ledger li").first).to_be_visible()
    words = "<script>alert(1)</script> Guten Tag, ja, wir haben heute bis 18 Uhr für Sie geöffnet."
    tab.locator("#fe-conversation textarea").fill("K: <script>alert(2)</script> Habt ihr heute offen?")
    tab.locator("#fe-draft textarea").fill(words)
    tab.locator("#fe-check").click()
    _expect(tab, ".fe-draft-text", words)
    _expect(tab, "#fe-bubbles", "<script>alert(2)</script>")
    tab.locator("#fe-language label", has_text="EN").click()
    _expect(tab, ".fe-findings h2", "Findings")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("FOUR_EARS_HOST", "0.0.0.0", "FOUR_EARS_HOST"), ("FOUR_EARS_MODEL", "/nowhere/at/all", "nowhere")],
)
def test_app_says_in_one_line_why_it_cannot_start(name: str, value: str, words: str) -> None:
    env = {**os.environ, name: value}
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_browser_takes_a_rewrite_over_and_back(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = tab.locator("#fe-draft textarea")
    box.fill("Wir bitten um Verständnis.")
    _expect(tab, "#fe-rewrite-0 ins", "Das Warten ist lästig")
    _expect(tab, "#fe-rewrite-0", "Zusage prüfen")
    _expect(tab, "#fe-rewrite-0", "91 % → 12 %")
    _expect(tab, "#fe-rewrite-1 del", "Verständnis")
    tab.locator("#fe-accept-0").click()
    sync_api.expect(box).to_have_value("Das Warten ist lästig, Antwort bis [Zeitpunkt]. Wir bitten um Verständnis.")
    sync_api.expect(tab.locator("#fe-rewrite-0")).to_be_hidden()
    tab.wait_for_function("document.getSelection().toString() === '[Zeitpunkt]'")  # the open place is selected
    tab.locator("#fe-undo").click()
    sync_api.expect(box).to_have_value("Wir bitten um Verständnis.")
    sync_api.expect(tab.locator("#fe-undo")).to_be_hidden()
    _expect(tab, "#fe-rewrite-1 ins", "Geduld")


def test_browser_f8_goes_from_one_open_place_to_the_next(fake: str, tab: sync_api.Page) -> None:
    _open(tab, fake)
    box = tab.locator("#fe-draft textarea")
    box.fill("Die Erstattung dauert [Dauer], ich melde mich bis [Zeitpunkt].")
    box.press("Home")
    found = []
    for _ in range(3):
        box.press("F8")
        found.append(tab.evaluate("document.getSelection().toString()"))
    assert found == ["[Dauer]", "[Zeitpunkt]", "[Dauer]"]
