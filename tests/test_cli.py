"""The contract command, as a user runs it."""

import json
import os
import subprocess
import sys

import pytest

from coach.cli import main
from tests.conftest import ROOT
from tests.test_pipeline import SCHEMA

GOOD = {
    "id": "a",
    "conversation": [{"role": "customer", "text": "Wann kommt mein Paket?"}],
    "draft": "Morgen bis 12 Uhr.",
}


def run(*arguments: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(command, input=data, capture_output=True, cwd=ROOT, check=False)


def lines(value: bytes) -> list[dict]:
    return [json.loads(line) for line in value.split(b"\n") if line]


def test_cli_bad_lines_stand_in_their_place_and_cost_no_neighbour(tmp_path):
    good = json.dumps(GOOD).encode()
    bad = [
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b"",
        b'{"id": "b", "conversation": []}',
        json.dumps({**GOOD, "channel": "fax"}).encode(),
        b"[" * 5000,
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join(part for one in bad for part in (good, one)) + b"\n" + good)
    assert main(["review", str(source), "--output", str(target)]) == 1
    results = lines(target.read_bytes())
    assert len(results) == 2 * len(bad) + 1
    for number, result in enumerate(results, 1):
        SCHEMA.validate(result)
        assert ("error" in result) == (number % 2 == 0)
        if "error" in result:
            assert result["line"] == number
    assert [r["id"] for r in results[1::2]] == [None, None, None, None, None, "b", "a", None]
    assert [r["error"]["type"] for r in results[1::2]] == [
        "invalid_json", "not_an_object", "not_an_object", "not_utf8", "invalid_json", "missing_field", "unknown_value", "invalid_json"
    ]  # fmt: skip


def test_cli_pipes_from_input_to_output():
    done = run("review", "-", data=json.dumps(GOOD).encode() + b"\r\n")
    assert done.returncode == 0, done.stderr
    assert [r["id"] for r in lines(done.stdout)] == ["a"]


def test_cli_answers_every_piped_line_at_once():
    command = [sys.executable, "-m", "coach", "review", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for id in ("1", "2"):
            process.stdin.write(json.dumps({**GOOD, "id": id}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == id
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_cli_empty_input_gives_empty_output(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"")
    assert main(["review", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl")]) == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_cli_same_input_gives_the_same_bytes(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps({**GOOD, "id": str(i)}) for i in range(40)), encoding="utf-8")
    for name in ("one", "two"):
        assert main(["review", str(source), "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_cli_lone_surrogates_come_back_unchanged(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(
        b'{"id": "\\ud83d", "conversation": [{"role": "customer", "text": "Wann \\ud83d kommt das?"}], "draft": "\\ude00 Morgen."}'
    )
    assert main(["review", str(source), "--output", str(tmp_path / "out")]) == 0
    result = lines((tmp_path / "out").read_bytes())[0]
    assert result["id"] == "\ud83d"
    for question in result["questions"]:
        assert question["text"] == "Wann \ud83d kommt das?"[question["start"] : question["end"]]


def test_cli_closed_output_pipe_is_no_traceback(tmp_path):
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(GOOD) for _ in range(2000)), encoding="utf-8")
    command = f"{sys.executable} -m coach review {tmp_path / 'in.jsonl'} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=True)
    assert b"Traceback" not in done.stderr
    assert lines(done.stdout)[0]["id"] == "a"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["review"], "expected either INPUT.jsonl or --text"),
        (["review", "in.jsonl", "--text", "x"], "found both"),
        (["review", "no-such-file.jsonl"], "no-such-file.jsonl: cannot be read"),
        (["review", "Makefile", "--output", "no-such-folder/out.jsonl"], "cannot be written"),
        (["review", "Makefile", "--output", "Makefile"], "same file"),
        (["review", "Makefile", "--output", "docs"], "cannot be written"),
        (["review", "Makefile", "--model", "no-such-model"], "no-such-model: expected a model folder"),
        (["review", "Makefile", "--rubric", "docs"], "expected a rubric file"),
        (["review", "--text", "  "], "found only white space"),
    ],
)
def test_cli_wrong_usage_is_one_clear_line(monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(ROOT)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_cli_unknown_option_is_wrong_usage():
    assert run("review", "--colour").returncode == 2


def test_cli_prints_findings_for_a_person(capsys):
    assert (
        main(
            [
                "review",
                "--text",
                "Steht alles in den FAQ: https://x.example/faq",
                "--customer",
                "Meine Bestellung 88213 kam ohne Lampe. Was passiert jetzt?",
                "--channel",
                "whatsapp",
            ]
        )
        == 0
    )
    output = capsys.readouterr().out
    assert "Was passiert jetzt?" in output
    assert "Sachinhalt" in output


def test_cli_text_with_control_characters_is_printed_harmlessly(capsys):
    assert (
        main(
            ["review", "--text", "Ja \x1b[31m klar \ud83d, das geht schon heute.", "--customer", "Geht das heute \x07?"]
        )
        == 0
    )
    output = capsys.readouterr().out
    assert "\x1b[31m" not in output
    assert "\x07" not in output


def test_cli_rubric_check_passes_on_the_shipped_rubric(capsys):
    assert main(["rubric", "check"]) == 0
    assert "irony" in capsys.readouterr().out


def test_regression_wrong_model_leaves_an_existing_output_alone(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("earlier results", encoding="utf-8")
    arguments = ["review", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl")]
    assert main([*arguments, "--model", str(tmp_path / "none")]) == 2
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "earlier results"


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("--output /dev/full", b"No space left"),
        (">&-", b"standard output"),
        ("--output /dev/full <&-", b"No space left"),
    ],
)
def test_cli_full_disk_and_closed_output_are_one_clear_line(tmp_path, tail, words):
    (tmp_path / "in.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    command = f"{sys.executable} -m coach review {tmp_path / 'in.jsonl'} {tail}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert b"Traceback" not in done.stderr


def test_regression_output_does_not_depend_on_the_hash_seed(tmp_path):
    items = (ROOT / "training" / "corpus" / "items" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:40]
    (tmp_path / "in.jsonl").write_text("\n".join(items), encoding="utf-8")
    outputs = []
    for seed in ("0", "1"):
        command = [sys.executable, "-m", "coach", "review", str(tmp_path / "in.jsonl")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        outputs.append(subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=True).stdout)
    assert outputs[0] == outputs[1]


def test_regression_long_number_under_an_ignored_key_costs_nothing():
    line = json.dumps(GOOD)[:-1] + ', "x": ' + "9" * 5000 + "}"
    done = run("review", "-", data=line.encode())
    assert done.returncode == 0
    assert lines(done.stdout)[0]["id"] == "a"


def test_regression_output_that_is_also_standard_input_is_left_alone(tmp_path):
    path = tmp_path / "same.jsonl"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    command = f"{sys.executable} -m coach review - --output {path} < {path}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert json.loads(path.read_text(encoding="utf-8")) == GOOD
