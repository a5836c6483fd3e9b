"""The archive's page: one component of HTML and script that talks to the API of this app."""

from pathlib import Path

import gradio as gr

from coach.ui.archive.matters import MATTERS
from coach.ui.archive.strings import STRINGS
from coach.ui.strings import STRINGS as COMMON

_HERE = Path(__file__).parent
STYLE = _HERE / "archive.css"  # for the launch, beside the composing view's
SCRIPTS = (  # in this order: what stands above is used below
    _HERE.parent / "shared.js",
    *(
        _HERE / f"{name}.js"
        for name in ("core", "queue", "detail", "verdicts", "importing", "settings", "insights", "round", "blocks")
    ),
)


def archive_view(*, language: str = "de") -> gr.HTML:
    """Return the view. What it shows comes from the API, in the name of whoever is signed in."""
    return gr.HTML(
        html_template=(_HERE / "archive.html").read_text(encoding="utf-8"),
        css_template="",
        js_on_load="\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS),
        apply_default_css=False,
        elem_id="fe-archive",
        strings={**COMMON, **STRINGS},
        matters=MATTERS,
        language=language,
    )
