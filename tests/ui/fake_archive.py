"""The archive's page over an API that remembers nothing for long: `python tests/ui/fake_archive.py PORT [WORD…]`.

Words: `trainer` (else lead), `accounts`, `empty` (nothing stored), `few` (too few data), `nobasis` (no legal basis).
"""

import copy
import json
import sys
from typing import Annotated, Any

import uvicorn
from fastapi import Body, FastAPI, Form, Request, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse

from coach.types import CHANNELS, Draft, Message
from coach.ui.app import build_app, mount
from coach.ui.view import facts_view, report_view, rewrite_view
from tests.ui.fake_app import RUBRIC, FakePipeline, FakeRewriter

Said = Annotated[dict[str, Any], Body()]

_WAIT = "Hallo, das Puppenhaus für meine Tochter sollte am Montag da sein, heute ist Donnerstag. Sie hat morgen Geburtstag 🎂"
_LONG = "Ich habe jetzt dreimal angerufen und jedes Mal etwas anderes gehört. Beim ersten Mal hieß es Dienstag, dann Freitag, nun gar nichts mehr."
_CASES: tuple[tuple[str, str, str, str, str | None, str | None, tuple[tuple[str, str], ...], str], ...] = (
    # lane, status, language, channel, mark, question, messages, draft
    (
        "flagged", "open", "de", "whatsapp", None, None,
        (("customer", _WAIT), ("bot", "Willkommen beim Spielzeugladen!"), ("customer", "Kommt es heute noch? Und falls nicht, kann ich es selbst abholen?")),
        "Hallo, Pakete können sich derzeit verzögern. Wir bitten um Verständnis und kümmern uns zeitnah darum.",
    ),
    (
        "uncertain", "answered", "de", "email", "question", "War das zu knapp, oder geht es so?",
        (("customer", _LONG), ("agent", "Das tut mir leid, ich schaue nach."), ("customer", "Und, was ist nun?")),
        "Der Techniker kommt am Mittwoch zwischen 9 und 11 Uhr. Vorher ruft er kurz an.",
    ),
    (
        "good", "open", "de", "live_chat", "good", None,
        (("customer", "Gibt es im Kurs am Mittwoch noch Plätze?"),),
        "Ja, drei Plätze sind noch frei. Das Lehrbuch ist in der Gebühr von 140 € enthalten.",
    ),
    (
        "random", "discussed", "en", "whatsapp", None, None,
        (("customer", "The fridge stopped cooling overnight. When can someone come, and who pays for the insulin?"),),
        "Thank you for your patience. A technician will be with you on Tuesday.",
    ),
    (
        "flagged", "open", "de", "social", None, None,
        (("customer", "Die App ist heute schon fünfmal abgestürzt."),),
        "Erst fünfmal? Tja, da ist ja noch Luft nach oben. tja",
    ),
    ("plain", "closed", "en", "email", None, None, (("customer", "Are dogs allowed?"),), "Yes, they stay free of charge."),
)  # fmt: skip
_BASIS = {"text": "Betriebsvereinbarung vom 1. Oktober 2026", "day": "2026-10-01"}
_LEVELS = ("none", "suggestion", "warning", "error")
_PLACES = ("flagged", "random", "flagged", "uncertain", "random", "good")


class State:
    """What this run of the fake holds."""

    def __init__(self, words: set[str]) -> None:
        self.words = words
        self.me: dict[str, Any] = {
            "accounts": "accounts" in words, "role": "trainer" if "trainer" in words else "lead", "name": None,
            "teams": ["Shop", "Technik"], "legal_basis": None if "nobasis" in words else _BASIS, "retention_days": 180,
            "criteria": [{"id": c.id, "name": dict(c.name), "silenced": c.id == "canned"} for c in RUBRIC],
            "channels": list(CHANNELS),
        }  # fmt: skip
        self.items = {} if "empty" in words else {n: _item(n, _CASES[n % len(_CASES)]) for n in range(1, 61)}
        self.rounds = [{"id": 1, "day": "2026-11-19", "focus": "missing_empathy", "until": "2026-11-26"}]
        self.graded: dict[int, dict[str, dict[str, bool]]] = {0: {}, 1: {}}
        self.ended: dict[str, Any] = {"focus": None, "until": None}
        self.waiting = 0
        self.blocks: list[dict[str, Any]] = [] if "empty" in words else [_block(n) for n in range(1, 7)]


def _item(number: int, case: tuple[Any, ...]) -> dict[str, Any]:
    lane, status, language, channel, mark, question, messages, draft = case
    return {
        "id": number, "day": f"2026-11-{25 - number % 20:02}", "channel": channel, "language": language, "team": "Shop",
        "lane": lane, "status": status, "mark": mark, "question": question, "cause": None, "draft": draft,
        "messages": [{"role": role, "text": text} for role, text in messages], "verdicts": [],
        "notes": [{"author": "agent", "text": question, "day": "2026-11-20"}] if question else [],
    }  # fmt: skip


def _block(number: int) -> dict[str, Any]:
    texts = ("Wir bitten um Verständnis, tja.", "Ihre Bestellung ist unterwegs.", "Wir bitten um Verständnis.")
    draft = Draft(texts[number % 3])
    report = FakePipeline().predict(draft)
    shown = [f.criterion for f in report.findings if f.shown]
    return {"id": number, "title": f"Vorlage {number}", "text": draft.text, "language": "de", "criteria": shown}


def _draft(item: dict[str, Any]) -> Draft:
    turns = tuple(Message(m["role"], m["text"]) for m in item["messages"])
    return Draft(item["draft"], turns, language=item["language"])


def _detail(item: dict[str, Any], ui: str) -> dict[str, Any]:
    draft = _draft(item)
    report = FakePipeline().predict(draft)
    flags: dict[str, bool | None] = {c.id: False for c in RUBRIC} | {f.criterion: True for f in report.findings}
    flags["register"] = None
    rewrites = [rewrite_view(draft, r, RUBRIC, language=ui) for r in FakeRewriter().options(draft)]
    view = report_view(draft, report, RUBRIC, language=ui)
    return {**copy.deepcopy(item), "view": view, "report_flags": flags, "rewrites": rewrites}


def _row(item: dict[str, Any]) -> dict[str, Any]:
    shown = [f.criterion for f in FakePipeline().predict(_draft(item)).findings if f.shown]
    customer = next((m["text"] for m in reversed(item["messages"]) if m["role"] == "customer"), "")
    kept = {k: item[k] for k in ("id", "day", "channel", "language", "team", "lane", "status", "mark")}
    return {
        **kept,
        "level": "warning" if shown else "none",
        "criteria": shown,
        "draft": item["draft"][:160],
        "customer": customer[:160],
    }


def _share(count: int, n: int) -> dict[str, Any]:
    half = (count / n * (1 - count / n) / n) ** 0.5 * 2
    return {
        "n": n,
        "count": count,
        "share": count / n,
        "low": max(0, count / n - half),
        "high": min(1, count / n + half),
    }


def _insights(few: bool) -> dict[str, Any]:
    if few:
        names = ("open_requests", "criteria_by_week", "causes", "model_vs_trainers", "false_alarms")
        none = {name: {"enough": False, "matters": [], "causes": [], "criteria": [], "weeks": []} for name in names}
        return {**none, "criteria_by_week": {**none["criteria_by_week"], "suppressed_weeks": 0}}
    weeks = [f"2026-W{n}" for n in range(36, 48)]
    by_week = [
        {
            "criterion": c,
            "all": [None if i == 4 else _share(2 + (i * k) % 9, 44 + i) for i in range(12)],
            "teams": [{"team": "Shop", "weeks": [None if i < 6 else _share(1 + i % 4, 24) for i in range(12)]}],
            "imported": _share(20 * k, 310),
        }
        for k, c in enumerate(("hurried", "irony", "missing_empathy", "unanswered_question"), 1)
    ]
    graded = [
        {
            "criterion": "missing_empathy", "enough": True, "n": 64, "blind": 20, "agreement": _share(52, 64),
            "kappa": 0.61, "kappa_low": 0.44, "kappa_high": 0.77, "alpha": 0.58,
        },
        {
            "criterion": "irony", "enough": True, "n": 40, "blind": 20, "agreement": _share(40, 40),
            "kappa": None, "kappa_low": None, "kappa_high": None, "alpha": None,
        },
        {
            "criterion": "blame", "enough": False, "n": 7, "blind": 2, "agreement": None,
            "kappa": None, "kappa_low": None, "kappa_high": None, "alpha": None,
        },
    ]  # fmt: skip
    return {
        "open_requests": {
            "enough": True,
            "matters": [
                {"matter": m, **_share(c, n)}
                for m, c, n in (
                    ("late_delivery", 18, 96),
                    ("outage_home", 20, 41),
                    ("refund_pending", 3, 33),
                    ("other", 25, 140),
                )
            ],
        },
        "criteria_by_week": {"enough": True, "weeks": weeks, "suppressed_weeks": 1, "criteria": by_week},
        "causes": {
            "enough": True,
            "causes": [
                {"cause": c, **_share(n, 80)} for c, n in (("process", 31), ("text_block", 28), ("wording", 21))
            ],
        },
        "model_vs_trainers": {"enough": True, "criteria": graded},
        "false_alarms": {
            "enough": True,
            "criteria": [
                {"criterion": "missing_empathy", "enough": True, "n": 40, "alarms": _share(6, 40)},
                {"criterion": "irony", "enough": False, "n": 4, "alarms": None},
            ],
        },
    }


def _fail(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"type": "fake", "message": message}}, status)


def build_api(state: State) -> FastAPI:
    """Return the routes of the API over `state`."""
    api = FastAPI()

    @api.get("/api/me")
    def me() -> dict[str, Any]:
        return state.me

    @api.post("/api/logout")
    def logout() -> dict[str, Any]:
        return {}

    def chosen(asked: Any) -> list[dict[str, Any]]:
        found = [
            i for i in state.items.values()
            if all(not asked.get(k) or i[k] == asked[k] for k in ("lane", "status", "language", "channel"))
            and (not asked.get("text") or asked["text"].lower() in json.dumps(i, ensure_ascii=False).lower())
            and (not asked.get("criterion") or asked["criterion"] in _row(i)["criteria"])
            and (not asked.get("level") or _LEVELS.index(_row(i)["level"]) >= _LEVELS.index(asked["level"]))
            and (not asked.get("since") or i["day"] >= asked["since"])
            and (not asked.get("until") or i["day"] <= asked["until"])
        ]  # fmt: skip
        return sorted(found, key=lambda i: i["day"], reverse=True) if asked.get("order") == "newest" else found

    @api.get("/api/items")
    def items(request: Request) -> dict[str, Any]:
        asked = request.query_params
        found, first = chosen(asked), int(asked.get("after") or 0)
        rows = [_row(i) for i in found[first : first + 25]]
        more = first + 25 < len(found)
        return {
            "items": rows,
            "total": len(found),
            "total_is_capped": False,
            "more": more,
            "next": str(first + 25) if more else None,
        }

    @api.get("/api/items/{id}", response_model=None)
    def item(id: int, request: Request) -> dict[str, Any] | JSONResponse:
        if id not in state.items:
            return _fail(404, f"item {id}: expected an item, found none")
        ids = [i["id"] for i in chosen(request.query_params)]
        at = ids.index(id) if id in ids else -1
        around = {"previous": ids[at - 1] if at > 0 else None, "next": ids[at + 1] if 0 <= at < len(ids) - 1 else None}
        shown = _detail(state.items[id], request.query_params.get("ui", "de"))
        if id == 60:  # stands in a round
            shown = {
                k: v for k, v in shown.items() if k not in ("view", "report_flags", "rewrites", "verdicts", "lane")
            }
            shown["blind"] = True
        return {**shown, **around}

    @api.put("/api/items/{id}/verdicts/{criterion}")
    def verdict(id: int, criterion: str, said: Said) -> dict[str, Any]:
        others = [v for v in state.items[id]["verdicts"] if v["criterion"] != criterion]
        state.items[id]["verdicts"] = [*others, {"criterion": criterion, "grader": "trainer", "model": None, **said}]
        return {}

    @api.put("/api/items/{id}/{what}")
    def change(id: int, what: str, said: Said) -> dict[str, Any]:
        state.items[id][what] = said[what]
        return {}

    @api.delete("/api/items/{id}")
    def remove(id: int) -> dict[str, Any]:
        del state.items[id]
        return {}

    @api.post("/api/items/{id}/notes")
    def note(id: int, said: Said) -> dict[str, Any]:
        state.items[id]["notes"].append({"author": "trainer", "text": said["text"], "day": "2026-11-26"})
        state.items[id]["status"] = "answered"
        return {}

    @api.post("/api/imports/look", response_model=None)
    async def look(file: UploadFile) -> dict[str, Any] | JSONResponse:
        text = (await file.read()).decode(errors="replace")
        if "kaputt" in text:
            return _fail(400, "file: expected a WhatsApp export or JSON lines, found neither")
        faults = [{"line": n, "message": "expected a date, found other words"} for n in range(3, 26)]
        senders = ["Jule Brandt", "Lampenhaus", "Lampenhaus Kasse 2 <b>"]
        return {"kind": "whatsapp", "senders": senders, "messages": 1240, "order": "dmy", "faults": faults}

    @api.post("/api/imports")
    def imports(file: UploadFile, options: Annotated[str, Form()]) -> dict[str, Any]:
        state.waiting = 40
        return {"conversations": 31, "doubles": 2, "items": 40, "faults": [{"line": 3, "message": "expected a date"}]}

    @api.get("/api/imports/progress")
    def progress() -> dict[str, Any]:
        state.waiting = max(0, state.waiting - 5)
        return {"waiting": state.waiting, "reviewed": 640 - state.waiting}

    @api.get("/api/export/{name}")
    def export(name: str) -> PlainTextResponse:
        return PlainTextResponse("{}\n", headers={"Content-Disposition": f"attachment; filename={name}"})

    _rounds(api, state)

    @api.get("/api/insights")
    def insights() -> dict[str, Any]:
        return _insights("few" in state.words)

    @api.get("/api/blocks")
    def blocks(ui: str = "de") -> dict[str, Any]:
        def view(text: str) -> dict[str, Any]:
            return report_view(Draft(text), FakePipeline().predict(Draft(text)), RUBRIC, language=ui)

        return {"blocks": [{**b, "view": view(b["text"])} for b in state.blocks]}

    @api.delete("/api/blocks/{id}")
    def remove_block(id: int) -> dict[str, Any]:
        state.blocks = [b for b in state.blocks if b["id"] != id]
        return {}

    @api.post("/api/blocks")
    def add_blocks(file: UploadFile) -> dict[str, Any]:
        state.blocks.append(_block(len(state.blocks) + 1))
        return {
            "added": 1,
            "doubles": 5,
            "faults": [{"line": 7, "message": "expected title and text, found one column"}],
        }

    _settings(api, state)
    return api


def _rounds(api: FastAPI, state: State) -> None:
    @api.get("/api/rounds")
    def rounds(team: str) -> dict[str, Any]:
        return {"rounds": state.rounds if team == "Shop" else []}

    @api.post("/api/rounds", response_model=None)
    def begin(said: Said) -> dict[str, Any] | JSONResponse:
        if not state.items:
            return _fail(409, "a round needs items that were reviewed and not shown before; found none")
        if len(state.rounds) == 1:
            state.rounds.insert(0, {"id": 2, "day": "2026-11-26", "focus": None, "until": None})
        return {"id": 2}

    def entry(position: int, ui: str) -> dict[str, Any]:
        blind, grades = position < 2, state.graded.get(position, {})
        number = next(n for n, i in state.items.items() if i["lane"] == _PLACES[position] and n > 6 * (position // 2))
        item, open_ = _detail(state.items[number], ui), not blind or len(grades) == 2
        if not open_:
            item = {k: v for k, v in item.items() if k not in ("view", "report_flags", "rewrites", "verdicts", "lane")}
        for grader, values in grades.items() if open_ else ():
            item["verdicts"] += [
                {"criterion": c, "grader": grader, "value": v, "model": item["report_flags"][c], "evidence": []}
                for c, v in values.items()
            ]
        graded = {seat: seat in grades for seat in ("trainer", "second")}
        return {"position": position, "lane": _PLACES[position], "blind": blind, "graded": graded, "item": item}

    @api.get("/api/rounds/{id}")
    def round_(id: int, ui: str = "de") -> dict[str, Any]:
        done = all(len(grades) == 2 for grades in state.graded.values())
        same = [{"criterion": c.id, "same": 1 + (n % 3 > 0), "of": 2} for n, c in enumerate(RUBRIC)]
        return {
            "id": id, "team": "Shop", "day": "2026-11-26", **state.ended, "items": [entry(n, ui) for n in range(6)],
            "agreement": {"criteria": same, "with_model": same} if done else None,
            "before_after": {"criterion": "missing_empathy", "before": _share(18, 61), "after": _share(9, 58)},
            "silence": ["irony"] if done else [],
        }  # fmt: skip

    @api.put("/api/rounds/{id}/grades")
    def grade(id: int, said: Said) -> dict[str, Any]:
        state.graded[said["position"]][said["grader"]] = said["values"]
        return {}

    @api.put("/api/rounds/{id}/end")
    def end(id: int, said: Said) -> dict[str, Any]:
        state.ended = said
        return {}


def _settings(api: FastAPI, state: State) -> None:
    @api.put("/api/settings")
    def settings(said: Said) -> dict[str, Any]:
        if "legal_basis" in said:
            said = {"legal_basis": said["legal_basis"] and {**said["legal_basis"], "day": "2026-11-26"}}
        state.me |= said
        return {}

    @api.post("/api/purge")
    def purge() -> dict[str, Any]:
        return {"deleted": 3}

    @api.post("/api/customers/{deed}")
    def customers(deed: str, said: Said) -> dict[str, Any]:
        found = 0 if "nobody" in said["identifier"] else 4
        return {"count": {"count": found}, "export": {"conversations": [{}] * found}, "erase": {"deleted": found}}[deed]

    @api.put("/api/criteria/{id}/silenced")
    def silenced(id: str, said: Said) -> dict[str, Any]:
        for criterion in state.me["criteria"]:
            if criterion["id"] == id:
                criterion["silenced"] = said["value"]
        return {}


if __name__ == "__main__":
    pages = build_app(FakePipeline(), FakeRewriter(), RUBRIC, facts_view(RUBRIC, "0.0.1", {}))
    api = build_api(State(set(sys.argv[2:])))
    uvicorn.run(mount(api, pages), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
