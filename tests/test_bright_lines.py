"""The two bright lines: no item names or numbers an agent, and nothing can be asked by agent.

Every column, filter, parameter and answer stands in a list here. Whoever adds one changes the list, in sight of whoever reads
the change: does it say who wrote something, or let one person be told from another?
"""

from dataclasses import fields

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from coach.archive.export import COLUMNS
from coach.store.tables import metadata
from coach.store.values import Filter, Row, StoredItem
from coach.web.api import api_router
from tests.archive.conftest import archive, share, store
from tests.store.conftest import numbered, postgres, url
from tests.web.conftest import client

__all__ = ["archive", "client", "numbered", "postgres", "share", "store", "url"]

TABLES = {
    "setting": "key value",
    "account": "id name role password",
    "login": "token account_id expires",
    "conversation": "id source channel team day messages digest",
    "identifier": "conversation_id hash",
    "item": "id conversation_id first upto draft kind mark question address key status cause day channel team language lane "
    "level mix report rewrites",
    "flag": "item_id criterion shown",
    "request": "id item_id matter status",
    "verdict": "id item_id criterion grader value blind evidence model",
    "note": "id item_id author text day",
    "round": "id team day focus until",
    "round_item": "round_id position item_id lane blind",
    "sharer": "team week token",
    "sharers": "team week count",
    "block": "id title text language report digest",
}
FILTER = "criterion level language channel since until status lane text"
ROW = "id day channel team language lane status mark level draft customer criteria"
ITEM = (
    "id conversation_id messages draft kind mark question status cause day channel team language lane level report rewrites "
    "address verdicts notes"
)
EXPORT = "item day channel team language lane status mark level cause flags confirmed rejected customer reply"
PARAMETERS = {
    "GET /api/blocks": "ui",
    "GET /api/items": f"{FILTER} order after",
    "GET /api/items/{id}": f"{FILTER} id order ui",
    "GET /api/rounds": "team",
    "GET /api/rounds/{id}": "id ui",
}
BODIES = {
    "Share": "key token team mark question messages draft channel language address",
    "Keys": "keys",
    "OneKey": "key",
    "Answer": "key text",
    "VerdictBody": "value evidence",
    "Passage": "message start end",
    "CauseBody": "cause",
    "NoteBody": "text",
    "StatusBody": "status",
    "Team": "team",
    "Grades": "position grader values",
    "End": "focus until",
    "Basis": "text",
    "SettingsBody": "legal_basis retention_days teams",
    "Identifier": "identifier",
    "Silenced": "value",
}
FEEDBACK = "key draft mark question status cause day can_withdraw notes verdicts"
SHOWN = (
    "id channel language team lane status mark question cause draft day level messages view report_flags rewrites verdicts "
    "notes previous next"
)


def _names(of) -> set[str]:
    return {field.name for field in fields(of)}


def test_bright_lines_no_column_is_new():
    assert {name: {c.name for c in table.columns} for name, table in metadata.tables.items()} == {
        name: {*columns.split()} for name, columns in TABLES.items()
    }


def test_bright_lines_nothing_leads_from_an_item_to_an_account_or_a_token():
    leads = {(name, key.column.table.name) for name, table in metadata.tables.items() for key in table.foreign_keys}
    assert {name for name, to in leads if to == "account"} == {"login"}
    assert not {to for name, to in leads if name in ("sharer", "sharers")}
    assert not {name for name, to in leads if to in ("sharer", "sharers", "login")}


def test_bright_lines_no_filter_row_or_export_is_new():
    assert _names(Filter) == {*FILTER.split()}
    assert _names(Row) == {*ROW.split()}
    assert _names(StoredItem) == {*ITEM.split()}
    assert set(COLUMNS) == {*EXPORT.split()}


def test_bright_lines_no_parameter_or_body_of_the_api_is_new(archive):
    server = FastAPI()
    server.include_router(api_router(archive))
    described = get_openapi(title="", version="0", routes=server.routes)
    asked = {
        f"{method.upper()} {path}": {p["name"] for p in about.get("parameters", [])}
        for path, methods in described["paths"].items()
        for method, about in methods.items()
    }
    narrowing = {place: names for place, names in asked.items() if names and place.startswith("GET")}
    assert narrowing == {place: {*names.split()} for place, names in PARAMETERS.items()}
    assert {n for place, names in asked.items() if not place.startswith("GET") for n in names} == {"id", "criterion"}
    schemas = described["components"]["schemas"]
    ours = {name: {*s["properties"]} for name, s in schemas.items() if not name.startswith(("Body_", "HTTP", "Valid"))}
    assert ours == {name: {*names.split()} for name, names in BODIES.items()}


def test_bright_lines_no_answer_about_an_item_says_more(client, share):
    key = share()
    [feedback] = client.post("/api/shared/read", json={"keys": [key]}).json()["items"]
    [row] = client.get("/api/items").json()["items"]
    assert set(feedback) == {*FEEDBACK.split()}
    assert set(row) == {*ROW.split()}
    assert set(client.get(f"/api/items/{row['id']}").json()) == {*SHOWN.split()}
    note = {"text": "Gut so."}
    client.post(f"/api/items/{row['id']}/notes", json=note)
    [written] = client.get(f"/api/items/{row['id']}").json()["notes"]
    assert set(written) == {"author", "text", "day"}
    assert written["author"] == "trainer"
