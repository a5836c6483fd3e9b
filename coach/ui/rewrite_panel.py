"""Suggested rewrites under the draft: shown as a difference, taken over with a button, taken back with another."""

import logging
from typing import Any, Protocol

import gradio as gr

from coach.errors import CoachError
from coach.rubric import Rubric
from coach.types import Draft, Rewrite
from coach.ui import render
from coach.ui.parse import parse_item
from coach.ui.strings import say

_LOG = logging.getLogger(__name__)
_ALTERNATIVES = 2
# F8 selects the next open place of the draft, such as "[Zeitpunkt]", and starts again behind the last.
NEXT_PLACE = """() => {
  window.feNextPlace = () => {
    const box = document.querySelector('#fe-draft textarea');
    const places = [...box.value.matchAll(/\\[[A-ZÄÖÜa-zäöü][^\\]\\n]{1,30}\\]/g)];
    if (!places.length) return;
    const next = places.find((place) => place.index >= box.selectionEnd) ?? places[0];
    box.focus();
    box.setSelectionRange(next.index, next.index + next[0].length);
  };
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F8') return;
    event.preventDefault();
    window.feNextPlace();
  });
}"""
_SELECT_FIRST = "() => { setTimeout(() => { document.querySelector('#fe-draft textarea').setSelectionRange(0, 0); window.feNextPlace(); }, 150); }"


class Rewriter(Protocol):
    """What the panel needs of a rewriter."""

    def rewrite(self, draft: Draft) -> tuple[Rewrite, ...]:
        """Return rewrites of one draft."""
        ...


class RewritePanel:
    """The parts of the panel with their events; to be made inside a `gr.Blocks`. Without a rewriter it stays empty."""

    def __init__(self, rewriter: Rewriter | None, rubric: Rubric, *, language: str) -> None:
        self._rewriter = rewriter
        self._rubric = rubric
        self._before = gr.State("")  # the draft before the last rewrite was taken over
        self._cards, self._buttons = [], []
        with gr.Column(elem_id="fe-rewrites"):
            for number in range(_ALTERNATIVES):
                self._cards.append(gr.HTML(visible=False, elem_id=f"fe-rewrite-{number}"))
                self._buttons.append(gr.Button(say("accept", language), visible=False, elem_id=f"fe-accept-{number}"))
            self._undo = gr.Button(say("undo", language), visible=False, elem_id="fe-undo")

    @property
    def outputs(self) -> list[Any]:
        """The components that `propose` fills."""
        return [*self._cards, *self._buttons]

    def propose(self, conversation: str, channel: str, text: str, language: str) -> list[Any]:
        """Return the updates of cards and buttons for this draft; a failure shows none, the review tells of it."""
        found = self._rewrites(conversation, channel, text)
        cards, buttons = [], []
        for number in range(_ALTERNATIVES):
            shown = number < len(found)
            words = (
                render.rewrite_card(text, found[number], self._rubric, first=number == 0, language=language)
                if shown
                else ""
            )
            cards.append(gr.update(value=words, visible=shown))
            buttons.append(gr.update(value=say("accept", language), visible=shown))
        return [*cards, *buttons]

    def listen(self, inputs: list[Any], draft: gr.Textbox, review: dict[str, Any]) -> None:
        """Connect the buttons; after each change of the draft it is reviewed again."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        propose = self.after_review(inputs)
        for number, button in enumerate(self._buttons):
            taken = button.click(self._taker(number), inputs, [draft, self._before, self._undo], **quiet)
            taken.then(**review).then(**propose).then(fn=None, js=_SELECT_FIRST)
        back = self._undo.click(
            lambda before: (before, gr.update(visible=False)), [self._before], [draft, self._undo], **quiet
        )
        back.then(**review).then(**propose)

    def after_review(self, inputs: list[Any]) -> dict[str, Any]:
        """Return the event that makes proposals once a review is shown."""
        return {
            "fn": self.propose, "inputs": inputs, "outputs": self.outputs,
            "show_progress": "hidden", "trigger_mode": "always_last", "api_visibility": "private",
        }  # fmt: skip

    def labels(self, language: str) -> list[Any]:
        """Return the update that puts the undo button into `language`."""
        return [gr.update(value=say("undo", language))]

    @property
    def labelled(self) -> list[Any]:
        """The components that `labels` updates."""
        return [self._undo]

    def _taker(self, number: int) -> Any:
        def take(conversation: str, channel: str, text: str, language: str) -> tuple[str, str, Any]:
            found = self._rewrites(conversation, channel, text)
            if number >= len(found):  # the draft has changed since
                return text, text, gr.update()
            return found[number].text, text, gr.update(visible=True, value=say("undo", language))

        return take

    def _rewrites(self, conversation: str, channel: str, text: str) -> tuple[Rewrite, ...]:
        if self._rewriter is None or not text.strip():
            return ()
        try:
            return self._rewriter.rewrite(parse_item(conversation, channel, text))
        except CoachError:
            return ()
        except Exception as error:  # as in the review: never at the cost of the text
            _LOG.error("rewriting failed with %s", type(error).__name__)
            return ()
