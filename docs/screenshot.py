"""Make docs/images/app-de.png and app-en.png from the running app: `python docs/screenshot.py`."""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
EXAMPLES = {"de": None, "en": "Fridge"}  # German: the example that is loaded at start


def main() -> None:
    """Start the app, photograph it in both languages and stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1280, help="of the window in pixels (default: 1280)")
    parser.add_argument("--folder", type=Path, default=IMAGES, help="for the pictures (default: docs/images)")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser (default: /usr/bin/chromium)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FOUR_EARS_PORT": str(port)}
    app = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env)
    try:
        _wait(port, app)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGS)
            for language in EXAMPLES:
                _photograph(browser, port, language, width=options.width, folder=options.folder)
            browser.close()
    finally:
        app.terminate()
        app.wait(timeout=20)


def _photograph(browser: Browser, port: int, language: str, *, width: int, folder: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector("#fe-results .fe-results", timeout=30_000)
    page.locator("#fe-language label", has_text=language.upper()).click()
    page.wait_for_selector(f"#fe-results .fe-results[lang={language}]", timeout=30_000)
    example = EXAMPLES[language]
    if example:
        page.get_by_label("Example" if language == "en" else "Beispiel").click()
        page.get_by_role("option", name=example).click()
    page.wait_for_selector("#fe-rewrites ins", timeout=30_000)
    page.wait_for_timeout(1500)  # for the fading of what was there before
    page.screenshot(path=folder / f"app-{language}.png", full_page=True)
    page.close()


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
