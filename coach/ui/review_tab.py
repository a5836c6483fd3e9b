"""The page: conversation and draft on the left, what the review says on the right."""

import logging
from typing import Any, Protocol

import gradio as gr

from coach.errors import CoachError
from coach.rubric import Rubric
from coach.types import CHANNELS, Draft, Report
from coach.ui import render
from coach.ui.examples import EXAMPLES, Example
from coach.ui.parse import format_conversation, parse_conversation, parse_item
from coach.ui.rewrite_panel import NEXT_PLACE, RewritePanel, Rewriter
from coach.ui.strings import say

_LOG = logging.getLogger(__name__)
_CHANNELS = {
    "whatsapp": "channel_whatsapp",
    "live_chat": "channel_live_chat",
    "email": "channel_email",
    "social": "channel_social",
    "unknown": "channel_unknown",
}
_PAUSE = 700  # milliseconds without a key before the review starts
# Gradio has no debounce, and the `input` event of its text box misses pasting and deleting. So the page listens
# itself: every change by hand restarts a clock, and only its end presses the hidden button.
_WAIT_FOR_PAUSE = f"""() => {{
  let pause;
  document.addEventListener('input', (event) => {{
    if (!event.target.closest?.('#fe-conversation, #fe-draft')) return;
    clearTimeout(pause);
    pause = setTimeout(() => document.querySelector('#fe-pause')?.click(), {_PAUSE});
  }});
}}"""


class Reviewer(Protocol):
    """What the page needs of a pipeline."""

    def predict(self, draft: Draft) -> Report:
        """Review one draft."""
        ...


class ReviewTab:
    """The parts of the page with their events; to be made inside a `gr.Blocks`."""

    def __init__(
        self, page: gr.Blocks, pipeline: Reviewer, rewriter: Rewriter | None, *, rubric: Rubric, language: str = "de"
    ) -> None:
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._rubric = rubric
        first = EXAMPLES[0].draft
        self._build(first, language)
        self._listen(page)

    def review(self, conversation: str, channel: str, text: str, language: str) -> tuple[str, str]:
        """Return the bubbles and the results as HTML; a failure is shown in place of the results."""
        messages = parse_conversation(conversation)
        plain = render.bubbles(messages, language)
        if not text.strip():
            return plain, render.notice(say("empty_draft", language), language)
        draft = parse_item(conversation, channel, text)
        try:
            report = self._pipeline.predict(draft)
            shown = render.results(draft, report, self._rubric, language=language)
            return render.bubbles(messages, language, report, rubric=self._rubric), shown
        except CoachError as error:
            return plain, render.failure(str(error), language)
        # Any model may fail in any way; that must not cost people their text, nor put its words into the log.
        except Exception as error:
            _LOG.error("review failed with %s", type(error).__name__)
            return plain, render.failure(type(error).__name__, language)

    def _build(self, first: Draft, language: str) -> None:
        with gr.Row(elem_classes="fe-bar-top"):
            self.header = gr.HTML(render.header(language), scale=3)
            self.language = gr.Radio(
                [("DE", "de"), ("EN", "en")], value=language, label=say("language", language), show_label=False,
                container=False, elem_id="fe-language", scale=0, min_width=130,
            )  # fmt: skip
        with gr.Row(equal_height=False, elem_id="fe-page"):
            with gr.Column(elem_id="fe-left"):
                self.example = gr.Dropdown(**_example_props(language), value=EXAMPLES[0].key, filterable=False)
                self.conversation = gr.Textbox(
                    format_conversation(first.conversation, language),
                    lines=5, max_lines=14, elem_id="fe-conversation", **_conversation_props(language),
                )  # fmt: skip
                self.channel = gr.Dropdown(**_channel_props(language), value=first.channel, filterable=False)
                self.draft = gr.Textbox(
                    first.text, lines=5, max_lines=18, elem_id="fe-draft", autofocus=True, **_draft_props(language)
                )
                self.check = gr.Button(say("check", language), variant="primary", elem_id="fe-check")
                self.rewrites = RewritePanel(self._rewriter, self._rubric, language=language)
                self.pause = gr.Button("", elem_id="fe-pause", elem_classes="fe-hidden")
            self.results = gr.HTML(elem_id="fe-results")
            self.bubbles = gr.HTML(elem_id="fe-bubbles")

    def _listen(self, page: gr.Blocks) -> None:
        inputs = [self.conversation, self.channel, self.draft, self.language]
        outputs = [self.bubbles, self.results]
        review: dict[str, Any] = {
            "fn": self.review, "inputs": inputs, "outputs": outputs,
            "show_progress": "hidden", "trigger_mode": "always_last", "api_visibility": "private",
        }  # fmt: skip
        propose = self.rewrites.after_review(inputs)
        page.load(fn=None, js=_WAIT_FOR_PAUSE)
        page.load(fn=None, js=NEXT_PLACE)
        for happens in (page.load, self.check.click, self.pause.click, self.channel.input, self.draft.submit):
            happens(**review).then(**propose)
        self.rewrites.listen(inputs, self.draft, review)
        labels = [
            self.header, self.language, self.example, self.conversation, self.channel, self.draft, self.check
        ]  # fmt: skip
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        labels += self.rewrites.labelled
        self.language.input(self._labels, [self.language], labels, **quiet).then(**review).then(**propose)
        filled = [self.conversation, self.channel, self.draft]
        self.example.input(_fill, [self.example, self.language], filled, **quiet).then(**review).then(**propose)

    def _labels(self, language: str) -> tuple[Any, ...]:
        return (*_labels(language), *self.rewrites.labels(language))


def _fill(key: str, language: str) -> tuple[str, str, str]:
    """Return conversation, channel and draft of an example."""
    example: Example = next(e for e in EXAMPLES if e.key == key)
    return format_conversation(example.draft.conversation, language), example.draft.channel, example.draft.text


def _labels(language: str) -> tuple[Any, ...]:
    """Return the updates that put every label into `language`; what was typed stays."""
    return (
        render.header(language),
        gr.update(label=say("language", language)),
        gr.update(**_example_props(language)),
        gr.update(**_conversation_props(language)),
        gr.update(**_channel_props(language)),
        gr.update(**_draft_props(language)),
        gr.update(value=say("check", language)),
    )


def _example_props(language: str) -> dict[str, Any]:
    return {"choices": [(say(e.key, language), e.key) for e in EXAMPLES], "label": say("example", language)}


def _conversation_props(language: str) -> dict[str, Any]:
    return {
        "label": say("conversation", language),
        "info": say("conversation_info", language),
        "placeholder": say("conversation_placeholder", language),
    }


def _channel_props(language: str) -> dict[str, Any]:
    return {"choices": [(say(_CHANNELS[c], language), c) for c in CHANNELS], "label": say("channel", language)}


def _draft_props(language: str) -> dict[str, Any]:
    return {"label": say("draft", language), "placeholder": say("draft_placeholder", language)}
