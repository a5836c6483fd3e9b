"""Make the pictures in docs/images from the running app: `python docs/screenshot.py`."""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from coach.store import Store
from coach.store.values import NewConversation, NewItem, Reviewed, Verdict, week_of
from coach.types import Message

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
CHAT = """[09:11, 3.8.2026] Jule Brandt: Ich warte jetzt seit drei Wochen auf die Lampe, langsam reicht es mir wirklich.
[09:12, 3.8.2026] Jule Brandt: Ist die Rückgabe kostenlos, und wie lange dauert die Erstattung?
[09:13, 3.8.2026] Lampenhaus: Einen Moment bitte."""
MATTERS = [
    (
        "Ich warte seit drei Wochen auf Bestellung 88213. Wo bleibt sie?",
        "Wie bereits erklärt, hätten Sie früher bestellen müssen.",
    ),
    (
        "Die Lampe kam zerbrochen an, und meine Tochter hat sich geschnitten.",
        "Für Rückgaben bitte das Formular ausfüllen.",
    ),
    ("Ist die Rückgabe kostenlos, und wie lange dauert die Erstattung?", "Die Rückgabe ist kostenlos."),
    (
        "Könnt ihr den Termin auf Freitag verschieben?",
        "Ja, Freitag um 14 Uhr geht. Der Techniker bringt das Ersatzteil mit.",
    ),
    (
        "Warum wurde doppelt abgebucht?",
        "Der zweite Betrag war eine Vormerkung, sie verfällt am 28.11. Das sah erst wie ein Fehler aus, das tut mir leid.",
    ),
    (
        "Ich rufe jetzt zum vierten Mal an, keiner meldet sich!",
        "Tja, gut Ding will Weile haben 😉 Das Ersatzteil ist bestellt.",
    ),
    (
        "Mein Vater ist gestorben, ich muss seinen Vertrag kündigen.",
        "Gern! Mit dem Familientarif sparen Sie 20 %. Wir brauchen die Sterbeurkunde.",
    ),
    ("Wann habt ihr am Samstag offen?", "Samstags von 10 bis 16 Uhr."),
]
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
            _archive(browser, port, options.folder, f"sqlite:///{Path(data.name) / 'archive.db'}")
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


def _archive(browser: Browser, port: int, folder: Path, database: str) -> None:
    """Photograph the archive: queue, item, round and figures of an invented shop."""
    base = f"http://127.0.0.1:{port}"
    page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light", locale="de-DE")
    page.request.put(f"{base}/api/settings", data={"legal_basis": {"text": "Betriebsvereinbarung vom 1.9.2026"}})
    options = json.dumps({"team_names": ["Lampenhaus"], "team": "Team"})
    chat = {"name": "chat.txt", "mimeType": "text/plain", "buffer": _export().encode()}
    page.request.post(f"{base}/api/imports", multipart={"file": chat, "options": options}, headers={"X-Four-Ears": "1"})
    while page.request.get(f"{base}/api/imports/progress").json()["waiting"]:
        page.wait_for_timeout(500)
    page.goto(f"{base}/archive")
    page.wait_for_selector(".fe-row")
    page.screenshot(path=folder / "archive-queue.png")
    page.locator(".fe-row", has_text="Tja").first.click()
    page.wait_for_selector("#fe-criteria li")
    page.screenshot(path=folder / "archive-item.png", full_page=True)
    page.goto(f"{base}/archive#round")
    page.locator("#fe-round-start").click()
    page.wait_for_selector(".fe-grade")
    page.screenshot(path=folder / "archive-round.png")
    _finished_weeks(database)
    page.goto(f"{base}/archive#insights")
    page.reload()
    page.locator(".fe-chart-criteria_by_week summary").first.click()
    page.screenshot(path=folder / "archive-insights.png", full_page=True)
    page.close()


def _export() -> str:
    """Return a WhatsApp export of eight matters, each days after the one before."""
    begin, lines = datetime.now() - timedelta(days=40), []
    for number, (customer, team) in enumerate(MATTERS):
        at = begin + timedelta(days=4 * number)
        lines += [f"{at:%d.%m.%y, %H:%M} - Jule Brandt: {customer}", f"{at:%d.%m.%y, %H:%M} - Lampenhaus: {team}"]
    return "\n".join(lines) + "\n"


def _finished_weeks(database: str) -> None:
    """Put six weeks of shared items into the archive, as seven browsers would have done; what they say is invented."""
    store = Store.open(database)
    today, chance = date.today(), random.Random(7)
    for weeks in range(1, 7):
        day = today - timedelta(weeks=weeks)
        new = [
            NewConversation("shared", "email", "Team", day, (Message("customer", "Wo bleibt das Paket?"),), f"{weeks}-{n}",
                            items=(NewItem(1, "Es ist unterwegs.", mark="question"),))
            for n in range(40)
        ]  # fmt: skip
        store.items.add(new)
        reviews = {}
        for item in store.items.waiting(100):
            flags = {
                c: True
                for c in ("hurried", "missing_empathy", "unanswered_question")
                if chance.random() < 0.1 + 0.05 * weeks
            }
            asked = (
                (
                    chance.choice(("late_delivery", "damaged", "refund_pending")),
                    chance.choice(("answered", "unanswered")),
                ),
            )
            reviews[item.id] = Reviewed(
                "de", "flagged" if flags else "plain", 2 * bool(flags), 9.0, {}, (), flags, asked
            )
        store.items.store_reviews(reviews)
        for item in store.items.many(list(reviews)):
            store.items.set_cause(
                item.id, chance.choice(("wording", "wording", "text_block", "process", "missing_information"))
            )
            for criterion in ("hurried", "missing_empathy"):
                model = criterion in reviews[item.id].flags
                said = model if chance.random() < 0.85 else not model
                store.items.set_verdict(item.id, Verdict(criterion, "trainer", said, False, (), model))
        for browser in range(7):
            store.counts.add_sharer("Team", week_of(day), f"{weeks}-{browser}")
    store.close()


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
