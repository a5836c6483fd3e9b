"""The app's pages, their theme, and how they are put on a server so that everything stays on this machine."""

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from coach.rubric import Rubric
from coach.ui.archive.page import STYLE as ARCHIVE_STYLE
from coach.ui.archive.page import archive_view
from coach.ui.compose import Composer, Reviewer, Rewriter, compose_view
from coach.ui.strings import say

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace"]
_STYLE = Path(__file__).with_name("compose.css")


def build_app(pipeline: Reviewer, rewriter: Rewriter | None, rubric: Rubric, facts: Mapping[str, Any]) -> gr.Blocks:
    """Return the pages for `pipeline` and `rewriter`, with the texts of `rubric`; `facts` come from `facts_view`."""
    title = f"{say('title', 'de')} · {say('title', 'en')}"
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as entered:
        app: gr.Blocks = entered  # Gradio leaves the type of what `with` gives open
        gr.Navbar(visible=False)
        compose_view(Composer(pipeline, rewriter, rubric), facts)
    with app.route("Archiv", "/archive", show_in_navbar=False):
        archive_view()
    return app


def mount(server: FastAPI, app: gr.Blocks) -> FastAPI:
    """Put the pages on a server, behind everything that it already answers."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # parts of Gradio ask the environment, not the app
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode is not supported")  # nor wanted
        return _mounted(server, app)


def _mounted(server: FastAPI, app: gr.Blocks) -> FastAPI:
    mounted: FastAPI = gr.mount_gradio_app(
        server,
        app,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        show_error=False,
        footer_links=[],
        run_history=False,  # else the browser would keep every conversation
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        theme=_theme(),
        css_paths=[_STYLE, ARCHIVE_STYLE],
    )
    return mounted


def _theme() -> gr.themes.Base:
    """Return a calm theme with fonts of the system only, so that none is fetched."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=_SANS,
        font_mono=_MONO,
    )
    return theme.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        block_label_text_color="*neutral_700",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_radius="12px",
        input_radius="8px",
    )
