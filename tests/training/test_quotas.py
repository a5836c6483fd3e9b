from training.corpus import load_split
from training.corpus.quotas import Quota, quotas
from training.corpus.short import load_atoms, load_questions


def test_quota_bounds_are_included_and_shown():
    share = Quota("share", 0.2, 0.2)
    assert share.holds
    assert (share.wanted, share.shown(share.found)) == ("≥ 20.0%", "20.0%")
    over = Quota("share", 0.5, 0.35, 0.45)
    assert not over.holds
    assert over.fault == "quota: share: expected 35.0% to 45.0%, found 50.0%"
    assert Quota("items", 1300, 1300).wanted == "≥ 1300"


def test_quotas_fail_on_a_corpus_that_lacks_something():
    train = [r for r in load_split("train") if r.labels["hurried"]][:400]
    test = load_split("test")[:100]
    found = {q.name: q for q in quotas({"train": train, "test": test}, load_atoms()[:10], load_questions()[:10])}
    for name in (
        "share of clean drafts",
        "share of deferred among requests",
        "conversations with insults",
        "test items, de",
        "atoms",
    ):
        assert not found[name].holds, name
    assert found["share of drafts under 45 words"].holds
