"""Rewrites by a language model behind an endpoint that speaks the OpenAI protocol; off unless one is set up.

Its answer is a candidate like any other: it passes the same guard and is scored again. A model that is slow, down or
talks nonsense costs nothing but its own candidate.
"""

import json
import logging
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from coach.errors import SettingsError
from coach.rewrite.case import Case
from coach.rewrite.edits import Candidate
from coach.rubric import Rubric
from coach.types import Edit

_LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_REMOVABLE = ("irony", "blame", "insensitive_offer")
_MAX_CHARACTERS = 3000
_SYSTEM = {
    "de": "Du überarbeitest Antworten im Kundendienst. Ändere so wenig wie möglich und behalte die Worte des Entwurfs. Behalte jede Zahl, jedes Datum, jeden Namen, "
    "jeden Link und jede Verneinung. Erfinde nichts, sage nichts zu, lehne nichts ab, gib keine Schuld zu, unterstelle keine Gefühle. Was nur der Mensch wissen kann, "
    "bleibt eine Lücke wie [Zeitpunkt]. Anrede und Sprache bleiben. Antworte nur mit JSON: {\"rewrite\": \"…\"}",
    "en": "You revise replies in customer service. Change as little as possible and keep the draft's own words. Keep every number, date, name, link and negation. Invent "
    "nothing, promise nothing, refuse nothing, admit no fault, impute no feelings. What only the agent can know stays a gap like [time]. Keep the language. "
    "Answer with JSON only: {\"rewrite\": \"…\"}",
}  # fmt: skip


class _Answer(BaseModel):
    rewrite: str


class LanguageModel:
    """A chat endpoint that may offer one more candidate."""

    def __init__(self, url: str, model: str, *, hosts: Sequence[str] = (), seconds: float = 20.0) -> None:
        """Set up the endpoint; nothing is sent yet.

        Args:
            url: base address, such as `http://127.0.0.1:8000/v1`.
            model: the name under which the endpoint knows its model.
            hosts: hosts beside this machine that customers' words may be sent to.
            seconds: how long an answer may take.

        Raises:
            SettingsError: when the host is neither this machine nor in `hosts`.
        """
        host = urlsplit(url).hostname or ""
        if not (_is_loopback(host) or host in hosts):
            raise SettingsError(
                f"language model: expected an address on this machine or an allowed host, found {host!r}"
            )
        self._url, self._model, self._seconds = url, model, seconds

    def candidates(self, case: Case, rubric: Rubric) -> list[Candidate]:
        """Return the model's rewrite, or nothing."""
        try:
            answer = _Answer.model_validate_json(self._ask(case, rubric))
        except ValidationError:
            _LOG.warning("language model: expected JSON with a rewrite, found something else")
            return []
        except Exception as error:  # whatever the client raises: the built-in rewrites stand
            _LOG.warning("language model: no answer (%s)", type(error).__name__)
            return []
        text = answer.rewrite.strip()
        if not text or text == case.text or len(text) > _MAX_CHARACTERS:
            return []
        first, *others = (f.criterion for f in case.report.findings)
        taken = [s for f in case.report.findings if f.criterion in _REMOVABLE for s in case.sentences_of(f)]
        edits = difference(case.text, text, first)
        return [Candidate(text, edits, (first,), tuple(taken), tuple(others), generated=True)]

    def _ask(self, case: Case, rubric: Rubric) -> str:
        from httpx2 import Client
        from openai import OpenAI

        with Client(timeout=self._seconds, trust_env=False, follow_redirects=False) as web:
            client = OpenAI(base_url=self._url, api_key="none", max_retries=0, http_client=web, timeout=self._seconds)
            found = client.chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": _SYSTEM[case.report.language]},
                    {"role": "user", "content": _prompt(case, rubric)},
                ],
                response_format={"type": "json_object"},
                temperature=0,
                max_tokens=800,
            )
        return found.choices[0].message.content or ""


def difference(old: str, new: str, criterion: str) -> tuple[Edit, ...]:
    """Return the edits, word by word, that turn `old` into `new`."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in a:
        starts.append(starts[-1] + len(token))
    return tuple(
        Edit(starts[i1], starts[i2], "".join(b[j1:j2]), criterion)
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if tag != "equal"
    )


def _prompt(case: Case, rubric: Rubric) -> str:
    language = case.report.language
    findings = [
        {"what": rubric[f.criterion].message[language], "advice": rubric[f.criterion].advice[language]}
        for f in case.report.findings
    ]
    messages = [{"role": m.role, "text": m.text} for m in case.draft.conversation[-6:]]
    return json.dumps(
        {"conversation": messages, "draft": case.text, "findings": findings, "channel": case.draft.channel},
        ensure_ascii=False,
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
