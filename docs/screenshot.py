"""Make the pictures in docs/images from the running app: `python docs/screenshot.py`."""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
CHAT = """[09:11, 3.8.2026] Jule Brandt: Ich warte jetzt seit drei Wochen auf die Lampe, langsam reicht es mir wirklich.
[09:12, 3.8.2026] Jule Brandt: Ist die Rückgabe kostenlos, und wie lange dauert die Erstattung?
[09:13, 3.8.2026] Lampenhaus: Einen Moment bitte."""
DRAFT = "Wie bereits erklärt, ist die Rückgabe kostenlos."


def main() -> None:
    """Start the app, photograph it as it opens and step by step, and stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=IMAGES, help="for the pictures (default: docs/images)")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser (default: /usr/bin/chromium)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    data = tempfile.TemporaryDirectory()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FOUR_EARS_PORT": str(port)}
    env |= {"FOUR_EARS_DATA": data.name, "DATABASE_URL": ""}
    app = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env)
    try:
        _wait(port, app)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGS)
            _first_visit(browser, port, options.folder)
            _steps(browser, port, options.folder)
            browser.close()
    finally:
        app.terminate()
        app.wait(timeout=20)
        data.cleanup()


def _first_visit(browser: Browser, port: int, folder: Path) -> None:
    """Photograph the example: in German, in English with another one, and in a narrow window."""
    page = _open(browser, port, 1280)
    _shoot(page, folder / "app-de.png")
    page.get_by_role("button", name="English").click()
    page.locator("#fe-paste").click()
    page.locator("#fe-example").select_option("example_fridge")
    page.locator(".fe-card[data-id=insensitive_offer] .fe-card-head").click()
    page.wait_for_selector(".fe-offer")
    page.locator("#fe-sides summary").click()
    _shoot(page, folder / "app-en.png")
    page.close()
    page = _open(browser, port, 400)
    _shoot(page, folder / "app-narrow.png")
    page.close()


def _steps(browser: Browser, port: int, folder: Path) -> None:
    """Photograph an agent's way from the pasted chat to the draft that can be sent."""
    page = _open(browser, port, 1280)
    page.locator("#fe-own").click()
    page.locator("#fe-paste-text").fill(CHAT)
    page.locator("#fe-paste-take").click()
    page.get_by_label("Lampenhaus").check()
    page.screenshot(path=folder / "step-paste.png")
    page.locator("#fe-paste-take").click()
    page.locator("#fe-draft").fill(DRAFT)
    page.locator("#fe-draft").press("Alt+Enter")
    page.wait_for_selector(".fe-offer")
    _shoot(page, folder / "step-cards.png")
    page.locator("#fe-all:visible, .fe-card [data-role=accept]").first.click()
    page.wait_for_function("document.querySelector('#fe-draft').value.includes('[')")
    _shoot(page, folder / "step-gap.png")
    page.close()


def _open(browser: Browser, port: int, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 860}, color_scheme="light")
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(".fe-offer", timeout=60_000)
    return page


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_selector("#fe-state[data-state=checked]")
    page.wait_for_timeout(2500)  # for rewrites, and the fading of what was there before
    page.screenshot(path=path, full_page=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(port: int, app: "subprocess.Popen[bytes]") -> None:
    """Wait until the app listens.

    Raises:
        SystemExit: when it ends or a minute passes.
    """
    for _ in range(240):
        if app.poll() is not None:
            raise SystemExit(f"the app ended with {app.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise SystemExit("the app did not answer within a minute")


if __name__ == "__main__":
    main()
