"""Start the app: `python app.py`, then open http://127.0.0.1:7860 in a browser."""

import contextlib
import ctypes
import logging
import os
import sys
import threading

from coach.errors import CoachError
from coach.settings import Settings

_ARENA_MAX = -8  # glibc's M_ARENA_MAX


def _share_memory() -> None:
    """Keep glibc from giving every thread an arena of its own: what is freed there is seldom used again."""
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def main() -> int:
    """Load the model and serve the page until it is stopped; return the exit code."""
    _share_memory()
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("four-ears").setLevel(logging.INFO)
    try:
        settings = Settings.from_env()
        from coach.pipeline import ReplyQualityPipeline
        from coach.rewrite import LanguageModel, Rewriter
        from coach.ui.app import build_app, launch
        from coach.ui.view import facts_view

        pipeline = ReplyQualityPipeline.from_pretrained(settings.model, settings.rubric)
        model = (
            LanguageModel(settings.llm_url, settings.llm_model, hosts=settings.llm_hosts) if settings.llm_url else None
        )
        rewriter = Rewriter(pipeline, model) if pipeline.embeds else None
        if rewriter:
            threading.Thread(target=rewriter.warm_up, daemon=True).start()  # while the page is built
        facts = facts_view(pipeline.rubric, pipeline.version, pipeline.hit_rates())
        app = build_app(pipeline, rewriter, pipeline.rubric, facts)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        logging.getLogger("four-ears").info("open http://%s:%s in a browser", host, settings.port)
        launch(app, settings)
    except CoachError as error:
        sys.stderr.write(f"four-ears: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
