"""The command line: `python -m coach review`, `rewrite`, `rubric check`, and the archive's commands."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from coach import archive_cli
from coach.errors import CoachError, SettingsError
from coach.settings import Settings
from coach.types import CHANNELS, Draft, Message

if TYPE_CHECKING:
    from coach.batch import Work
    from coach.pipeline import ReplyQualityPipeline


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when all went well, 1 when a line was no valid item, 2 for wrong usage, a bad rubric or a bad model.
    """
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
        return result
    except CoachError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone; there is nobody left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # a full disk, a file that went away: said once, in a line
        print(f"error: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    settings = Settings()
    parser = argparse.ArgumentParser(prog="python -m coach", description="Four Ears: how will this reply be heard?")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, work, about in (
        ("review", _review_drafts, "review drafts: JSON lines, or one draft given as text"),
        ("rewrite", _rewrite_drafts, "offer rewrites of drafts: JSON lines"),
    ):
        command = commands.add_parser(name, help=about)
        command.set_defaults(run=_work, work=work, text=None)
        command.add_argument("input", nargs="?", metavar="INPUT.jsonl", help="one item per line; '-' is standard input")
        command.add_argument(
            "--output", default="-", metavar="OUTPUT.jsonl", help="one result per line; '-' is standard output"
        )
        command.add_argument("--model", type=Path, default=settings.model, help="model folder")
        command.add_argument("--rubric", type=Path, default=settings.rubric, help="rubric folder")
    review = commands.choices["review"]
    review.add_argument("--text", help="review this draft and print the findings and rewrites for a person")
    review.add_argument(
        "--customer", action="append", default=[], help="what the customer wrote; may be given several times"
    )
    review.add_argument("--channel", choices=CHANNELS, default="unknown", help="with --text")
    review.add_argument("--language", choices=("de", "en"), help="with --text; told from the text when not given")
    archive_cli.add_commands(commands)
    rubric = commands.add_parser("rubric", help="look after rubric files")
    actions = rubric.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="validate a rubric and try its examples on the model")
    check.set_defaults(run=_check)
    check.add_argument("folder", nargs="?", type=Path, default=settings.rubric)
    check.add_argument("--model", type=Path, default=settings.model)
    schema = actions.add_parser("schema", help="print the JSON Schema of a criterion file, for editors")
    schema.set_defaults(run=_schema)
    return parser


def _work(options: argparse.Namespace) -> int:
    if (options.input is None) == (options.text is None):
        wanted = "either INPUT.jsonl or --text" if options.command == "review" else "INPUT.jsonl"
        raise SettingsError(f"{options.command}: expected {wanted}, found " + ("both" if options.text else "neither"))
    if options.text is not None:
        return _review_text(options)
    with _open_input(options.input) as source:
        return _work_on_file(source, options)


def _review_text(options: argparse.Namespace) -> int:
    from coach.pipeline import ReplyQualityPipeline  # loading it takes a moment; errors in usage come first
    from coach.rewrite import Rewriter
    from coach.terminal import print_report, print_rewrites

    if not options.text.strip():
        raise SettingsError("--text: expected some text, found only white space")
    conversation = tuple(Message("customer", text) for text in options.customer)
    draft = Draft(options.text, conversation, language=options.language, channel=options.channel)
    pipeline = ReplyQualityPipeline.from_pretrained(options.model, options.rubric)
    report = pipeline.predict(draft)
    print_report(draft, report)
    if pipeline.embeds:
        print_rewrites(report, Rewriter(pipeline).rewrite(draft, report))
    return 0


def _review_drafts(pipeline: "ReplyQualityPipeline") -> "Work":
    return lambda drafts: [report.to_dict() for report in pipeline.predict(drafts)]


def _rewrite_drafts(pipeline: "ReplyQualityPipeline") -> "Work":
    from coach.rewrite import Rewriter

    rewriter = Rewriter(pipeline)
    return lambda drafts: [
        {"id": draft.id, "rewrites": [r.to_dict() for r in rewriter.rewrite(draft)]} for draft in drafts
    ]


def _work_on_file(source: BinaryIO, options: argparse.Namespace) -> int:
    from coach.batch import answer_lines, dump_line
    from coach.pipeline import BATCH_SIZE, ReplyQualityPipeline
    from coach.terminal import progress

    # the output is opened last, so that a wrong model or rubric empties no file
    work = options.work(ReplyQualityPipeline.from_pretrained(options.model, options.rubric))
    live = options.input == "-"  # whoever writes to us may wait for each answer
    failed = 0
    shown = progress(None if live else source, options.command)
    with _open_output(options.output, options.input) as target, shown as lines_of:
        for result in answer_lines(work, lines_of(source), batch_size=1 if live else BATCH_SIZE):
            failed += "error" in result
            target.write(dump_line(result))
            if live:
                target.flush()
        target.flush()
    if failed:
        print(f'{failed} line(s) could not be worked on; see "error" in the output', file=sys.stderr)
    return 1 if failed else 0


@contextmanager
def _open_input(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise SettingsError("INPUT '-': expected standard input, found it closed")
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 (closed below; a failure to open is told apart from one to read)
    except OSError as error:
        raise SettingsError(f"{name}: cannot be read ({error.strerror})") from None
    with file:
        yield file


@contextmanager
def _open_output(name: str, source: str) -> Iterator[BinaryIO]:
    if name == "-":
        if sys.stdout is None or sys.stdout.closed:
            raise SettingsError("OUTPUT '-': expected standard output, found it closed")
        yield sys.stdout.buffer
        return
    with suppress(OSError):
        read = os.fstat(sys.stdin.fileno()) if source == "-" else os.stat(source)
        if os.path.isfile(name) and os.path.samestat(os.stat(name), read):
            raise SettingsError(f"{name}: output and input are the same file")
    try:
        file = open(name, "wb")  # noqa: SIM115 (as above)
    except OSError as error:
        raise SettingsError(f"{name}: cannot be written ({error.strerror})") from None
    with file:
        yield file


def _check(options: argparse.Namespace) -> int:
    from coach.pipeline import ReplyQualityPipeline
    from coach.terminal import print_rubric_check

    pipeline = ReplyQualityPipeline.from_pretrained(options.model, options.folder)
    return print_rubric_check(pipeline)


def _schema(options: argparse.Namespace) -> int:
    import json

    from coach.rubric import rubric_schema

    print(json.dumps(rubric_schema(), ensure_ascii=False, indent=1))
    return 0
