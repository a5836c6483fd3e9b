"""Items: taken in once, reviewed, talked about, withdrawn."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from coach.errors import StateError
from coach.store import Store
from coach.store import tables as t
from coach.store.values import Filter, NewConversation, NewItem, Note, Verdict
from coach.types import Message

DAY = date(2026, 11, 23)


def _only(store):
    [item] = store.items.every()
    return item


def _rows(store, table):
    with store.items._database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def _verdict(value, *, criterion="irony", grader="trainer", model=True):
    return Verdict(criterion, grader, value, False, ({"message": None, "start": 0, "end": 3},), model)


def test_items_come_back_as_they_were_given(store, conversation):
    assert store.items.add([conversation("Wo bleibt es?", "Morgen 👋", mark="question", question="Zu knapp?")])
    item = _only(store)
    assert item.messages == (Message("customer", "Wo bleibt es?"),)
    assert (item.draft, item.mark, item.question, item.status, item.lane) == (
        "Morgen 👋",
        "question",
        "Zu knapp?",
        "open",
        None,
    )
    assert (item.day, item.channel, item.team, item.report) == (DAY, "whatsapp", "Team", None)


def test_items_of_the_same_words_are_stored_once(store, conversation):
    assert len(store.items.add([conversation(), conversation()])) == 1
    assert store.items.add([conversation(), conversation("Andere Frage?")]) == (conversation("Andere Frage?"),)
    assert len(list(store.items.every())) == 2


def test_items_see_only_the_messages_before_them(store):
    said = (Message("customer", "A?"), Message("agent", "a."), Message("customer", "B?"), Message("agent", "b."))
    new = NewConversation("import", "email", "Team", DAY, said, "d", items=(NewItem(1, "a."), NewItem(3, "b.")))
    store.items.add([new])
    assert [i.messages for i in store.items.every()] == [said[:1], said[:3]]


def test_items_wait_until_they_are_reviewed(store, conversation, reviewed):
    store.items.add([conversation("A?"), conversation("B?")])
    first, second = store.items.waiting(10)
    assert store.items.progress() == (2, 2)
    store.items.store_reviews(
        {first.id: reviewed("flagged", flags={"irony": True}, level=2, requests=(("late", "unanswered"),))}
    )
    assert [i.id for i in store.items.waiting(10)] == [second.id]
    assert store.items.progress() == (1, 2)
    stored = store.items.get(first.id)
    assert (stored.lane, stored.level, stored.language, stored.report) == ("flagged", 2, "de", {"scores": {}})
    store.items.store_reviews({first.id: reviewed("plain")})  # a newer model
    assert (_rows(store, t.flag), _rows(store, t.request)) == (0, 0)


def test_items_that_were_withdrawn_meanwhile_are_not_reviewed(store, conversation, reviewed):
    store.items.add([conversation(key="k" * 64)])
    id = _only(store).id
    store.items.withdraw("k" * 64)
    store.items.store_reviews({id: reviewed("flagged", flags={"irony": True})})
    assert _rows(store, t.flag) == 0


def test_items_can_be_withdrawn_until_they_are_discussed(store, conversation, reviewed):
    store.items.add([conversation("Wort", key="a" * 64), conversation("Satz", key="b" * 64)])
    first, second = store.items.every()
    store.items.store_reviews({first.id: reviewed("flagged", flags={"irony": True}), second.id: reviewed()})
    store.items.add_note(first.id, Note("trainer", "Schöner Einstieg.", DAY))
    store.items.withdraw("a" * 64)
    assert store.items.by_key("a" * 64) is None
    assert [_rows(store, table) for table in (t.conversation, t.flag, t.note)] == [1, 0, 0]
    assert store.queue.page(Filter(text="Wort")).rows == ()
    store.items.set_status(second.id, "discussed")
    with pytest.raises(StateError, match="until it is discussed; this one is discussed"):
        store.items.withdraw("b" * 64)
    with pytest.raises(StateError, match="found none under this key"):
        store.items.withdraw("c" * 64)


def test_items_keep_the_last_word_of_each_seat_beside_the_model(store, conversation, reviewed):
    store.items.add([conversation()])
    id = _only(store).id
    store.items.store_reviews({id: reviewed(report={"flags": {"irony": True}}, flags={"irony": True})})
    for verdict in (_verdict(True), _verdict(False), _verdict(True, grader="second")):
        store.items.set_verdict(id, verdict)
    item = store.items.get(id)
    assert {(v.grader, v.value, v.model) for v in item.verdicts} == {("trainer", False, True), ("second", True, True)}
    assert item.report["flags"] == {"irony": True}  # never overwritten
    assert store.items.judged() == (item,)


def test_items_go_from_open_to_closed_and_never_back(store, conversation):
    store.items.add([conversation()])
    id = _only(store).id
    store.items.add_note(id, Note("agent", "Bitte ansehen", DAY))
    assert store.items.get(id).status == "open"
    store.items.add_note(id, Note("trainer", "Klar und freundlich.", DAY))
    assert store.items.get(id).status == "answered"
    with pytest.raises(StateError, match="from answered it goes on to open or discussed, not closed"):
        store.items.set_status(id, "closed")
    store.items.set_status(id, "discussed")
    store.items.set_status(id, "closed")
    with pytest.raises(StateError, match="from closed it goes on to nothing, not open"):
        store.items.set_status(id, "open")
    assert [n.author for n in store.items.get(id).notes] == ["agent", "trainer"]


def test_items_that_are_not_there_are_named(store):
    for step in (
        lambda: store.items.set_status(7, "open"),
        lambda: store.items.set_cause(7, "process"),
        lambda: store.items.set_verdict(7, _verdict(True)),
        lambda: store.items.add_note(7, Note("agent", "x", DAY)),
    ):
        with pytest.raises(StateError, match="item 7: expected an item, found none"):
            step()


def test_items_take_a_cause_and_lose_it(store, conversation):
    store.items.add([conversation()])
    id = _only(store).id
    store.items.set_cause(id, "text_block")
    assert store.items.get(id).cause == "text_block"
    store.items.set_cause(id, None)
    assert store.items.get(id).cause is None


def test_items_have_numbers_that_tell_no_order(url):
    store = Store.open(url)
    new = [NewConversation("shared", "email", "Team", DAY, (), str(n), items=(NewItem(0, str(n)),)) for n in range(40)]
    for conversation in new:
        store.items.add([conversation])
    drafts = [int(item.draft) for item in store.items.every()]  # by number
    assert sorted(drafts) == list(range(40))
    assert drafts != sorted(drafts)
    store.close()


def test_items_that_are_taken_back_lower_the_sharers_of_their_week(store, conversation):
    for number in range(5):
        store.items.add([conversation(f"{number}", source="shared", mark="question", key=f"{number}" * 64)])
        store.counts.add_sharer("Team", "2026-W48", str(number))
    store.items.withdraw("0" * 64)  # before the week is counted
    assert store.counts.sharers() == {}
    store.counts.close_weeks("2026-W49")
    assert store.counts.sharers() == {("Team", "2026-W48"): 4}
    store.items.withdraw("1" * 64)  # and after it
    assert store.counts.sharers() == {("Team", "2026-W48"): 3}
    store.counts.close_weeks("2026-W49")
    assert store.counts.sharers() == {("Team", "2026-W48"): 3}


def test_items_in_two_imports_at_once_are_stored_once(url, conversation):
    stores, added = [Store.open(url) for _ in range(2)], []

    def take(store):
        added.extend(store.items.add([conversation(f"Frage {n}") for n in range(60)]))

    threads = [threading.Thread(target=take, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(added) == 60
    assert len(list(stores[0].items.every())) == 60
    for store in stores:
        store.close()


def test_items_see_only_the_last_messages_of_a_long_chat(store):
    said = tuple(Message("customer", str(n)) for n in range(5))
    store.items.add([NewConversation("import", "email", "Team", DAY, said, "d", items=(NewItem(4, "a.", first=2),))])
    assert [m.text for m in _only(store).messages] == ["2", "3"]
