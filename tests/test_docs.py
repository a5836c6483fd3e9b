"""What the documents say is run and checked."""

import contextlib
import functools
import io
import os
import re
import subprocess
import sys

import pytest

from coach.rubric import Rubric
from tests.conftest import ROOT, RUBRIC

DOCUMENTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("rubrics/*.md"),
    *ROOT.glob("eval/**/*.md"),
    *ROOT.glob("models/*/*.md"),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_docs_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_docs_readme_commands_exist_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in {*re.findall(r"`?make (\w+)", README)} - {"help"}:
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_docs_readme_session_prints_what_it_shows():
    block = re.search(r"```console\n\$ (python -m coach review --channel.*?)\n(.*?)```", README, re.S)
    command, shown = block.group(1), block.group(2)
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    command = command.replace("python", sys.executable, 1)
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )
    assert [line.rstrip() for line in done.stdout.splitlines()] == [line.rstrip() for line in shown.splitlines()]


def test_docs_readme_python_prints_what_it_says():
    code = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    expected = re.search(r"# (\[.*\])", code).group(1)
    output = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(output):
        exec(compile(code, "README.md", "exec"), {})
    assert output.getvalue().strip() == expected


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_docs_python_commands_are_real(path):
    for command in re.findall(
        r"python -m ((?:coach|training|eval) [a-z-]+(?: check| schema)?)", path.read_text(encoding="utf-8")
    ):
        assert _helps(command), command


@functools.cache
def _helps(command: str) -> bool:
    """Tell whether a command knows `--help`; each is asked once, however many documents name it."""
    asked = [sys.executable, "-m", *command.split(), "--help"]
    return subprocess.run(asked, capture_output=True, cwd=ROOT, check=False).returncode == 0


def test_docs_concepts_name_every_criterion():
    text = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    for criterion in Rubric.load(RUBRIC):
        assert criterion.id in text


def test_docs_settings_are_documented():
    names = set(re.findall(r"FOUR_EARS_\w+", (ROOT / "coach" / "settings.py").read_text(encoding="utf-8")))
    text = "".join(p.read_text(encoding="utf-8") for p in DOCUMENTS)
    assert names
    assert all(name in text for name in names)


def test_docs_data_statement_shows_the_tables_of_the_corpus():
    from training.corpus.describe import described, quick_tables, training_fingerprint

    quick, artefacts = described(ROOT / "docs" / "data-statement.md")
    assert quick == quick_tables()
    assert f"`{training_fingerprint()}`" in artefacts, "run python -m training describe-corpus"
