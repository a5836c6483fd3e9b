"""The archive over HTTP: agent, trainer and lead, each step as the page takes it."""

import csv
import io
import json
import tempfile
import zipfile

import pytest

from coach.store.values import Reviewed

CHAT = "23.11.26, 09:15 - Petra Kunz: Wo bleibt das Paket 88213?\n23.11.26, 09:20 - Lampenwelt: Tja, Frau Kunz 😅, das dauert.\n"
OPTIONS = json.dumps({"team_names": ["Lampenwelt"], "team": "Team", "channel": "whatsapp"})


def _share(client, number=1, **values):
    body = {
        "key": f"{number:032x}", "token": f"{number + 99:032x}", "team": "Team", "mark": "question", "question": None,
        "messages": [{"role": "customer", "text": "Wo bleibt es?"}], "draft": "Tja 🙂 morgen.", "channel": "whatsapp",
        "address": None, "language": "de", **values,
    }  # fmt: skip
    return client.post("/api/shared", json=body)


def _only(client):
    return client.get("/api/items").json()["items"][0]["id"]


@pytest.fixture
def item(client, archive):
    assert _share(client).json() == {"status": "open"}
    archive.reviewing.work()
    return _only(client)


def _read(client, number=1):
    return client.post("/api/shared/read", json={"keys": [f"{number:032x}"]}).json()["items"]


def test_api_me_tells_what_may_be_chosen(client):
    me = client.get("/api/me").json()
    assert (me["accounts"], me["role"], me["teams"], me["retention_days"]) == (False, "lead", ["Team"], 180)
    assert me["legal_basis"]["text"] == "Betriebsvereinbarung"
    assert {c["id"] for c in me["criteria"]} >= {"irony", "missing_empathy"}


def test_api_agent_shares_reads_answers_and_withdraws(client, archive, item):
    client.post(f"/api/items/{item}/notes", json={"text": "Der erste Satz trägt."})
    client.put(f"/api/items/{item}/verdicts/irony", json={"value": False})
    client.put(f"/api/items/{item}/cause", json={"cause": "process"})
    [seen] = _read(client)
    assert (seen["status"], seen["cause"], seen["can_withdraw"]) == ("answered", "process", True)
    assert [n["text"] for n in seen["notes"]] == ["Der erste Satz trägt."]
    assert seen["verdicts"] == [{"criterion": "irony", "value": False, "model": True}]
    assert client.post("/api/shared/answer", json={"key": f"{1:032x}", "text": "Danke!"}).status_code == 200
    assert [n["author"] for n in client.get(f"/api/items/{item}").json()["notes"]] == ["trainer", "agent"]
    assert client.post("/api/shared/withdraw", json={"key": f"{1:032x}"}).json() == {}
    assert _read(client) == []
    assert client.get(f"/api/items/{item}").status_code == 404


@pytest.mark.parametrize(("chosen", "kept"), [("customer", None), ("sie", "sie"), (None, None)])
def test_api_keeps_how_the_house_speaks(client, archive, chosen, kept):
    assert _share(client, address=chosen).status_code == 200
    assert [item.address for item in archive.store.items.every()] == [kept]


def test_api_withdrawing_ends_when_the_item_is_discussed(client, item):
    client.put(f"/api/items/{item}/status", json={"status": "discussed"})
    refused = client.post("/api/shared/withdraw", json={"key": f"{1:032x}"})
    assert refused.status_code == 409
    assert "until it is discussed" in refused.json()["error"]["message"]
    assert _read(client)[0]["can_withdraw"] is False


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"key": "short"}, 400),
        ({"token": "G" * 32}, 400),
        ({"mark": "bad"}, 400),
        ({"draft": ""}, 400),
        ({"messages": [{"role": "boss", "text": "x"}]}, 400),
        ({"messages": "x"}, 400),
        ({"team": "Nobody’s"}, 409),
        ({"agent": "Jonas"}, 400),  # there is no such field
        ({"address": "Euer Gnaden"}, 400),
    ],
)
def test_api_refuses_what_is_no_share(client, values, status):
    assert _share(client, **values).status_code == status
    assert client.get("/api/items").json()["items"] == []


def test_api_queue_filters_searches_and_pages(client, archive):
    for number in range(1, 31):
        _share(
            client,
            number,
            draft="Tja." if number % 2 else "Es kommt morgen.",
            mark="good" if number > 20 else "question",
        )
    archive.reviewing.work()
    first = client.get("/api/items").json()
    second = client.get("/api/items", params={"after": first["next"]}).json()
    assert (len(first["items"]), first["total"], first["more"], len(second["items"]), second["more"]) == (
        25,
        30,
        True,
        5,
        False,
    )
    assert len({i["id"] for i in first["items"] + second["items"]}) == 30
    assert client.get("/api/items?criterion=irony").json()["total"] == 15
    assert client.get("/api/items?lane=good&level=warning").json()["total"] == 5
    assert client.get("/api/items?text=Morgens").json()["total"] == 15
    assert client.get("/api/items?text=niemals").json()["items"] == []
    for wrong in ("lane=x", "level=7", "order=agent", "since=gestern", "after=zz"):
        assert client.get(f"/api/items?{wrong}").status_code in (400, 409), wrong
    neighbours = client.get(f"/api/items/{first['items'][1]['id']}?order=mixed").json()
    assert (neighbours["previous"], neighbours["next"]) == (first["items"][0]["id"], first["items"][2]["id"])


@pytest.mark.parametrize(
    "text", ["Tja\0 nun", "Tja \ud83d nun", "Tja \u202e nun", "Tja 👨‍👩‍👧 nun", "Tja " + "x" * 19_000]
)
def test_api_takes_any_text(client, archive, text):
    raw = json.dumps({"key": "a" * 32, "token": "b" * 32, "team": "Team", "mark": "question", "question": text,
        "messages": [{"role": "customer", "text": text}], "draft": text, "channel": "email"})  # fmt: skip
    assert client.post("/api/shared", content=raw, headers={"Content-Type": "application/json"}).status_code in (
        200,
        400,
    )
    archive.reviewing.work()
    for row in client.get("/api/items").json()["items"]:
        assert client.get(f"/api/items/{row['id']}").json()["draft"].startswith("Tja")


def test_api_knows_no_agent(client, item):
    """No parameter narrows to one; a made-up one changes nothing."""
    everything = client.get("/api/items").json()
    for name in ("agent", "agent_id", "author", "user", "key", "sharer", "token", "account"):
        assert client.get(f"/api/items?{name}=1").json() == everything
    shown = client.get(f"/api/items/{item}").json()
    assert not {"key", "token", "agent", "author", "account"} & set(shown)


def test_api_item_shows_report_and_rewrite_in_the_language_of_the_page(client, item):
    german, english = (client.get(f"/api/items/{item}?ui={ui}").json() for ui in ("de", "en"))
    assert german["view"]["cards"][0]["title"] != english["view"]["cards"][0]["title"]
    assert german["rewrites"][0]["text"] == " 🙂 morgen."
    assert german["report_flags"]["irony"] is True


def test_api_marks_lie_in_utf16_on_the_page_and_in_code_points_in_the_archive(client, archive, item):
    draft = "Tja 🙂 morgen."
    start = draft.encode("utf-16-le").index("morgen".encode("utf-16-le")) // 2
    evidence = [{"message": None, "start": start, "end": start + 6}]
    assert (
        client.put(f"/api/items/{item}/verdicts/irony", json={"value": True, "evidence": evidence}).status_code == 200
    )
    [stored] = archive.store.items.get(item).verdicts
    assert draft[stored.evidence[0]["start"] : stored.evidence[0]["end"]] == "morgen"
    assert client.get(f"/api/items/{item}").json()["verdicts"][0]["evidence"] == evidence
    for wrong in (
        {"message": 9, "start": 0, "end": 1},
        {"message": None, "start": 0, "end": 99},
        {"message": None, "start": 3, "end": 3},
    ):
        refused = client.put(f"/api/items/{item}/verdicts/irony", json={"value": True, "evidence": [wrong]})
        assert refused.status_code == 400, wrong
    assert client.put(f"/api/items/{item}/verdicts/nonsense", json={"value": True}).status_code == 404


def test_api_import_looks_takes_and_reviews(client, upload, archive):
    look = upload("/api/imports/look", CHAT.encode()).json()
    assert (look["kind"], look["senders"], look["messages"]) == ("whatsapp", ["Petra Kunz", "Lampenwelt"], 2)
    assert client.get("/api/imports/progress").json() == {"waiting": 0, "reviewed": 0}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("_chat.txt", CHAT)
    taken = upload("/api/imports", packed.getvalue(), "WhatsApp Chat - Petra Kunz.zip", options=OPTIONS).json()
    assert (taken["conversations"], taken["items"], taken["doubles"]) == (1, 1, 0)
    assert client.get("/api/imports/progress").json() == {"waiting": 1, "reviewed": 0}
    archive.reviewing.work()
    [row] = client.get("/api/items").json()["items"]
    assert (row["customer"], row["draft"]) == (
        "Wo bleibt das Paket ‹Bestellnummer›?",
        "Tja, Frau ‹Name› 😅, das dauert.",
    )


def test_api_import_waits_for_the_legal_basis(client, upload):
    client.put("/api/settings", json={"legal_basis": None})
    for where in ("/api/imports/look", "/api/imports"):
        refused = upload(where, CHAT.encode(), options=OPTIONS)
        assert (refused.status_code, refused.json()["error"]["type"]) == (409, "no_legal_basis")


@pytest.mark.parametrize("content", [CHAT.encode(), b"PK\x03\x04 broken", b"\x00\x01", b""])
@pytest.mark.parametrize("options", [OPTIONS, "{", '{"agent": "Jonas"}', '{"team": "?"}'])
def test_api_import_leaves_no_file_behind(client, upload, tmp_path, monkeypatch, content, options):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # of the parser of uploads
    upload("/api/imports", content, "chat.zip", options=options)
    upload("/api/imports/look", content, "chat.zip")
    assert [path for path in tmp_path.rglob("*") if "archive.db" not in path.name] == [tmp_path / "uploads"]


def test_api_exports_are_complete_and_safe_for_spreadsheets(client, archive, item):
    _share(client, 2, draft='=HYPERLINK("x")', messages=[{"role": "customer", "text": 'Ümläute; "und" mehr\nZeile 2?'}])
    archive.reviewing.work()
    client.put(f"/api/items/{item}/verdicts/irony", json={"value": True})
    lines = client.get("/api/export/items.jsonl").text.splitlines()
    assert [json.loads(line)["draft"] for line in lines] == ["Tja 🙂 morgen.", '=HYPERLINK("x")']
    rows = list(csv.DictReader(io.StringIO(client.get("/api/export/items.csv").content.decode("utf-8-sig"))))
    assert (rows[1]["reply"], rows[1]["customer"]) == ('\'=HYPERLINK("x")', 'Ümläute; "und" mehr\nZeile 2?')
    assert rows[0]["confirmed"] == "irony"
    [record] = map(json.loads, client.get("/api/export/corrections.jsonl").text.splitlines())
    assert record["labels"]["irony"] is True


def test_api_round_is_graded_blind_by_two_seats_before_it_shows_the_model(client, archive):
    for number in range(1, 9):
        _share(client, number, draft=f"Tja, das war {number}.", mark="good" if number == 8 else "question")
    archive.reviewing.work()
    id = client.post("/api/rounds", json={"team": "Team"}).json()["id"]
    first = client.get(f"/api/rounds/{id}").json()
    assert len(first["items"]) == 6
    blind = [entry for entry in first["items"] if entry["blind"]]
    assert [entry["position"] for entry in blind] == [0, 1]
    for entry in blind:
        assert not {"view", "report_flags", "rewrites", "verdicts", "level", "lane"} & set(entry["item"])
        hidden = client.get(f"/api/items/{entry['item']['id']}").json()  # nor behind the other door
        assert not {"view", "report_flags", "rewrites"} & set(hidden)
        assert all(
            row["id"] != entry["item"]["id"] or not row["criteria"] for row in client.get("/api/items").json()["items"]
        )
    assert first["agreement"] is None
    none = dict.fromkeys((c["id"] for c in client.get("/api/me").json()["criteria"]), False)
    partial = {"position": 0, "grader": "trainer", "values": {"irony": True}}
    assert client.put(f"/api/rounds/{id}/grades", json=partial).status_code == 400
    waiting = blind[0]["item"]["id"]
    assert client.put(f"/api/items/{waiting}/verdicts/irony", json={"value": True}).status_code == 409
    for position in (0, 1):
        for grader, value in (("trainer", True), ("second", position == 0)):
            grades = {"position": position, "grader": grader, "values": {**none, "irony": value}}
            assert client.put(f"/api/rounds/{id}/grades", json=grades).status_code == 200
            assert client.put(f"/api/rounds/{id}/grades", json=grades).status_code == 409  # once
    shown = client.get(f"/api/rounds/{id}").json()
    assert all("view" in entry["item"] for entry in shown["items"])
    alike = {row["criterion"]: (row["same"], row["of"]) for row in shown["agreement"]["criteria"]}
    assert (alike["irony"], alike["canned"]) == ((1, 2), (2, 2))
    assert {"criterion": "irony", "same": 3, "of": 4} in shown["agreement"]["with_model"]
    assert client.put(f"/api/rounds/{id}/end", json={"focus": "irony", "until": "2026-12-09"}).status_code == 200
    assert client.get("/api/rounds?team=Team").json()["rounds"][0]["focus"] == "irony"
    assert client.put(f"/api/rounds/{id}/end", json={"focus": "Jonas", "until": "2026-12-09"}).status_code == 400
    assert (
        client.put(f"/api/rounds/{id}/grades", json={"position": 3, "grader": "trainer", "values": none}).status_code
        == 409
    )


def test_api_exports_keep_quiet_about_what_is_graded_blind(client, archive):
    for number in range(1, 9):
        _share(client, number, draft=f"Tja, das war {number}.")
    archive.reviewing.work()
    id = client.post("/api/rounds", json={"team": "Team"}).json()["id"]
    blind = {entry["item"]["draft"] for entry in client.get(f"/api/rounds/{id}").json()["items"] if entry["blind"]}
    exported = [json.loads(line)["draft"] for line in client.get("/api/export/items.jsonl").text.splitlines()]
    assert (len(blind), len(exported), blind & {*exported}) == (2, 6, set())
    assert not any(draft in client.get("/api/export/items.csv").text for draft in blind)
    none = dict.fromkeys((c["id"] for c in client.get("/api/me").json()["criteria"]), False)
    client.put(f"/api/rounds/{id}/grades", json={"position": 0, "grader": "trainer", "values": none})
    assert client.get("/api/export/corrections.jsonl").text == ""
    assert client.put(f"/api/rounds/{id}/end", json={"focus": "irony", "until": "2026-12-09"}).status_code == 200
    late = {"position": 1, "grader": "trainer", "values": none}
    assert client.put(f"/api/rounds/{id}/grades", json=late).status_code == 409  # the model's values are in view now
    assert all(i["status"] == "discussed" for i in client.get("/api/items").json()["items"] if i["draft"] in blind)


def test_api_shows_items_whose_report_another_version_wrote(client, archive, item):
    stored = archive.store.items.get(item)
    old = {**stored.report, "findings": [{**f, "criterion": "gone"} for f in stored.report["findings"]]}
    for report, cards in ((old, 0), ({"findings": 3}, None)):
        archive.store.items.store_reviews({item: Reviewed("de", "flagged", 2, 1.0, report, (), {"gone": True})})
        view = client.get(f"/api/items/{item}").json()["view"]
        assert (len(view["cards"]) if view else None) == cards
        assert client.get("/api/items").status_code == 200


def test_api_refuses_a_chat_that_would_take_minutes(client):
    assert _share(client, messages=[{"role": "customer", "text": "x" * 60_000}]).json()["error"]["type"] == "too_long"


@pytest.mark.parametrize(
    "wrong", ["/api/items/99999999999999999999", "/api/items?after=" + "[" * 5000, "/api/items?criterion=%00"]
)
def test_api_answers_odd_numbers_with_a_refusal(client, wrong):
    assert client.get(wrong).status_code in (400, 409)


def test_api_insights_say_so_when_there_is_too_little(client, item):
    figures = client.get("/api/insights").json()
    assert set(figures) == {"open_requests", "criteria_by_week", "causes", "model_vs_trainers", "false_alarms"}
    assert not any(chart["enough"] for chart in figures.values())


def test_api_text_blocks_come_in_once_and_are_reviewed(client, upload, archive):
    raw = "Titel;Inhalt\nGruß;Gern geschehen!\nSpott;Tja, selbst schuld.\nLeer;\n".encode()
    assert upload("/api/blocks", raw, "macros.csv").json()["added"] == 2
    again = upload(
        "/api/blocks", json.dumps({"macros": [{"title": "Gruß", "content": "Gern geschehen!"}]}).encode()
    ).json()
    assert (again["added"], again["doubles"], again["faults"]) == (0, 1, [])
    archive.reviewing.work()
    blocks = {b["title"]: b for b in client.get("/api/blocks").json()["blocks"]}
    assert blocks["Spott"]["criteria"] == ["irony"]
    assert blocks["Gruß"]["criteria"] == []
    for wrong in (b"nothing here", b'{"a": 1}', b"\xff\xfe", b""):
        assert upload("/api/blocks", wrong).status_code == 400
    client.request("DELETE", f"/api/blocks/{blocks['Gruß']['id']}", headers={"Content-Type": "application/json"})
    assert len(client.get("/api/blocks").json()["blocks"]) == 1


def test_api_lead_finds_and_erases_a_customer(client, upload, archive):
    upload("/api/imports", CHAT.encode(), options=OPTIONS)
    asked = {"identifier": "88213"}
    assert client.post("/api/customers/count", json=asked).json() == {"count": 1}
    [found] = client.post("/api/customers/export", json=asked).json()["conversations"]
    assert "Petra" not in json.dumps(found)
    assert client.post("/api/customers/erase", json=asked).json() == {"deleted": 1}
    assert client.post("/api/customers/count", json=asked).json() == {"count": 0}
    assert list(archive.store.items.every()) == []


def test_api_lead_purges_by_the_clock(client, upload):
    old = CHAT.replace("23.11.26", "23.03.26")
    upload("/api/imports", old.encode(), options=OPTIONS)
    assert client.post("/api/purge", json={}).json() == {"deleted": 1}
    assert client.put("/api/settings", json={"retention_days": 0}).status_code == 400


def test_api_silenced_criterion_is_told_and_kept(client):
    assert client.put("/api/criteria/irony/silenced", json={"value": True}).json() == {}
    assert [c["id"] for c in client.get("/api/me").json()["criteria"] if c["silenced"]] == ["irony"]
    client.put("/api/criteria/irony/silenced", json={"value": False})
    assert not any(c["silenced"] for c in client.get("/api/me").json()["criteria"])
    assert client.put("/api/criteria/jonas/silenced", json={"value": True}).status_code == 404
