"""The layers, read from the syntax tree: lower layers never import higher ones, heavy packages have one home."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

# Prefix of a module → its layer; the longest prefix counts.
LAYERS = {
    "coach": 0, "coach.errors": 0, "coach.types": 0, "coach.languages": 0, "models": 0,
    "coach.rubric": 1, "coach.text": 1, "coach.evidence": 1, "coach.reading": 1, "coach.address": 1, "coach.transcript": 1,
    "coach.redaction": 1, "coach.exports": 1, "coach.settings": 1,
    "coach.signals": 2,
    "coach.pipeline": 3,
    "coach.batch": 4, "coach.rewrite": 4, "coach.store": 4, "coach.terminal": 4,
    "coach.archive": 5, "coach.ui": 5, "training": 5, "eval": 5,
    "coach.web": 6, "coach.archive_cli": 6, "coach.cli": 6,
    "coach.__main__": 7, "app": 7,
}  # fmt: skip
HOMES = {
    "torch": ("training", "eval.baselines", "eval.speed"),
    "transformers": ("training", "eval.speed"),
    "gradio": ("app", "coach.ui"),
    "fastapi": ("coach.web", "coach.ui.app"),
    "starlette": ("coach.web",),
    "uvicorn": ("coach.web",),
    "sqlalchemy": ("coach.store",),
    "alembic": ("coach.store",),
    "argon2": ("coach.store.accounts",),
    "phonenumbers": ("coach.redaction",),
    "stdnum": ("coach.redaction",),
    "onnxruntime": ("models.network.engine", "eval.speed"),
    "onnx": ("training.network.export",),
    "sklearn": ("training", "eval"),
    "matplotlib": ("eval.report",),
    "evaluate": ("eval.metrics",),
}
OURS = ("coach", "models", "training", "eval")


def layer(module: str) -> int:
    parts = module.split(".")
    return next(LAYERS[p] for i in range(len(parts), 0, -1) if (p := ".".join(parts[:i])) in LAYERS)


def modules():
    for package in (*OURS, "app.py"):
        root = ROOT / package
        for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, path


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda v: v if isinstance(v, str) else "")
def test_architecture_module_imports_nothing_above_it(name, path):
    for target in imports(path):
        root = target.split(".")[0]
        if root in OURS:
            if name.startswith("models"):
                assert root == "models", f"{name} imports {target}"
            elif root == "models":
                assert name.startswith(("coach.signals", "coach.pipeline", "training", "eval")), (
                    f"{name} imports {target}"
                )
            assert layer(target) <= layer(name), f"{name} imports {target}"
        for heavy, homes in HOMES.items():
            if root == heavy:
                assert name.startswith(homes), f"{name} imports {target}"


def test_architecture_training_never_imports_the_evaluation():
    for name, path in modules():
        if name.startswith("training"):
            assert not any(t.split(".")[0] == "eval" for t in imports(path)), name


def test_architecture_the_store_knows_values_and_errors_alone():
    for name, path in modules():
        if name.startswith("coach.store"):
            ours = {t for t in imports(path) if t.split(".")[0] in OURS and not t.startswith("coach.store")}
            assert ours <= {"coach.types", "coach.errors"}, f"{name} imports {ours}"


def test_architecture_signals_never_import_each_other():
    for name, path in modules():
        if name.startswith("coach.signals."):
            assert not any(t.startswith("coach.signals.") for t in imports(path)), name


def test_architecture_importing_coach_loads_nothing_heavy():
    code = "import sys, coach; print([m for m in ('torch','gradio','sqlalchemy','numpy','lingua') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_architecture_reviewing_loads_neither_torch_nor_scikit_learn():
    code = (
        "import sys; from coach.cli import main; main(['review','--text','Ja, bis 18 Uhr.','--customer','Offen?']); "
        "sys.exit(any(m in sys.modules for m in ('torch','sklearn','transformers','gradio','scipy')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_architecture_public_names_are_sorted_and_there():
    import coach
    import models

    for package in (coach, models):
        assert list(package.__all__) == sorted(package.__all__)
        assert all(hasattr(package, name) for name in package.__all__)
    assert len(coach.__all__) <= 15
