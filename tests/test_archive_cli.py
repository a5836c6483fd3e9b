"""The archive's commands, on files in a folder of their own."""

import io
import json
import stat

import pytest

from coach.cli import main
from coach.settings import Settings
from coach.store import Store
from coach.store.choices import LegalBasis
from coach.store.values import Filter

CHAT = (
    "23.11.26, 09:15 - Petra Kunz: Wo bleibt das Paket 88213?\n"
    "23.11.26, 09:20 - Lampenwelt: Wie bereits erklärt, hätten Sie selbst nachsehen können.\n"
)


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("FOUR_EARS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "")
    return tmp_path / "data"


@pytest.fixture
def chat(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    return str(path)


@pytest.fixture
def store(data):
    data.mkdir()
    opened = Store.open(f"sqlite:///{data / 'archive.db'}")
    yield opened
    opened.close()


@pytest.fixture
def open_to_imports(store):
    store.choices.change(legal_basis=LegalBasis("Betriebsvereinbarung", "2026-09-01"))
    return store


def test_archive_cli_imports_and_reviews(open_to_imports, chat, capsys):
    assert main(["import", chat, "--team-name", "Lampenwelt"]) == 0
    assert "1 new, 0 known, 1 replies" in capsys.readouterr().out
    [row] = open_to_imports.queue.page(Filter(criterion="blame")).rows
    assert row.customer == "Wo bleibt das Paket ‹Bestellnummer›?"
    assert main(["import", chat, "--team-name", "Lampenwelt"]) == 0
    assert "0 new, 1 known, 0 replies" in capsys.readouterr().out


def test_archive_cli_names_bad_lines_and_takes_the_rest(open_to_imports, tmp_path, capsys):
    path = tmp_path / "items.jsonl"
    good = {"id": 1, "conversation": [{"role": "customer", "text": "Offen?"}], "draft": "Ja, bis 18 Uhr."}
    path.write_text(f"{json.dumps(good)}\nPetra\n", encoding="utf-8")
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr()
    assert "1 new" in said.out
    assert f"{path}:2: " in said.err
    assert "Petra" not in said.err


def test_archive_cli_asks_who_the_team_is(open_to_imports, chat, capsys, monkeypatch):
    assert main(["import", chat]) == 2  # nobody there to be asked
    assert "expected --team-name" in capsys.readouterr().err
    for answer, code in (("0", 2), ("", 2), ("zwei", 2), ("2", 0)):
        keyboard = io.StringIO(answer + "\n")
        monkeypatch.setattr(keyboard, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", keyboard)
        assert main(["import", chat]) == code, answer
    said = capsys.readouterr().out
    assert "2  Lampenwelt" in said
    assert "1 new" in said


def test_archive_cli_refuses_to_import_without_a_legal_basis(store, chat, capsys):
    assert main(["import", chat, "--team-name", "Lampenwelt"]) == 2
    assert "importing is off: expected a legal basis" in capsys.readouterr().err


def test_archive_cli_counts_exports_erases_and_purges(open_to_imports, chat, capsys):
    main(["import", chat, "--team-name", "Lampenwelt"])
    capsys.readouterr()
    for command, said in (
        (["customer", "count", "88213"], "1\n"),
        (["customer", "count", "Lampenwelt"], "0\n"),
        (["purge"], "0 conversations deleted\n"),
    ):
        assert main(command) == 0
        assert capsys.readouterr().out == said
    assert main(["customer", "export", "Petra Kunz"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert found["replies"] == ["Wie bereits erklärt, hätten Sie selbst nachsehen können."]
    assert main(["customer", "erase", "88213"]) == 0
    assert capsys.readouterr().out == "1 conversations deleted\n"
    assert open_to_imports.items.progress() == (0, 0)


def test_archive_cli_keeps_accounts(data, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("ein langes Passwort\n"))
    assert main(["user", "add", "Mia", "--role", "lead", "--password-stdin"]) == 0
    assert main(["user", "list"]) == 0
    assert capsys.readouterr().out.strip() == "lead     Mia"
    monkeypatch.setattr("sys.stdin", io.StringIO("kurz\n"))
    assert main(["user", "password", "Mia", "--password-stdin"]) == 2
    assert main(["user", "remove", "Mia"]) == 0
    for wrong in (["user", "add"], ["user", "list", "Mia"]):
        assert main(wrong) == 2
    assert {path.name for path in data.iterdir()} >= {"archive.db", "archive.key"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (data / "archive.db", data / "archive.key"))


def test_archive_cli_asks_for_a_password_twice(data, monkeypatch, capsys):
    typed = iter(["ein langes Passwort", "ein anderes Passwort"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert main(["user", "add", "Mia"]) == 2
    assert "expected the same password twice" in capsys.readouterr().err


def test_archive_cli_says_where_it_cannot_write(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOUR_EARS_DATA", str(tmp_path / "file" / "deeper"))
    assert main(["purge"]) == 2
    assert "FOUR_EARS_DATA: expected a folder to write in" in capsys.readouterr().err
    assert Settings.from_env().data == tmp_path / "file" / "deeper"
