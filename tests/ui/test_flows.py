"""Agent, trainer and lead in the real app, with accounts, in both languages, on both databases."""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.cli import main
from coach.store import Store
from coach.store.values import NewConversation, NewItem, Reviewed, week_of
from coach.types import Message
from coach.ui.archive.strings import STRINGS as ARCHIVE
from coach.ui.strings import STRINGS
from tests.postgres import emptied, server
from tests.ui.serving import CHROMIUM, browser, serving

sync_api = pytest.importorskip("playwright.sync_api")

__all__ = ["browser"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")]
PASSWORD = "ein langes Passwort"
NAMES = {"agent": "Anna", "trainer": "Toni", "lead": "Lea"}
CHATS = {
    "de": {
        "paste": "K: Ich warte jetzt seit drei Wochen auf die Lampe, langsam reicht es mir wirklich. Wann kommt sie endlich?",
        "draft": "Wie bereits erklärt, hätten Sie einfach früher bestellen müssen.",
        "export": [
            ("Petra Kunz", "Die Lampe aus Bestellung 88213 kam zerbrochen an, meine Tochter hat sich geschnitten!"),
            ("Lampenwelt", "Für Rückgaben bitte das Formular ausfüllen, Frau Kunz."),
            ("Petra Kunz", "Und die Rechnungen? Es sind zwei."),
            ("Lampenwelt", "Die zweite Rechnung ist storniert."),
        ],
        "search": "Rechnung", "person": "Kunz", "note": "Der erste Satz darf ruhig aufgreifen, was passiert ist.",
        "answer": "Danke, das probiere ich aus.",
    },
    "en": {
        "paste": "C: I have been waiting for the lamp for three weeks now and I am really fed up. When will it finally come?",
        "draft": "As already explained, you should simply have ordered earlier.",
        "export": [
            ("Priya Cole", "The lamp from order 88214 arrived broken and my daughter cut her hand!"),
            ("Lampworld", "For returns please fill in the form, Ms Cole."),
            ("Priya Cole", "And the invoices? There are two."),
            ("Lampworld", "The second invoice has been cancelled."),
        ],
        "search": "invoice", "person": "Cole", "note": "The first sentence may take up what has happened.",
        "answer": "Thanks, I will try that.",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Yield the address of the app and of its database; an agent, a trainer and a lead have accounts."""
    folder = tmp_path_factory.mktemp("data")
    if request.param == "sqlite":
        yield from _with_accounts(folder, "")
    else:
        with server() as address:
            yield from _with_accounts(folder, emptied(address))


def _with_accounts(folder: Path, database: str) -> Iterator[tuple[str, str]]:
    variables = {"FOUR_EARS_DATA": str(folder), "DATABASE_URL": database}
    with pytest.MonkeyPatch.context() as patched:
        for name, value in variables.items():
            patched.setenv(name, value)
        for role, name in NAMES.items():
            patched.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
            assert main(["user", "add", name, "--role", role, "--password-stdin"]) == 0
    for url in serving(["app.py"], folder / "log", **variables):
        yield url, database or f"sqlite:///{folder / 'archive.db'}"


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def enter(app, browser, language, tmp_path) -> Iterator[Callable[..., sync_api.Page]]:
    """Signs in as a role and returns its page; each role has a browser of its own."""
    contexts = []

    def work(role: str, path: str = "/") -> sync_api.Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale={"de": "de-DE", "en": "en-GB"}[language]
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(
            f"if (!localStorage.getItem('four-ears')) localStorage.setItem('four-ears', '{{\"seen\": true, \"language\": \"{language}\"}}')"
        )
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.faults = faults
        page.goto(app[0])
        page.locator("input[name=name]").fill(NAMES[role])
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button").first.click()
        page.wait_for_selector("#fe-summary:not(:empty)")
        if path != "/":
            page.goto(app[0].rstrip("/") + path)
            page.wait_for_selector("#fe-tabs a")
        return page

    yield work
    for number, context in enumerate(contexts):  # what was last seen, for whoever looks for a fault
        context.pages[0].screenshot(path=tmp_path / f"{number}.png", full_page=True)
    for context in contexts:
        assert [fault for page in context.pages for fault in page.faults] == []
        context.close()


def _say(key: str, language: str) -> str:
    return {**STRINGS, **ARCHIVE}[key][language]


def _zip(folder: Path, lines: list[tuple[str, str]], language: str) -> Path:
    """Write a WhatsApp export as a phone in that language does."""
    stamp = {"de": "[{d:%d.%m.%y}, 09:{n:02}:00] ", "en": "[{d:%d/%m/%Y}, 9:{n:02}:00\u202fAM] "}[language]
    day = date.today() - timedelta(days=10)
    chat = "".join(f"{stamp.format(d=day, n=n)}{who}: {text}\r\n" for n, (who, text) in enumerate(lines))
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("_chat.txt", "\u200e" + chat)
        packed.writestr("IMG-0001.jpg", b"no picture")
    return path


def _expect(page: sync_api.Page, where: str, words: str) -> None:
    sync_api.expect(page.locator(where).first).to_contain_text(words, timeout=30_000)


def test_flow_from_the_draft_to_the_weekly_round_and_back(app, enter, language, tmp_path) -> None:
    url, _ = app
    texts = CHATS[language]

    # The agent types, accepts a suggestion and shares.
    agent = enter("agent")
    agent.locator("#fe-paste").click()
    agent.locator("#fe-paste-text").fill(texts["paste"])
    agent.locator("#fe-paste-take").click()
    sync_api.expect(agent.locator("#fe-bubbles li")).to_be_visible()
    agent.locator("#fe-draft").fill(texts["draft"])
    agent.locator("#fe-draft").press("Alt+Enter")
    agent.locator(".fe-card [data-role=accept], #fe-all:visible").first.click()
    sync_api.expect(agent.locator("#fe-draft")).not_to_have_value(texts["draft"])
    agent.locator("#fe-share").click()
    agent.locator("#fe-question").fill("?")
    agent.locator("#fe-share-send").click()
    _expect(agent, "#fe-copy-note", _say("share_done", language))
    assert agent.locator("#fe-to-archive").count() == 0
    answer = agent.goto(url.rstrip("/") + "/archive")
    assert answer is not None
    assert answer.status == 403
    agent.goto(url)

    # The lead records why chats may be imported.
    lead = enter("lead", "/archive#settings")
    lead.locator("#fe-basis-text").fill("Betriebsvereinbarung")
    lead.locator("#fe-basis button").first.click()
    _expect(lead, "#fe-basis-said", _say("saved", language))

    # The trainer imports a zip, searches, corrects.
    trainer = enter("trainer", "/archive#import")
    assert trainer.locator("#fe-tabs a[href='#settings']").count() == 0
    trainer.locator("#fe-file").set_input_files(_zip(tmp_path, texts["export"], language))
    trainer.get_by_label(texts["export"][1][0]).check()
    trainer.locator("#fe-import-go").click()
    sync_api.expect(trainer.locator("#fe-progress-done")).to_be_visible(timeout=60_000)
    trainer.locator("#fe-progress-done a").click()
    trainer.locator("#fe-f-text").fill(texts["search"])
    sync_api.expect(trainer.locator("#fe-rows .fe-row")).to_have_count(2)  # both items of that chat
    sync_api.expect(trainer.locator("#fe-rows .fe-row", has_text=texts["search"])).to_have_count(1)
    assert texts["person"] not in trainer.locator("#fe-rows").inner_text()
    trainer.locator("#fe-f-text").press("Escape")
    trainer.keyboard.press("j")
    trainer.keyboard.press("Enter")
    _expect(trainer, "#fe-talk", texts["export"][0][1].split()[1])
    trainer.locator("[data-role=disagree-canned], [data-role=value_yes-canned]").first.click()
    _expect(trainer, "#fe-saved", _say("saved", language))
    trainer.locator("#fe-cause").select_option("text_block")

    # The shared one is answered, and the agent reads and answers.
    trainer.goto(f"{url.rstrip('/')}/archive#queue?order=newest")
    trainer.locator("#fe-f-text").fill("Lampe" if language == "de" else "lamp")
    trainer.locator(".fe-row", has=trainer.locator(".fe-chip-ask"), has_text=texts["paste"][3:40]).first.click()
    sync_api.expect(trainer.locator("#fe-asked")).to_be_visible()
    trainer.locator("#fe-note-text").fill(texts["note"])
    trainer.locator("#fe-note button").click()
    _expect(trainer, "#fe-notes", texts["note"])
    agent.reload()
    agent.locator("#fe-shared").click()
    _expect(agent, "#fe-shared-list", texts["note"])
    agent.locator("#fe-shared-list textarea").first.fill(texts["answer"])
    agent.locator("#fe-shared-list button", has_text=_say("answer_send", language)).first.click()
    _expect(agent, "#fe-shared-list", texts["answer"])

    _round(trainer, url, language)

    # Corrections go out in the corpus format.
    trainer.goto(f"{url.rstrip('/')}/archive#import")
    trainer.reload()
    trainer.wait_for_selector("#fe-tabs a")
    with trainer.expect_download() as download:
        trainer.locator("a[href='/api/export/corrections.jsonl']").click()
    records = [json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()]
    assert any("canned" in record["labels"] for record in records)
    assert texts["person"] not in json.dumps(records, ensure_ascii=False)


def _round(trainer: sync_api.Page, url: str, language: str) -> None:
    """Hold a round: two blind items, each graded by two seats; then the focus."""
    trainer.goto(f"{url.rstrip('/')}/archive#round")
    trainer.locator("#fe-round-start").click()
    trainer.wait_for_selector("#fe-stage:not([hidden]) #fe-steps li")
    for _ in range(trainer.locator("#fe-steps li").count() - 1):
        for _ in range(2):  # both seats, where the item is still to be graded
            if trainer.locator(".fe-grade").count():
                seat = trainer.locator(".fe-grade legend").inner_text()
                trainer.locator(".fe-grade input").first.check()
                trainer.locator(".fe-grade button").click()
                sync_api.expect(trainer.locator(".fe-grade legend", has_text=seat)).to_have_count(0)
        trainer.locator("#fe-step-on").click()
    if trainer.locator("#fe-step form").count():  # the second language finds the day's round ended
        trainer.locator("#fe-step form select").select_option("missing_empathy")
        trainer.locator("#fe-step form button").click()
    sync_api.expect(trainer.locator(".fe-focus")).to_be_visible()
    assert trainer.locator("#fe-step table tbody tr").count() > 0  # agreement


def test_flow_insights_with_too_few_data_and_with_enough(app, enter, language) -> None:
    _, database = app
    lead = enter("lead", "/archive#insights")
    week = date.today() - timedelta(days=14 if language == "de" else 21)
    sync_api.expect(lead.locator("#fe-charts section")).to_have_count(5)
    _expect(lead, ".fe-chart-causes", _say("too_few", language))
    _share_a_week(database, week, sharers=4, language=language)  # one too few
    lead.reload()
    shown = lead.locator(".fe-chart-criteria_by_week")
    sync_api.expect(shown).to_be_visible()
    assert week_of(week)[-2:] not in re.findall(
        r"\d+", shown.locator("summary").first.inner_text() if shown.locator("summary").count() else ""
    )
    later = week - timedelta(days=14)
    _share_a_week(database, later, sharers=6, language=language)
    lead.reload()
    sync_api.expect(lead.locator(".fe-chart-criteria_by_week summary").first).to_be_visible()
    lead.locator(".fe-chart-criteria_by_week summary").first.click()
    sync_api.expect(lead.locator(".fe-chart-criteria_by_week table").first).to_contain_text(re.compile(r"n = 24"))
    folder = os.environ.get("FOUR_EARS_PICTURES")
    if folder:
        lead.screenshot(path=Path(folder) / f"insights-{language}.png", full_page=True)


def _share_a_week(database: str, day: date, *, sharers: int, language: str) -> None:
    """Put a week's shared items into the database, as that many browsers would have done."""
    store = Store.open(database)
    said = (Message("customer", "Wo ist es?" if language == "de" else "Where is it?"),)
    store.items.add(
        [
            NewConversation(
                "shared", "email", "Team", day, said, f"{day}{n}", items=(NewItem(1, "Bald.", mark="question"),)
            )
            for n in range(24)
        ]
    )
    store.items.store_reviews(
        {
            item.id: Reviewed(language, "flagged", 2, 9.0, _REPORT, (), {"hurried": True})
            for item in store.items.waiting(100)
            if item.day == day
        }
    )
    for number in range(sharers):
        store.counts.add_sharer("Team", week_of(day), f"{day}{number}")
    store.close()


_REPORT = {
    "id": 1, "language": "de", "scores": {"hurried": 0.9}, "flags": {"hurried": True}, "empathy": {"need": 0.0, "shown": 0.0},
    "hurried_reasons": [], "questions": [], "findings": [], "model": {"name": "x", "version": "0", "sha256": "0"},
    "rubric": {"name": "support", "version": "1"},
    "four_sides": {"customer": None, "draft": {"factual": 1, "self_revelation": 0, "relationship": 0, "appeal": 0, "tone": 0}},
}  # fmt: skip
