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
        from coach.archive.opening import archive_of, empty_uploads, open_store
        from coach.archive.silence import Silencing
        from coach.pipeline import ReplyQualityPipeline
        from coach.rewrite import LanguageModel, Rewriter
        from coach.ui.app import build_app, mount
        from coach.ui.view import facts_view
        from coach.web.access import check_host
        from coach.web.api import api_router
        from coach.web.server import build_server, serve

        place = open_store(settings)
        check_host(settings.host, place.store.accounts.exist())
        model = ReplyQualityPipeline.from_pretrained(settings.model, settings.rubric)
        llm = (
            LanguageModel(settings.llm_url, settings.llm_model, hosts=settings.llm_hosts) if settings.llm_url else None
        )
        rewriter = Rewriter(model, llm) if model.embeds else None
        if rewriter:
            threading.Thread(target=rewriter.warm_up, daemon=True).start()  # while the page is built
        pipeline = Silencing(model, lambda: place.store.choices.get().silenced)
        archive = archive_of(place, pipeline, rewriter, rubric=model.rubric, thresholds=model.thresholds())
        facts = facts_view(model.rubric, model.version, model.hit_rates())
        pages = build_app(pipeline, rewriter, model.rubric, facts)
        server = build_server(place.store.accounts, api_router(archive), lifespan=archive.at_work)
        empty_uploads(place)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        logging.getLogger("four-ears").info("open http://%s:%s in a browser", host, settings.port)
        serve(mount(server, pages), settings.host, settings.port)
    except CoachError as error:
        sys.stderr.write(f"four-ears: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
