"""The archive's commands: `python -m coach import`, `purge`, `customer`, `user`."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import SettingsError
from coach.settings import Settings
from coach.types import CHANNELS

if TYPE_CHECKING:
    from coach.archive.opening import Place
    from coach.archive.service import Archive
    from coach.exports import Look


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the archive's commands to a parser."""
    taking = commands.add_parser(
        "import", help="take chats into the archive: WhatsApp exports or files of the contract"
    )
    taking.set_defaults(run=_import)
    taking.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="WhatsApp export (.txt, .zip) or JSON lines"
    )
    taking.add_argument(
        "--team-name", action="append", default=[], help="a sender who is the team; asked for when not given"
    )
    taking.add_argument(
        "--team", help="which team the chats belong to; the first in the lead's settings when not given"
    )
    taking.add_argument("--channel", choices=CHANNELS, help="of the chats, where the file names none")
    taking.add_argument(
        "--order", choices=("dmy", "mdy", "ymd"), help="of day and month, where the file leaves it open"
    )
    purge = commands.add_parser("purge", help="delete what is older than the lead's retention time")
    purge.set_defaults(run=_purge)
    customer = commands.add_parser("customer", help="find, export or erase what the archive holds of one customer")
    customer.set_defaults(run=_customer)
    customer.add_argument("action", choices=("count", "export", "erase"))
    customer.add_argument("identifier", help="e-mail, telephone, order or customer number, IBAN, name")
    user = commands.add_parser("user", help="accounts; without any, the app answers on this machine only")
    user.set_defaults(run=_user)
    user.add_argument("action", choices=("add", "remove", "password", "list"))
    user.add_argument("name", nargs="?")
    user.add_argument("--role", choices=("agent", "trainer", "lead"), default="agent", help="with add")
    user.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _import(options: argparse.Namespace) -> int:
    from rich.progress import Progress

    from coach.archive.opening import open_store

    settings = Settings.from_env()
    place = open_store(settings)
    archive = _archive(place, settings)
    archive.intake.check_legal_basis()
    faults = 0
    with Progress(transient=True) as progress:
        for path in options.files:
            names = options.team_name or _ask_for_team(path)
            bar = progress.add_task("conversations", total=None)
            taken = archive.intake.take_file(
                path, team=options.team or place.store.choices.get().teams[0], team_names=names,
                channel=options.channel, order=options.order,
                progress=lambda done, bar=bar: progress.update(bar, completed=done),  # type: ignore[misc]
            )  # fmt: skip
            progress.remove_task(bar)
            print(f"{taken.conversations} new, {taken.doubles} known, {taken.items} replies")
            for fault in taken.faults:
                print(f"{path}:{fault.line}: {fault.message}", file=sys.stderr)
            faults += len(taken.faults)
        bar = progress.add_task("reviewing", total=place.store.items.progress()[0])
        archive.reviewing.work(lambda done: progress.update(bar, completed=done))
    place.store.close()
    return 1 if faults else 0


def _archive(place: "Place", settings: Settings) -> "Archive":
    from coach.archive.opening import archive_of
    from coach.archive.silence import Silencing
    from coach.pipeline import ReplyQualityPipeline
    from coach.rewrite import Rewriter

    pipeline = ReplyQualityPipeline.from_pretrained(settings.model, settings.rubric)
    quiet = Silencing(pipeline, lambda: place.store.choices.get().silenced)
    rewriter = Rewriter(pipeline) if pipeline.embeds else None
    return archive_of(place, quiet, rewriter, rubric=pipeline.rubric, thresholds=pipeline.thresholds())


def _ask_for_team(path: Path) -> Sequence[str]:
    """Ask which senders of a chat are the team; a file of the contract names roles itself."""
    from coach.exports import look

    found = look(path)
    if not found.senders:
        return ()
    if not sys.stdin.isatty():
        raise SettingsError(f"{path}: expected --team-name for each sender who is the team, found none")
    return _chosen(found)


def _chosen(found: "Look") -> Sequence[str]:
    for number, name in enumerate(found.senders, 1):
        print(f"{number:3}  {name}")
    answer = input("Wer davon ist das Team? / Which of them is the team? (1, 2 …) ")
    picked = [int(part) if part.isdecimal() else 0 for part in answer.replace(",", " ").split()]
    if not picked or not all(1 <= number <= len(found.senders) for number in picked):
        raise SettingsError(f"expected numbers from 1 to {len(found.senders)}, found another answer")
    return [found.senders[number - 1] for number in picked]


def _purge(options: argparse.Namespace) -> int:
    from coach.archive.cleaning import clean
    from coach.archive.opening import open_store

    place = open_store(Settings.from_env())
    print(f"{clean(place.store)} conversations deleted")
    place.store.sweep()
    place.store.close()
    return 0


def _customer(options: argparse.Namespace) -> int:
    from coach.archive.opening import open_store
    from coach.redaction import Redactor

    place = open_store(Settings.from_env())
    hashes, customers = Redactor(place.key).hash_of(options.identifier), place.store.customers
    if options.action == "export":
        print(json.dumps(customers.export(hashes), ensure_ascii=False, indent=1))
    elif options.action == "count":
        print(customers.count(hashes))
    else:
        print(f"{customers.erase(hashes)} conversations deleted")
        place.store.sweep()
    place.store.close()
    return 0


def _user(options: argparse.Namespace) -> int:
    from coach.archive.opening import open_store

    if (options.name is None) != (options.action == "list"):
        wanted = "no name, found one" if options.name else "a name, found none"
        raise SettingsError(f"user {options.action}: expected {wanted}")
    place = open_store(Settings.from_env())
    accounts = place.store.accounts
    if options.action == "add":
        accounts.add(options.name, options.role, _password(options))
    elif options.action == "password":
        accounts.set_password(options.name, _password(options))
    elif options.action == "remove":
        accounts.remove(options.name)
    else:
        for name, role in accounts.names_and_roles():
            print(f"{role:8} {name}")
    place.store.close()
    return 0


def _password(options: argparse.Namespace) -> str:
    """Read a password, twice at a terminal; it is never an argument, for others can read those."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Passwort / password: "), getpass.getpass("noch einmal / again: ")
    if first != second:
        raise SettingsError("expected the same password twice, found two different ones")
    return first
