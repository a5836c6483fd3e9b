"""The language model: a scripted local server that answers well, badly, slowly, or with what must never pass."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from coach.errors import SettingsError
from coach.rewrite.case import Case
from coach.rewrite.edits import apply
from coach.rewrite.guard import check
from coach.rewrite.language_model import LanguageModel, difference
from coach.types import Draft, Message
from tests.rewrite.test_cases import _report

pytest.importorskip("openai")
DRAFT = Draft(
    "Die Lampe kommt am 12.5.", (Message("customer", "Ich warte seit drei Wochen."),), language="de", channel="email"
)


class Scripted(ThreadingHTTPServer):
    """Answers every chat request with `content`, after `delay` seconds, and keeps what it was asked."""

    def __init__(self):
        self.content, self.delay, self.status, self.asked = "", 0.0, 200, []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(server.delay)
        message = {"role": "assistant", "content": server.content}
        body = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        }
        data = json.dumps(body).encode()
        self.send_response(server.status)
        if server.status == 302:
            self.send_header("Location", "http://203.0.113.1/v1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(BrokenPipeError):  # who asked may have gone
            self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    scripted = Scripted()
    threading.Thread(target=scripted.serve_forever, daemon=True).start()
    yield scripted
    scripted.shutdown()
    scripted.server_close()


@pytest.fixture
def case():
    return Case.of(DRAFT, _report(DRAFT, {"find": ["missing_empathy"]}))


def ask(server, case, pipeline, seconds=5.0):
    model = LanguageModel(f"http://127.0.0.1:{server.server_port}/v1", "m", seconds=seconds)
    return model.candidates(case, pipeline.rubric)


def test_language_model_a_good_answer_is_a_marked_candidate_that_passes(server, case, pipeline):
    server.content = json.dumps({"rewrite": "Drei Wochen sind lang. Die Lampe kommt am 12.5."})
    (found,) = ask(server, case, pipeline)
    assert found.generated
    assert apply(DRAFT.text, found.edits) == found.text
    assert check(DRAFT, found).allowed


def test_language_model_is_asked_with_the_rubrics_words(server, case, pipeline):
    server.content = "{}"
    ask(server, case, pipeline)
    prompt = server.asked[0]["messages"][1]["content"]
    assert pipeline.rubric["missing_empathy"].advice["de"] in json.loads(prompt)["findings"][0]["advice"]
    assert json.loads(prompt)["draft"] == DRAFT.text


@pytest.mark.parametrize(
    "rewrite",
    [
        "Die Lampe kommt am 13.5.",
        "Die Lampe kommt am 12.5. Wir erstatten Ihnen das Porto.",
        "Das war unser Fehler. Die Lampe kommt am 12.5.",
        "Ich verstehe Ihren Frust. Die Lampe kommt am 12.5.",
        "Die Lampe kommt am 12.5. Mehr unter https://boese.example.",
    ],
)
def test_language_model_what_it_invents_or_promises_is_dropped(server, case, pipeline, rewrite):
    server.content = json.dumps({"rewrite": rewrite})
    (found,) = ask(server, case, pipeline)
    assert not check(DRAFT, found).allowed


@pytest.mark.parametrize(
    "content", ["", "Gern!", "{}", '{"rewrite": 3}', '{"rewrite": ""}', json.dumps({"rewrite": "x" * 5000})]
)
def test_language_model_nonsense_gives_nothing(server, case, pipeline, content):
    server.content = content
    assert ask(server, case, pipeline) == []


def test_language_model_slow_gives_nothing_in_time(server, case, pipeline):
    server.content, server.delay = '{"rewrite": "Gut."}', 3.0
    start = time.perf_counter()
    assert ask(server, case, pipeline, seconds=0.5) == []
    assert time.perf_counter() - start < 2.5


@pytest.mark.parametrize("status", [302, 404, 500])
def test_language_model_errors_and_redirects_give_nothing(server, case, pipeline, status):
    server.content, server.status = '{"rewrite": "Gut."}', status
    assert ask(server, case, pipeline) == []


def test_language_model_down_gives_nothing(case, pipeline):
    assert LanguageModel("http://127.0.0.1:9/v1", "m", seconds=1).candidates(case, pipeline.rubric) == []


def test_language_model_other_hosts_must_be_allowed():
    with pytest.raises(SettingsError, match=r"found 'llm\.example'"):
        LanguageModel("http://llm.example/v1", "m")
    LanguageModel("http://llm.example/v1", "m", hosts=("llm.example",))


def test_difference_gives_the_edits_word_by_word():
    edits = difference("Die Lampe kommt bald.", "Die neue Lampe kommt.", "irony")
    assert apply("Die Lampe kommt bald.", edits) == "Die neue Lampe kommt."
    assert len(edits) == 2
