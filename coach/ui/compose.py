"""The composing view: one component of HTML and script, and the functions of this process that it calls."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import gradio as gr

from coach.errors import CoachError, ItemError
from coach.rubric import Rubric
from coach.transcript import media_kind, read_transcript, senders
from coach.types import CHANNELS, LANGUAGES, ROLES, Draft, Message, Report, Rewrite
from coach.ui.examples import EXAMPLES
from coach.ui.strings import STRINGS
from coach.ui.view import finished, report_view, rewrite_view, units

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_SCRIPTS = ("shared.js", "compose.js", "sharing.js")  # in this order: what stands above is used below
_ADDRESSES = ("du", "sie")
Asked = Mapping[str, Any]  # what the page sends: messages, draft, channel, address, language
FAILED = {"failed": True}


class Reviewer(Protocol):
    """What the page needs of a pipeline."""

    def predict(self, draft: Draft) -> Report:
        """Review one draft."""
        ...


class Rewriter(Protocol):
    """What the page needs of a rewriter."""

    def options(self, draft: Draft, report: Report | None = None) -> Sequence[Rewrite]:
        """Return rewrites of one draft."""
        ...


class Composer:
    """Answers the page. A failure never costs people their text, and no word of it is logged."""

    def __init__(self, pipeline: Reviewer, rewriter: Rewriter | None, rubric: Rubric) -> None:
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._rubric = rubric
        self._one_rewrite = Lock()  # a rewrite scores several drafts; reviews of others go first

    def review(self, asked: Asked) -> dict[str, Any]:
        """Return what the page shows of the draft; while someone types, of its finished sentences only.

        `judged` is how much of the draft was read, in UTF-16 units.
        """

        def work() -> dict[str, Any]:
            draft = draft_of(asked)
            if asked.get("typing"):
                draft = replace(draft, text=finished(draft.text))
            if not draft.text.strip():
                return {"empty": True, "judged": 0}
            report = self._pipeline.predict(draft)
            view = report_view(draft, report, self._rubric, language=_language(asked))
            return {**view, "judged": units(draft.text, len(draft.text))}

        return _safely(work, "review")

    def rewrite(self, asked: Asked) -> dict[str, Any]:
        """Return the rewrites that may be offered, the shortest change first."""

        def work() -> dict[str, Any]:
            draft = draft_of(asked)
            if self._rewriter is None or not draft.text.strip():
                return {"options": []}
            with self._one_rewrite:
                found = self._rewriter.options(draft)
            found = sorted(found, key=lambda r: sum(e.end - e.start + len(e.replacement) for e in r.edits))
            return {"options": [rewrite_view(draft, r, self._rubric, language=_language(asked)) for r in found]}

        return _safely(work, "rewrite")

    def read(self, asked: Asked) -> dict[str, Any]:
        """Return the messages of a pasted chat; `senders` are the names whose role is to be asked for."""

        def work() -> dict[str, Any]:
            lines = read_transcript(str(asked.get("text", "")))
            return {
                "messages": [
                    {"role": x.role, "sender": x.sender, "text": x.text, "time": x.time, "media": media_kind(x.text)}
                    for x in lines
                ],
                "senders": list(senders(lines)),
            }

        return _safely(work, "reading a chat")


def draft_of(asked: Asked) -> Draft:
    """Return the draft that the page asks about; without a customer's message it is proactive.

    Raises:
        ItemError: when the page sends what is no conversation.
    """
    turns, channel, address = asked.get("messages") or [], asked.get("channel"), asked.get("address")
    if not isinstance(turns, list):
        raise ItemError("wrong_type", "messages: expected a list")
    draft = Draft(
        str(asked.get("draft") or ""),
        tuple(Message.from_dict(turn, where=f"messages[{i}]") for i, turn in enumerate(turns)),
        channel=channel if channel in CHANNELS else "unknown",
        address=address if address in _ADDRESSES else None,
    )
    return draft if draft.customer_turn else replace(draft, kind="proactive")


def compose_view(composer: Composer, facts: Mapping[str, Any], *, language: str = "de") -> gr.HTML:
    """Return the view; `facts` holds the model's version and hit rates for the foot of the page."""

    def review(asked: dict) -> dict:  # type: ignore[type-arg]
        return composer.review(asked)

    def rewrite(asked: dict) -> dict:  # type: ignore[type-arg]
        return composer.rewrite(asked)

    def read(asked: dict) -> dict:  # type: ignore[type-arg]
        return composer.read(asked)

    return gr.HTML(
        html_template=(_HERE / "compose.html").read_text(encoding="utf-8"),
        css_template="",
        js_on_load="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS),
        apply_default_css=False,
        server_functions=[review, rewrite, read],
        elem_id="fe-compose",
        strings=STRINGS,
        language=language,
        channels=list(CHANNELS),
        roles=list(ROLES),
        examples=[
            {
                "key": example.key,
                "channel": example.draft.channel,
                "draft": example.draft.text,
                "messages": [{"role": m.role, "text": m.text} for m in example.draft.conversation],
            }
            for example in EXAMPLES
        ],
        facts=dict(facts),
    )


def _language(asked: Asked) -> str:
    return str(asked.get("language")) if asked.get("language") in LANGUAGES else "de"


def _safely(work: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
    try:
        return work()
    except CoachError as error:
        return {**FAILED, "detail": str(error)}
    except Exception as error:  # any model may fail in any way; its words may hold the text, so they are not logged
        _LOG.error("%s failed with %s", what, type(error).__name__)
        return dict(FAILED)
