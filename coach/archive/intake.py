"""What comes into the archive: one item that an agent shares, or the chats of a file. Redacted before anything is written."""

import hmac
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from coach.errors import ItemError, LegalBasisError, MissingError, StateError
from coach.exports import Conversation, Fault, items, read
from coach.redaction import Redactor
from coach.store import Store
from coach.store.values import NewConversation, NewItem, Note, storable, week_of
from coach.types import Draft, Message

_BATCH = 100  # conversations that are redacted and stored together
_MOST_FAULTS = 1000  # that a result lists
MOST_SHARED = 50_000  # characters of a shared chat with its draft
_MOST_MESSAGES, _MOST_LETTERS = 40, 20_000  # before a reply that are stored with it as its context


@dataclass(frozen=True)
class Taken:
    """What became of a file."""

    conversations: int  # that were new
    doubles: int  # that were there already, or twice in the file
    items: int  # of the new ones
    faults: tuple[Fault, ...]


class Intake:
    """Takes things in."""

    def __init__(self, store: Store, redactor: Redactor, *, key: bytes, today: Callable[[], date] = date.today) -> None:
        """Take the store, the redactor, and the key under which conversations are told apart."""
        self._store = store
        self._redactor = redactor
        self._key = key
        self._today = today

    def share(self, asked: Mapping[str, Any]) -> None:
        """Store an item that an agent shares, and note for this week that one browser more shared something.

        The two are stored apart, and nothing leads from one to the other.

        Args:
            asked: key, token, team, mark, question, messages, draft, channel and address, as the page sends them.

        Raises:
            ItemError: when the messages are none.
            StateError: when the team is not one of those that the lead has named, or the key was used before.
        """
        self._store.choices.get().check_team(asked["team"])
        letters = len(asked["draft"]) + sum(len(str(m.get("text", ""))) for m in asked["messages"])
        if letters > MOST_SHARED:
            raise ItemError(
                "too_long", f"messages and draft: expected at most {MOST_SHARED} characters, found {letters}"
            )
        draft = _storable(Draft.from_dict({**asked, "conversation": asked["messages"], "id": ""}))
        draft = draft if draft.customer_turn else replace(draft, kind="proactive")
        key, question = self.hashed(asked["key"]), storable(asked.get("question") or "")
        blotted = self._redactor.redact_conversation(draft.conversation, drafts=(draft.text, question))
        reply, question = blotted.drafts
        new = NewConversation(
            source="shared",
            channel=draft.channel,
            team=asked["team"],
            day=self._today(),
            messages=_without_times(blotted.messages),
            digest=self._digest("shared", key),  # the same chat may be shared for two questions
            identifiers=self._redactor.hashes(blotted.customer),
            items=(
                NewItem(
                    len(draft.conversation),
                    reply,
                    draft.kind,
                    address=_house_address(asked.get("address")),
                    mark=asked["mark"],
                    question=question or None,
                    key=key,
                ),
            ),
        )
        if not self._store.items.add([new]):
            raise StateError("key: expected a new one for each shared item, found one that was used")
        week = week_of(self._today())
        token = self.hashed(f"{asked['team']}|{week}|{asked['token']}")  # so that no two weeks or teams can be joined
        self._store.counts.add_sharer(asked["team"], week, token)

    def answer(self, key: str, text: str) -> None:
        """Add an agent's answer to the talk about the item that the key opens.

        Raises:
            MissingError: when the key opens nothing.
        """
        item = self._store.items.by_key(self.hashed(key))
        if item is None:
            raise MissingError("expected a shared item, found none under this key")
        self._store.items.add_note(item.id, Note("agent", self.redacted(text), self._today()))

    def take_file(
        self, path: Path, *, team: str, team_names: Collection[str] = (), channel: str | None = None,
        order: str | None = None, progress: Callable[[int], None] = lambda done: None,
    ) -> Taken:  # fmt: skip
        """Store the conversations of a file that are not there yet. `progress` is told how many were read.

        Args:
            path: a WhatsApp export or a file of the contract (`coach.exports`).
            team: whose chats they are.
            team_names: the senders who are the team; all of them become "agent".
            channel: of the chats, where the file names none.
            order: of day and month, where the file leaves it open.
            progress: called now and then with the number of conversations that were read.

        Raises:
            LegalBasisError: when no legal basis is recorded.
            StateError: when the team is not one of those that the lead has named.
            ItemError: when the file cannot be used at all.
        """
        self.check_legal_basis()
        self._store.choices.get().check_team(team)
        seen = new = replies = 0
        faults: list[Fault] = []
        for batch in _batches(read(path, team=team_names, channel=channel, order=order)):
            found = [self._imported(c, team, team_names) for c in batch if isinstance(c, Conversation)]
            faults += [f for f in batch if isinstance(f, Fault)][: _MOST_FAULTS - len(faults)]
            added = self._store.items.add(found)
            new, replies = new + len(added), replies + sum(len(c.items) for c in added)
            seen += len(found)
            progress(seen)
        return Taken(new, seen - new, replies, tuple(faults))

    def check_legal_basis(self) -> None:
        """Refuse to import while no legal basis is recorded.

        Raises:
            LegalBasisError: with what to do.
        """
        if self._store.choices.get().legal_basis is None:
            raise LegalBasisError(
                "importing is off: expected a legal basis, recorded by the lead under Einstellungen (settings), found none"
            )

    def redacted(self, text: str) -> str:
        """Return a note or a question without what identifies people."""
        return self._redactor.redact_conversation((), drafts=(storable(text),)).drafts[0]

    def hashed(self, secret: str) -> str:
        """Return what is stored in place of a key or a token: they are random, so that a plain hash tells nothing."""
        return sha256(secret.encode()).hexdigest()

    def _imported(self, found: Conversation, team: str, team_names: Collection[str]) -> NewConversation:
        customers = [name for name in found.names if name not in team_names]
        blotted = self._redactor.redact_conversation(found.messages, customers, team_names)
        chat = replace(found, messages=_without_times(blotted.messages))
        said = [[m.role, m.text, m.at] for m in found.messages]
        return NewConversation(
            source="import",
            channel=found.channel,
            team=team,
            day=min(found.day or self._today(), self._today()),  # a chat of tomorrow would never be purged
            messages=chat.messages,
            digest=self._digest("import", json.dumps(said, ensure_ascii=True)),
            identifiers=self._redactor.hashes(blotted.customer),
            items=tuple(NewItem(upto, text, found.kind, _first(chat.messages, upto)) for upto, text in items(chat)),
        )

    def _digest(self, source: str, words: str) -> str:
        """Return the keyed hash under which a conversation is known: of the words as they came, times included."""
        return hmac.new(self._key, f"{source}:{words}".encode(), sha256).hexdigest()


def _house_address(chosen: str | None) -> str | None:
    """Return how the house speaks to customers; None: as each customer does."""
    return chosen if chosen in ("du", "sie") else None


def _first(messages: Sequence[Message], upto: int) -> int:
    """Return from which message on a reply is read: in a chat of months only the last ones belong to its matter."""
    first, letters = upto, 0
    while first > max(0, upto - _MOST_MESSAGES) and letters <= _MOST_LETTERS:
        first -= 1
        letters += len(messages[first].text)
    return first


def _storable(draft: Draft) -> Draft:
    """Return a draft whose texts both databases take.

    Raises:
        ItemError: when nothing is left of the draft.
    """
    text = storable(draft.text)
    if not text.strip():
        raise ItemError("blank_draft", "draft: expected some text, found none that can be stored")
    return replace(draft, text=text, conversation=tuple(replace(m, text=storable(m.text)) for m in draft.conversation))


def _without_times(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return messages without their times of day, which would tell who was at the desk."""
    return tuple(replace(m, at=None) for m in messages)


def _batches(found: Iterable[Conversation | Fault]) -> Iterator[list[Conversation | Fault]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch
